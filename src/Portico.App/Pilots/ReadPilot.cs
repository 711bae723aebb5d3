using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Starters;
using Portico.App.Tenants;
using Portico.App.Users;

namespace Portico.App.Pilots;

/// <summary>The pilots of a journey, and what came of one of them: its cases beside those of the control group, which started at the same time on what is live.</summary>
public static class ReadPilot
{
    /// <summary>In each group, first come first: more make the interval no narrower than anybody needs, and take longer to read with every case.</summary>
    public const int MostCases = 10_000;

    /// <summary>In each group: with fewer, nobody should decide anything.</summary>
    public const int LeastCases = 100;

    private const int ShownPilots = 50;

    /// <param name="Live">The version that new customers start on; null: not published.</param>
    /// <param name="Newest">The version of the newest drawing, which a new pilot would try.</param>
    /// <param name="StartsByItself">New cases come from a time, an event or a request, too; those start on the live version.</param>
    /// <param name="Pilots">Newest first.</param>
    /// <param name="Shown">What came of the pilot asked for, or of the one that runs; null: none.</param>
    public sealed record View(string Name, int? Live, int Newest, bool StartsByItself, IReadOnlyList<string> Locales, IReadOnlyList<Row> Pilots, Report? Shown);

    public sealed record Row(Guid Id, int Version, int Against, int Percent, string? Locale, DateTimeOffset StartedAt, string StartedBy, DateTimeOffset? EndedAt, string? EndedBy, PilotEnd? End);

    /// <param name="Difference">Of the shares that completed, the pilot's minus the control group's.</param>
    /// <param name="Currency">ISO 4217.</param>
    /// <param name="Capped">There were more cases than are counted.</param>
    public sealed record Report(Row Row, Group Pilot, Group Control, Estimate<double>? Difference, Verdict Verdict, IReadOnlyList<Step> Steps, string Currency, bool Capped);

    /// <param name="Incidents">Stopped, and waiting for a colleague.</param>
    /// <param name="Completion">Of all that started, also of those still under way.</param>
    /// <param name="Cost">Of each case that started, in the currency of the tenant; null: too few, or nobody said what a provider costs.</param>
    /// <param name="Time">From start to end of those that completed; null: too few.</param>
    public sealed record Group(int Started, int Completed, int Cancelled, int Incidents, Estimate<double>? Completion, Estimate<TimeSpan>? Time, Estimate<double>? Cost)
    {
        public int UnderWay => Started - Completed - Cancelled - Incidents;
    }

    /// <summary>A step that shows a form; null where the drawing has none such.</summary>
    public sealed record Step(string Name, StepCount? Pilot, StepCount? Control);

    /// <param name="Left">The share of those who came to it and have not handed it in.</param>
    public sealed record StepCount(int Reached, int Finished, Estimate<double>? Left);

    public enum Verdict { NotEnough, Better, Worse, NoDifference }

    private static readonly Error NotFound = new(404, "journey.not_found", "There is no such journey.");

    public sealed class Handler(PorticoDb db, TenantDirectory tenants)
    {
        /// <param name="id">Of the pilot to show; null: the one that runs.</param>
        public async Task<Result<View>> HandleAsync(string key, Guid? id, CancellationToken ct)
        {
            if (await db.Journeys.AsNoTracking().SingleOrDefaultAsync(j => j.Key == key, ct) is not { } journey) return NotFound;
            var pilots = await db.JourneyPilots.AsNoTracking().Where(p => p.JourneyKey == key).OrderByDescending(p => p.StartedAt).ThenByDescending(p => p.Id).Take(ShownPilots).ToListAsync(ct);
            var people = await ActorNames.ReadAsync(db, ct);
            Row RowOf(JourneyPilot p) => new(p.Id, p.Version, p.Against, p.Percent, p.Locale, p.StartedAt, people.Of(p.StartedBy), p.EndedAt, p.EndedBy is null ? null : people.Of(p.EndedBy), p.End);

            var shown = pilots.Find(p => p.Id == (id ?? journey.PilotId));
            if (id is not null && shown is null) return EndPilot.NotFound;
            return new View(journey.Name, journey.LiveVersion, await db.JourneyVersions.Where(v => v.JourneyKey == key).MaxAsync(v => v.Number, ct), await db.Starters.AnyAsync(s => s.JourneyKey == key, ct),
                (await tenants.FindAsync(db.TenantId, ct))?.Locales ?? [], pilots.ConvertAll(RowOf), shown is null ? null : await ReportAsync(shown, RowOf(shown), ct));
        }

        private async Task<Report> ReportAsync(JourneyPilot pilot, Row row, CancellationToken ct)
        {
            var (tried, live) = (await CountAsync(pilot.Id, PilotGroup.Pilot, ct), await CountAsync(pilot.Id, PilotGroup.Control, ct));
            var difference = Estimate.Difference((tried.Group.Completed, tried.Group.Started), (live.Group.Completed, live.Group.Started));
            var verdict = difference is null || Math.Min(tried.Group.Started, live.Group.Started) < LeastCases ? Verdict.NotEnough
                : difference.From > 0 ? Verdict.Better : difference.To < 0 ? Verdict.Worse : Verdict.NoDifference;
            return new(row, tried.Group, live.Group, difference, verdict, await StepsAsync(pilot, tried.Passed, live.Passed, ct), (await tenants.FindAsync(db.TenantId, ct))?.Currency ?? "", Math.Max(tried.Group.Started, live.Group.Started) == MostCases);
        }

        private sealed record Passed(CaseStatus Status, string Steps, int Count);

        private async Task<(Group Group, List<Passed> Passed)> CountAsync(Guid pilot, PilotGroup side, CancellationToken ct)
        {
            var cases = db.Cases.AsNoTracking().Where(c => c.PilotId == pilot && c.PilotGroup == side).OrderBy(c => c.StartedAt).Take(MostCases);
            // Few patterns, however many cases: the database counts how often each stands.
            var passed = await cases.GroupBy(c => new { c.Status, c.Steps }).Select(g => new Passed(g.Key.Status, g.Key.Steps, g.Count())).ToListAsync(ct);
            var times = await cases.Where(c => c.Status == CaseStatus.Completed).Select(c => new { c.StartedAt, EndedAt = c.EndedAt!.Value }).ToListAsync(ct);
            var costs = await cases.GroupBy(c => c.CostMicros).Select(g => new { Micros = g.Key, Count = g.Count() }).ToListAsync(ct);
            var cost = costs.Exists(c => c.Micros > 0) ? Estimate.Mean(costs.ConvertAll(c => (c.Micros / 1e6, c.Count))) : null;
            int Count(CaseStatus status) => passed.Where(p => p.Status == status).Sum(p => p.Count);
            var (started, completed) = (passed.Sum(p => p.Count), Count(CaseStatus.Completed));
            return (new(started, completed, Count(CaseStatus.Cancelled), Count(CaseStatus.Incident), Estimate.Share(completed, started), Estimate.Median(times.ConvertAll(t => t.EndedAt - t.StartedAt)), cost), passed);
        }

        private async Task<IReadOnlyList<Step>> StepsAsync(JourneyPilot pilot, List<Passed> tried, List<Passed> live, CancellationToken ct)
        {
            var drawings = await db.JourneyVersions.AsNoTracking().Where(v => v.Id == pilot.VersionId || v.Id == pilot.AgainstId).ToDictionaryAsync(v => v.Id, v => NodeNames.Of(v.Definition), ct);
            var (mine, theirs) = (drawings[pilot.VersionId], drawings[pilot.AgainstId]);
            return [.. mine.Steps.Union(theirs.Steps).Select(id => new Step(mine.Steps.Contains(id) ? mine[id] : theirs[id], mine.Steps.Contains(id) ? Of(tried, id) : null, theirs.Steps.Contains(id) ? Of(live, id) : null))];
        }

        private static StepCount Of(List<Passed> passed, string step)
        {
            int Count(string mark) => passed.Where(p => p.Steps.Contains($"{mark}{step}\n", StringComparison.Ordinal)).Sum(p => p.Count);
            var (open, finished) = (Count(">"), Count("="));
            return new(open + finished, finished, Estimate.Share(open, open + finished));
        }
    }
}
