using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Migrations;

/// <summary>No further case is moved until somebody says so. Those that were moved stay.</summary>
public static class PauseMigration
{
    public sealed record Request(int From);

    private static readonly Error NotRunning = new(409, "migration.not_running", "No case is being moved.");

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/journeys/{journey}/migration/pause", async (string journey, Request body, Handler handler, CancellationToken ct) => (await handler.HandleAsync(journey, body, ct)).ToHttp(TypedResults.Ok))
        .WithName(nameof(PauseMigration)).WithSummary("Pause the migration of cases").Accepts(AuthorizedBy.LiveSecretKey).Produces<ReadMigration.Response>().ProducesProblem(404).ProducesProblem(409);

    public sealed class Handler(MigrationPlans plans, ReadMigration.Handler read, CurrentActor actor)
    {
        public async Task<Result<ReadMigration.Response>> HandleAsync(string key, Request request, CancellationToken ct)
        {
            if (Allowed.UnlessAdminOrKey(actor) is { } no) return no;
            var error = await plans.ChangeAsync(key, request.From, null, "migration.paused", (_, migration) => Task.FromResult(Pause(migration)), ct);
            return error ?? await read.HandleAsync(key, request.From, null, ct);
        }

        private static Error? Pause(CaseMigration migration)
        {
            if (migration.State != MigrationState.Running) return NotRunning;
            (migration.State, migration.Most) = (MigrationState.Paused, null);
            return null;
        }
    }
}
