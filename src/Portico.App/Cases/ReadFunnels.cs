using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Journeys;

namespace Portico.App.Cases;

/// <summary>How customers get on in what is live. It looks at every case of a version, so it is asked by itself and nothing waits for it.</summary>
public static class ReadFunnels
{
    /// <summary>How many cases of the live version reached each step.</summary>
    public sealed record Funnel(string Journey, string Name, int Version, int Started, IReadOnlyList<Step> Steps);

    public sealed record Step(string Name, int Reached, int Finished);

    public sealed class Handler(PorticoDb db)
    {
        public async Task<IReadOnlyList<Funnel>> HandleAsync(CancellationToken ct)
        {
            var live = await db.Journeys.AsNoTracking().Where(j => j.LiveVersion != null).OrderBy(j => j.Name)
                .Join(db.JourneyVersions, j => new { j.Key, Number = j.LiveVersion!.Value }, v => new { Key = v.JourneyKey, v.Number }, (j, v) => new { j.Key, j.Name, v.Id, v.Number, v.Definition }).ToListAsync(ct);
            var versions = live.ConvertAll(v => v.Id);
            // Few patterns, however many cases: the database counts how often each stands.
            var passed = (await db.Cases.Where(c => c.Environment == TenantEnvironment.Live && versions.Contains(c.JourneyVersionId)).GroupBy(c => new { c.JourneyVersionId, c.Steps }).Select(g => new { g.Key.JourneyVersionId, g.Key.Steps, Count = g.Count() }).ToListAsync(ct))
                .ToLookup(p => p.JourneyVersionId);
            return live.ConvertAll(version =>
            {
                var names = NodeNames.Of(version.Definition);
                int Count(params string[] marks) => passed[version.Id].Where(p => marks.Any(mark => p.Steps.Contains(mark + "\n", StringComparison.Ordinal))).Sum(p => p.Count);
                return new Funnel(version.Key, version.Name, version.Number, passed[version.Id].Sum(p => p.Count),
                    [.. names.Steps.Select(s => new Step(names[s], Count(">" + s, "=" + s), Count("=" + s)))]);
            });
        }
    }
}
