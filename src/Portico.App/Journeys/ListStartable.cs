using Microsoft.EntityFrameworkCore;
using Portico.App.Data;

namespace Portico.App.Journeys;

/// <summary>What a customer of this tenant can start now: the published journeys.</summary>
public static class ListStartable
{
    public sealed record Row(string Key, string Name, string? Description);

    public sealed class Handler(PorticoDb db)
    {
        public async Task<IReadOnlyList<Row>> HandleAsync(CancellationToken ct) =>
            await db.Journeys.AsNoTracking().Where(j => j.LiveVersion != null).OrderBy(j => j.Name).Select(j => new Row(j.Key, j.Name, j.Description)).ToListAsync(ct);
    }
}
