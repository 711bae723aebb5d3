using Microsoft.EntityFrameworkCore;
using Portico.App.Data;

namespace Portico.App.Forms;

/// <summary>The tenant's forms, each by its newest version.</summary>
public static class ListForms
{
    /// <param name="PublishedVersion">The newest that customers can see; null: none yet.</param>
    public sealed record Row(string Key, string Title, string Kind, int Fields, int Version, bool IsDraft, int? PublishedVersion, DateTimeOffset UpdatedAt);

    public sealed class Handler(PorticoDb db)
    {
        public async Task<IReadOnlyList<Row>> HandleAsync(CancellationToken ct)
        {
            var versions = await db.Forms.AsNoTracking().ToListAsync(ct);
            return [.. versions.GroupBy(f => f.Key).Select(Of).OrderBy(r => r.Title, StringComparer.OrdinalIgnoreCase)];
        }

        private static Row Of(IGrouping<string, Form> versions)
        {
            var newest = versions.MaxBy(f => f.Version)!;
            var definition = newest.Read();
            return new(newest.Key, definition.Title.In("en"), definition.Kind, definition.Fields.Count, newest.Version, newest.PublishedAt is null,
                versions.Where(f => f.PublishedAt is not null).Max(f => (int?)f.Version), newest.UpdatedAt);
        }
    }
}
