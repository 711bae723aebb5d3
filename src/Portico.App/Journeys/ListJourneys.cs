using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Data;

namespace Portico.App.Journeys;

/// <summary>The tenant's journeys with their versions, and how many cases are inside each.</summary>
public static class ListJourneys
{
    /// <param name="Waits">Somebody asked to publish it, and a second person has not decided yet.</param>
    public sealed record Row(string Key, string Name, string? Description, int? LiveVersion, int? DraftVersion, DateTimeOffset UpdatedAt, bool Waits, IReadOnlyList<VersionRow> Versions)
    {
        /// <summary>The version that a pilot tries now; null: none runs.</summary>
        public int? PilotVersion { get; init; }

        /// <summary>The version that test cases start on; null: not published to test.</summary>
        public int? TestVersion { get; init; }

        public int Inside => Versions.Sum(v => v.Inside);

        /// <summary>Whether somebody is inside a version that is not live any more.</summary>
        public bool HasCasesToMove => LiveVersion is { } live && Versions.Any(v => v.Number != live && v.Inside > 0);
    }

    /// <param name="Inside">Cases that have not ended; tests do not count.</param>
    public sealed record VersionRow(string Id, int Number, DateTimeOffset UpdatedAt, DateTimeOffset? PublishedAt, DateTimeOffset? ReleasedAt, int Inside, int Ended);

    public sealed class Handler(PorticoDb db)
    {
        /// <param name="key">Only this journey; null: all.</param>
        public async Task<IReadOnlyList<Row>> HandleAsync(string? key, CancellationToken ct)
        {
            var journeys = await db.Journeys.AsNoTracking().Where(j => key == null || j.Key == key).OrderBy(j => j.Name).ToListAsync(ct);
            var versions = await db.JourneyVersions.AsNoTracking().Where(v => key == null || v.JourneyKey == key)
                .Select(v => new { v.Id, v.JourneyKey, v.Number, v.UpdatedAt, v.PublishedAt, v.ReleasedAt }).ToListAsync(ct);
            var cases = await db.Cases.Where(c => c.Environment == TenantEnvironment.Live && (key == null || c.JourneyKey == key))
                .GroupBy(c => new { c.JourneyVersionId, Ended = c.EndedAt != null }).Select(g => new { g.Key.JourneyVersionId, g.Key.Ended, Count = g.Count() }).ToListAsync(ct);
            var running = journeys.Where(j => j.PilotId != null).Select(j => j.PilotId!.Value).ToList();
            var pilots = running.Count == 0 ? [] : await db.JourneyPilots.Where(p => running.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Version, ct);
            var waiting = await db.PublishRequests.Where(r => r.RefusedBy == null).Select(r => r.JourneyKey).ToListAsync(ct);
            int Count(string version, bool ended) => cases.Where(c => c.JourneyVersionId == version && c.Ended == ended).Sum(c => c.Count);

            return journeys.ConvertAll(j =>
            {
                var own = versions.Where(v => v.JourneyKey == j.Key).OrderByDescending(v => v.Number)
                    .Select(v => new VersionRow(v.Id, v.Number, v.UpdatedAt, v.PublishedAt, v.ReleasedAt, Count(v.Id, false), Count(v.Id, true))).ToList();
                return new Row(j.Key, j.Name, j.Description, j.LiveVersion, own.FirstOrDefault(v => v.PublishedAt is null)?.Number, own.Select(v => v.UpdatedAt).DefaultIfEmpty().Max(), waiting.Contains(j.Key), own) { TestVersion = j.TestVersion, PilotVersion = j.PilotId is { } pilot ? pilots[pilot] : null };
            });
        }
    }
}
