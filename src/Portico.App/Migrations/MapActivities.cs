using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Migrations;

/// <summary>An admin says which activity of the live version stands for which of an older one. What is not said is found by itself.</summary>
public static class MapActivities
{
    /// <param name="Mapping">By activity of the old version; empty: none, so its cases stay. Takes the place of what was chosen before.</param>
    public sealed record Request(int From, IReadOnlyDictionary<string, string> Mapping);

    private static readonly Error Invalid = new(422, "migration.mapping_invalid", "The activities cannot be mapped like this.");
    private static readonly Error Moving = new(409, "migration.running", "Cases are being moved. Pause first.");

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPut("/journeys/{journey}/migration", async (string journey, Request body, Handler handler, CancellationToken ct) => (await handler.HandleAsync(journey, body, ct)).ToHttp(TypedResults.Ok))
        .WithName(nameof(MapActivities)).WithSummary("Choose which activities of the live version stand for those of an older one").Accepts(AuthorizedBy.LiveSecretKey).Produces<ReadMigration.Response>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    public sealed class Handler(MigrationPlans plans, ReadMigration.Handler read, CurrentActor actor)
    {
        public async Task<Result<ReadMigration.Response>> HandleAsync(string key, Request request, CancellationToken ct)
        {
            if (Allowed.UnlessAdminOrKey(actor) is { } no) return no;
            var error = await plans.ChangeAsync(key, request.From, null, "migration.mapped", (plan, migration) => Task.FromResult(Change(plan, migration, request.Mapping)), ct);
            return error ?? await read.HandleAsync(key, request.From, null, ct);
        }

        private static Error? Change(MigrationPlans.Plan plan, CaseMigration migration, IReadOnlyDictionary<string, string>? mapping)
        {
            if (migration.State is MigrationState.Running or MigrationState.Undoing) return Moving;
            var (old, now) = (plan.From.Definition.Nodes.Select(node => node.Id).ToHashSet(), plan.To.Definition.Nodes.Select(node => node.Id).ToHashSet());
            var problems = (mapping ?? new Dictionary<string, string>()).Where(pair => !old.Contains(pair.Key) || (pair.Value is not "" && !now.Contains(pair.Value ?? "?"))).ToDictionary(
                pair => pair.Key, pair => new[] { old.Contains(pair.Key) ? $"Version {plan.To.Number} has no such activity." : $"Version {plan.From.Number} has no such activity." });
            if (mapping is null || problems.Count > 0) return Invalid with { Fields = problems };
            migration.Mapping = new(mapping);
            return null;
        }
    }
}
