using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Tenants;

namespace Portico.App.Forms;

/// <summary>The languages in which a form of this tenant should speak, its default first.</summary>
public static class ReadLanguages
{
    public sealed class Handler(PorticoDb db)
    {
        public async Task<IReadOnlyList<string>> HandleAsync(CancellationToken ct) => (await db.Tenants.AsNoTracking().SingleAsync(t => t.Id == db.TenantId, ct)).LocalesInOrder;
    }
}
