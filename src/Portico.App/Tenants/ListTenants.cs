using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Tenants;

/// <summary>For operators: the utilities on this platform. Nothing of their customers.</summary>
public static class ListTenants
{
    public sealed record Row(string Id, string Name, string Commodity, string Country, IReadOnlyList<string> Locales, IReadOnlyList<string> Hosts, bool Suspended, DateTimeOffset CreatedAt, bool Restricted);

    public sealed class Handler(PorticoDb db, CurrentActor actor)
    {
        public async Task<Result<IReadOnlyList<Row>>> HandleAsync(CancellationToken ct)
        {
            if (Allowed.UnlessOperator(actor) is { } no) return no;
            var hosts = (await db.TenantHosts.AsNoTracking().ToListAsync(ct)).ToLookup(h => h.TenantId, h => h.Host);
            var tenants = await db.Tenants.AsNoTracking().Where(t => t.Id != Tenant.Platform).OrderBy(t => t.Name).ToListAsync(ct);
            return tenants.ConvertAll(t => new Row(t.Id, t.Name, t.Commodity, t.Country, t.Locales, [.. hosts[t.Id].Order()], t.Suspended, t.CreatedAt, t.Restricted is not null));
        }
    }
}
