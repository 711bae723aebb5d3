using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Outbox;
using Portico.App.Shared;
using Portico.App.Users;
using Portico.Workflows;

namespace Portico.App.Migrations;

/// <summary>Who is inside which older version of a journey, which activity of the live one stands for which of the old one, and how far a migration is.</summary>
public static class ReadMigration
{
    /// <param name="Older">Versions with somebody inside, or with a migration to the live one.</param>
    /// <param name="Plan">For the version that was asked for, else the one with most cases; null: nobody is inside an older version.</param>
    public sealed record Response(string Journey, string Name, int? Live, IReadOnlyList<Older> Older, Plan? Plan);

    public sealed record Older(int Version, int Cases);

    /// <param name="State"><c>planned</c>, <c>running</c>, <c>paused</c>, <c>done</c>, <c>undoing</c>, <c>undone</c>; null: nobody has begun.</param>
    /// <param name="Mapping">What a person chose, by activity of the old version; empty: no place.</param>
    /// <param name="Elsewhere">Cases that rest at no activity, because an incident stopped them.</param>
    /// <param name="Left">Cases inside the old version that were not looked at yet.</param>
    /// <param name="Kept">Cases that were to be moved back but have gone on.</param>
    /// <param name="Most">Of a canary: after how many moved cases it pauses.</param>
    /// <param name="Stuck">It failed again and again and was given up; starting it again tries again.</param>
    /// <param name="LosesResults">Expressions of the new version ask for what earlier activities gave, of which the old one kept nothing.</param>
    /// <param name="Stayed">The first of those that were refused or kept.</param>
    public sealed record Plan(
        int From, int To, string? State, IReadOnlyList<Activity> Activities, IReadOnlyList<Target> Targets, IReadOnlyDictionary<string, string> Mapping, int Inside, int Elsewhere,
        int Left, int Moved, int Refused, int Undone, int Kept, int? Most, bool Stuck, bool LosesResults, IReadOnlyList<Stay> Stayed, DateTimeOffset? ChangedAt, string? ChangedBy)
    {
        public bool Works => State is "running" or "undoing" && !Stuck;
    }

    /// <param name="To">Id of the activity that stands for it in the live version.</param>
    /// <param name="By"><c>id</c>, <c>meaning</c>, <c>choice</c> or <c>nothing</c>.</param>
    /// <param name="Class"><c>safe</c>, <c>mapping</c> (somebody has to choose) or <c>blocked</c>, for a case that rests here.</param>
    /// <param name="Cases">That rest here now.</param>
    public sealed record Activity(string Id, string Name, string Type, string? To, string By, string Class, string? Reason, int Cases);

    public sealed record Target(string Id, string Name, string Type);

    public sealed record Stay(string Case, string Outcome, string? Reason);

    private const int Shown = 100;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/journeys/{journey}/migration", async (string journey, int? from, int? to, Handler handler, CancellationToken ct) => (await handler.HandleAsync(journey, from, to, ct)).ToHttp(TypedResults.Ok))
        .WithName(nameof(ReadMigration)).WithSummary("Read how the cases of an older version can be moved, and how far that is").Accepts(AuthorizedBy.LiveSecretKey).Produces<Response>().ProducesProblem(404);

    public sealed class Handler(PorticoDb db, MigrationPlans plans)
    {
        /// <param name="to">Null: the live version.</param>
        public async Task<Result<Response>> HandleAsync(string key, int? from, int? to, CancellationToken ct)
        {
            if (await db.Journeys.AsNoTracking().SingleOrDefaultAsync(j => j.Key == key, ct) is not { } journey) return MigrationPlans.NotFound;
            var target = to ?? journey.LiveVersion;
            var inside = await db.Cases.Where(c => c.Environment == TenantEnvironment.Live && c.JourneyKey == key && c.EndedAt == null && c.JourneyVersion != target).GroupBy(c => c.JourneyVersion).Select(g => new Older(g.Key, g.Count())).ToListAsync(ct);
            var begun = await db.Migrations.Where(m => m.JourneyKey == key && m.ToVersion == target).Select(m => m.FromVersion).ToListAsync(ct);
            var older = inside.Concat(begun.Where(version => inside.All(i => i.Version != version)).Select(version => new Older(version, 0))).OrderByDescending(o => o.Version).ToList();
            if (target is null || (from ?? older.MaxBy(o => o.Cases)?.Version) is not { } shown) return new Response(key, journey.Name, journey.LiveVersion, older, null);
            var found = await plans.OfAsync(key, shown, to, ct);
            return found.Ok ? new Response(key, journey.Name, journey.LiveVersion, older, await PlanAsync(found.Value, ct)) : found.Error;
        }

        private async Task<Plan> PlanAsync(MigrationPlans.Plan plan, CancellationToken ct)
        {
            var (kept, id) = (plan.Kept, plan.Kept?.Id ?? default);
            var at = await db.Inside(plan.From.VersionId).GroupBy(c => c.StepId).Select(g => new { Step = g.Key, Count = g.Count() }).ToListAsync(ct);
            var (total, outcomes) = (at.Sum(a => a.Count), await db.CaseMoves.Where(m => m.MigrationId == id).GroupBy(m => m.Outcome).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct));
            var stayed = await db.CaseMoves.AsNoTracking().Where(m => m.MigrationId == id && (m.Outcome == MoveOutcome.Refused || m.Outcome == MoveOutcome.Kept)).OrderBy(m => m.At).ThenBy(m => m.CaseId).Take(Shown).ToListAsync(ct);
            var canvas = plan.Migration.Matches.Count > 1 && plan.Migration.Matches[0].Problem is null ? 1 : 0; // what all others lie on is nothing that people place
            var activities = plan.Migration.Matches.Skip(canvas).Select(match => Describe(match, at.Where(a => a.Step == match.From.Id).Sum(a => a.Count))).ToList();
            var refused = outcomes.GetValueOrDefault(MoveOutcome.Refused);
            return new(
                plan.From.Number, plan.To.Number, kept?.State.ToString().ToLowerInvariant(), activities, [.. plan.To.Definition.Nodes.DistinctBy(node => node.Id).Skip(canvas).Select(node => new Target(node.Id, node.DisplayText, node.Type))],
                kept?.Mapping ?? [], total, total - activities.Sum(activity => activity.Cases), Math.Max(0, total - refused - outcomes.GetValueOrDefault(MoveOutcome.Undone)), outcomes.GetValueOrDefault(MoveOutcome.Moved), refused,
                outcomes.GetValueOrDefault(MoveOutcome.Undone), outcomes.GetValueOrDefault(MoveOutcome.Kept), kept?.Most, await db.Due.AnyAsync(d => d.CaseId == id && d.Id == MigrationPlans.DueId && d.State == DueState.Parked, ct), plan.Migration.LosesResults,
                stayed.ConvertAll(move => new Stay(move.CaseNumber, move.Outcome.ToString().ToLowerInvariant(), move.Reason)), kept?.ChangedAt, kept is null ? null : (await ActorNames.ReadAsync(db, ct)).Of(kept.ChangedBy));
        }

        private static Activity Describe(NodeMatch match, int cases) => new(
            match.From.Id, match.From.DisplayText, match.From.Type, match.To, match.By.ToString().ToLowerInvariant(), match.Problem switch { null => "safe", { IsMapping: true } => "mapping", _ => "blocked" }, match.Problem?.Text, cases);
    }
}
