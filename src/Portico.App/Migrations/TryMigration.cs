using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Migrations;

/// <summary>Moves every case inside in memory, and tells what would come of it. Nothing is written: whoever may look may try.</summary>
public static class TryMigration
{
    public sealed record Request(int From);

    /// <param name="Mapping">Cases for which somebody has to choose where they go on.</param>
    /// <param name="Places">Where they rest, those with most cases first.</param>
    public sealed record Response(int Cases, int Safe, int Mapping, int Blocked, IReadOnlyList<Place> Places);

    public sealed record Place(string? Activity, string Name, int Safe, int Mapping, int Blocked, IReadOnlyList<Reason> Reasons);

    public sealed record Reason(string Code, string Text, int Cases);

    private const int Batch = 200;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/journeys/{journey}/migration/dry-run", async (string journey, Request body, Handler handler, CancellationToken ct) => (await handler.HandleAsync(journey, body, ct)).ToHttp(TypedResults.Ok))
        .WithName(nameof(TryMigration)).WithSummary("Try to move each case of an older version, without moving any").Accepts(AuthorizedBy.LiveSecretKey).Produces<Response>().ProducesProblem(404).ProducesProblem(409);

    public sealed class Handler(PorticoDb db, MigrationPlans plans)
    {
        private sealed record Tried(string? Place, IReadOnlyList<MoveProblem> Problems);

        public async Task<Result<Response>> HandleAsync(string key, Request request, CancellationToken ct)
        {
            var found = await plans.OfAsync(key, request.From, null, ct);
            if (!found.Ok) return found.Error;
            var plan = found.Value;
            var inside = await db.Inside(plan.From.VersionId).Select(c => c.Id).ToListAsync(ct);
            var tried = new List<Tried>(inside.Count);
            foreach (var ids in inside.Chunk(Batch))
            {
                var states = await db.Inside(plan.From.VersionId).Where(c => ids.Contains(c.Id)).Select(c => new { c.StepId, c.State }).ToListAsync(ct);
                tried.AddRange(states.Select(c => new Tried(c.StepId, plan.Move(RunState.Parse(c.State)).Problems)));
            }

            var names = plan.From.Definition.Nodes.DistinctBy(node => node.Id).ToDictionary(node => node.Id, node => node.DisplayText);
            var places = tried.GroupBy(t => t.Place).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new Place(g.Key, g.Key is null ? "Stopped by an incident" : names.GetValueOrDefault(g.Key, g.Key), g.Count(IsSafe), g.Count(NeedsMapping), g.Count(t => !IsSafe(t) && !NeedsMapping(t)), Reasons(g))).ToList();
            return new Response(tried.Count, tried.Count(IsSafe), tried.Count(NeedsMapping), tried.Count(t => !IsSafe(t) && !NeedsMapping(t)), places);
        }

        private static bool IsSafe(Tried tried) => tried.Problems.Count == 0;

        private static bool NeedsMapping(Tried tried) => tried.Problems.Count > 0 && tried.Problems.All(problem => problem.IsMapping);

        private static List<Reason> Reasons(IEnumerable<Tried> here) =>
            [.. here.SelectMany(t => t.Problems.Select(problem => (problem.Code, problem.Text)).Distinct()).CountBy(reason => reason).OrderByDescending(reason => reason.Value).Select(reason => new Reason(reason.Key.Code, reason.Key.Text, reason.Value))];
    }
}
