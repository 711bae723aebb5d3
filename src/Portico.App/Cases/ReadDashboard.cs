using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Messages;
using Portico.App.Outbox;
using Portico.App.Plugins;
using Portico.App.Providers;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>The first page of the admin: what needs a person, and how customers get on.</summary>
public static class ReadDashboard
{
    public sealed record View(
        IReadOnlyDictionary<CaseStatus, int> Cases,
        int StartedToday,
        int FailedMessages,
        IReadOnlyList<IncidentRow> Incidents,
        int OpenIncidents,
        IReadOnlyList<Funnel> Funnels,
        IReadOnlyList<ProviderRow> Providers,
        IReadOnlyList<PluginRow> TroubledPlugins);

    public sealed record IncidentRow(Guid Id, string Case, string Code, string Text, DateTimeOffset RaisedAt);

    /// <summary>How many cases of the live version reached each step.</summary>
    public sealed record Funnel(string Journey, string Name, int Version, int Started, IReadOnlyList<FunnelStep> Steps);

    public sealed record FunnelStep(string Name, int Reached, int Finished);

    /// <param name="Healthy">Null: never checked.</param>
    public sealed record ProviderRow(string Key, string Name, bool Enabled, bool? Healthy, string? Text);

    public sealed record PluginRow(string Id, string Name, PluginProcessStatus Status, string? Code);

    public sealed class Handler(PorticoDb db, PluginSupervisor plugins, TimeProvider clock)
    {
        private const int ShownIncidents = 5;

        public async Task<View> HandleAsync(CancellationToken ct)
        {
            var since = clock.GetUtcNow().AddDays(-1);
            var counts = await db.Cases.GroupBy(c => c.Status).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
            var open = db.Incidents.AsNoTracking().Where(i => i.ResolvedAt == null);
            var incidents = await open.OrderBy(i => i.RaisedAt).Take(ShownIncidents)
                .Join(db.Cases, i => i.CaseId, c => c.Id, (i, c) => new IncidentRow(i.Id, c.Number, i.Code, i.Text, i.RaisedAt)).ToListAsync(ct);
            var providers = await db.Installations.AsNoTracking().OrderBy(i => i.DisplayName)
                .Select(i => new ProviderRow(i.Key, i.DisplayName, i.Enabled, i.Healthy, i.HealthText)).ToListAsync(ct);
            var troubled = plugins.Manifests.Select(m => (m.Id, m.DisplayName, State: plugins.StateOf(m.Id)))
                .Where(p => p.State.Status is PluginProcessStatus.Quarantined or PluginProcessStatus.Restarting)
                .Select(p => new PluginRow(p.Id, p.DisplayName, p.State.Status, p.State.LastErrorCode)).ToList();

            return new(counts, await db.Cases.CountAsync(c => c.StartedAt >= since, ct), await db.Messages.CountAsync(m => m.State == MessageState.Failed, ct),
                incidents, await open.CountAsync(ct), await FunnelsAsync(ct), providers, troubled);
        }

        private async Task<IReadOnlyList<Funnel>> FunnelsAsync(CancellationToken ct)
        {
            var (funnels, cases) = (new List<Funnel>(), db.Cases);
            var live = await db.Journeys.AsNoTracking().Where(j => j.LiveVersion != null).OrderBy(j => j.Name)
                .Join(db.JourneyVersions, j => new { j.Key, Number = j.LiveVersion!.Value }, v => new { Key = v.JourneyKey, v.Number }, (j, v) => new { j.Key, j.Name, v.Id, v.Number, v.Definition }).ToListAsync(ct);
            foreach (var version in live)
            {
                var names = NodeNames.Of(version.Definition);
                // Few patterns, however many cases: the database counts how often each stands.
                var passed = await cases.Where(c => c.JourneyVersionId == version.Id).GroupBy(c => c.Steps).Select(g => new { Steps = g.Key, Count = g.Count() }).ToListAsync(ct);
                int Count(params string[] marks) => passed.Where(p => marks.Any(mark => p.Steps.Contains(mark + "\n", StringComparison.Ordinal))).Sum(p => p.Count);
                funnels.Add(new(version.Key, version.Name, version.Number, passed.Sum(p => p.Count),
                    [.. names.Steps.Select(s => new FunnelStep(names[s], Count(">" + s, "=" + s), Count("=" + s)))]));
            }

            return funnels;
        }
    }
}
