using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Tenants;

namespace Portico.App.Forms;

/// <summary>A form to be edited: its newest version, or the words of an older one in its place.</summary>
public static class ReadForm
{
    /// <param name="Locales">The tenant's languages, its default first.</param>
    /// <param name="Version">The newest, whichever's words were asked for: a save starts from it.</param>
    /// <param name="Versions">All, newest first.</param>
    public sealed record View(string Key, int Version, int Revision, bool IsDraft, int? PublishedVersion, FormDefinition Definition, IReadOnlyList<string> Locales, IReadOnlyList<Past> Versions);

    /// <param name="PublishedAt">Null: a draft.</param>
    public sealed record Past(int Version, DateTimeOffset UpdatedAt, DateTimeOffset? PublishedAt);

    private static readonly Error NotFound = new(404, "form.not_found", "There is no such form.");

    public sealed class Handler(PorticoDb db)
    {
        public async Task<Result<View>> HandleAsync(string key, int? version, CancellationToken ct)
        {
            var versions = await db.Forms.AsNoTracking().Where(f => f.Key == key).OrderByDescending(f => f.Version).ToListAsync(ct);
            if ((version is { } wanted ? versions.Find(f => f.Version == wanted) : versions.FirstOrDefault()) is not { } shown) return NotFound;

            var newest = versions[0];
            var published = versions.Find(f => f.PublishedAt is not null)?.Version;
            var tenant = await db.Tenants.AsNoTracking().SingleAsync(t => t.Id == db.TenantId, ct);
            return new View(key, newest.Version, newest.Revision, newest.PublishedAt is null, published, shown.Read(), tenant.LocalesInOrder,
                [.. versions.Select(f => new Past(f.Version, f.UpdatedAt, f.PublishedAt))]);
        }
    }
}
