using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Tenants;

namespace Portico.App.Forms;

/// <summary>The newest version of a form, to be edited.</summary>
public static class ReadForm
{
    /// <param name="Locales">The tenant's languages, its default first.</param>
    public sealed record View(string Key, int Version, int Revision, bool IsDraft, int? PublishedVersion, FormDefinition Definition, IReadOnlyList<string> Locales);

    private static readonly Error NotFound = new(404, "form.not_found", "There is no such form.");

    public sealed class Handler(PorticoDb db)
    {
        public async Task<Result<View>> HandleAsync(string key, CancellationToken ct)
        {
            var newest = await db.Forms.AsNoTracking().Where(f => f.Key == key).OrderByDescending(f => f.Version).FirstOrDefaultAsync(ct);
            if (newest is null) return NotFound;

            var published = await db.Forms.Where(f => f.Key == key && f.PublishedAt != null).MaxAsync(f => (int?)f.Version, ct);
            var tenant = await db.Tenants.AsNoTracking().SingleAsync(t => t.Id == db.TenantId, ct);
            return new View(key, newest.Version, newest.Revision, newest.PublishedAt is null, published, newest.Read(), [tenant.DefaultLocale, .. tenant.Locales.Where(l => l != tenant.DefaultLocale)]);
        }
    }
}
