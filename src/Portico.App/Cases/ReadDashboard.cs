using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Messages;
using Portico.App.Outbox;
using Portico.App.Plugins;
using Portico.App.Providers;

namespace Portico.App.Cases;

/// <summary>The first page of the admin: what needs a person, and how much there is of everything.</summary>
public static class ReadDashboard
{
    public sealed record View(
        IReadOnlyDictionary<CaseStatus, int> Cases,
        int StartedToday,
        int FailedMessages,
        IReadOnlyList<IncidentRow> Incidents,
        int OpenIncidents,
        IReadOnlyList<ProviderRow> Providers,
        IReadOnlyList<PluginRow> TroubledPlugins);

    public sealed record IncidentRow(Guid Id, string Case, string Code, string Text, DateTimeOffset RaisedAt);

    /// <param name="Healthy">Null: never checked.</param>
    public sealed record ProviderRow(string Key, string Name, bool Enabled, bool? Healthy, string? Text);

    public sealed record PluginRow(string Id, string Name, PluginProcessStatus Status, string? Code);

    public sealed class Handler(PorticoDb db, TenantPlugins plugins, TimeProvider clock)
    {
        private const int ShownIncidents = 5;

        public async Task<View> HandleAsync(CancellationToken ct)
        {
            var since = clock.GetUtcNow().AddDays(-1);
            var live = db.Cases.AsNoTracking().Where(c => c.Environment == TenantEnvironment.Live);
            var counts = await live.GroupBy(c => c.Status).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
            var open = db.Incidents.AsNoTracking().Where(i => i.ResolvedAt == null && live.Any(c => c.Id == i.CaseId));
            var incidents = await open.OrderBy(i => i.RaisedAt).Take(ShownIncidents)
                .Join(db.Cases, i => i.CaseId, c => c.Id, (i, c) => new IncidentRow(i.Id, c.Number, i.Code, i.Text, i.RaisedAt)).ToListAsync(ct);
            var providers = await db.Installations.AsNoTracking().Where(i => i.Environment == TenantEnvironment.Live).OrderBy(i => i.DisplayName)
                .Select(i => new ProviderRow(i.Key, i.DisplayName, i.Enabled, i.Healthy, i.HealthText)).ToListAsync(ct);
            var troubled = (await plugins.AllAsync(ct)).Values.Select(m => (m.Id, m.DisplayName, State: plugins.StateOf(m)))
                .Where(p => p.State.Status is PluginProcessStatus.Quarantined or PluginProcessStatus.Restarting)
                .Select(p => new PluginRow(p.Id, p.DisplayName, p.State.Status, p.State.LastErrorCode)).ToList();

            return new(counts, await live.CountAsync(c => c.StartedAt >= since, ct), await db.Messages.CountAsync(m => m.State == MessageState.Failed && live.Any(c => c.Id == m.CaseId), ct),
                incidents, await open.CountAsync(ct), providers, troubled);
        }
    }
}
