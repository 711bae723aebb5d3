using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Outbox;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Migrations;

/// <summary>Cases of an older version begin, or go on, to be moved to the live one: so many as a canary, or all. Those that were refused before are tried again.</summary>
public static class StartMigration
{
    /// <param name="Canary">So many more cases are moved, then it pauses; null: all.</param>
    public sealed record Request(int From, int? Canary);

    private static readonly Error Undoing = new(409, "migration.undoing", "Cases are being moved back. Wait until that is done.");
    private static readonly Error PilotRuns = new(409, "migration.pilot_running", "These cases are compared in a pilot by the version they are on. Scale it or stop it first.");
    private static readonly Error Invalid = new(422, "migration.canary_invalid", "A canary has at least one case.");

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/journeys/{journey}/migration/start", async (string journey, Request body, Handler handler, CancellationToken ct) => (await handler.HandleAsync(journey, body, ct)).ToHttp(TypedResults.Ok))
        .WithName(nameof(StartMigration)).WithSummary("Move cases of an older version to the live one, a canary or all").Accepts(AuthorizedBy.LiveSecretKey).Produces<ReadMigration.Response>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    public sealed class Handler(PorticoDb db, MigrationPlans plans, ReadMigration.Handler read, OutboxSignal signal, CurrentActor actor)
    {
        public async Task<Result<ReadMigration.Response>> HandleAsync(string key, Request request, CancellationToken ct)
        {
            if (Allowed.UnlessAdminOrKey(actor) is { } no) return no;
            if (request.Canary < 1) return Invalid;
            if (await plans.ChangeAsync(key, request.From, null, request.Canary is null ? "migration.started" : "migration.canary_started", (_, migration) => ChangeAsync(migration, request.Canary, ct), ct) is { } error) return error;
            signal.Wake(db.TenantId);
            return await read.HandleAsync(key, request.From, null, ct);
        }

        private async Task<Error?> ChangeAsync(CaseMigration migration, int? canary, CancellationToken ct)
        {
            if (migration.State == MigrationState.Undoing) return Undoing;
            if (await db.JourneyPilots.AnyAsync(p => p.VersionId == migration.FromVersionId && p.EndedAt == null, ct)) return PilotRuns;
            await db.CaseMoves.Where(m => m.MigrationId == migration.Id && m.Outcome != MoveOutcome.Moved).ExecuteDeleteAsync(ct);
            migration.State = MigrationState.Running;
            migration.Most = canary is { } more ? await db.CaseMoves.CountAsync(m => m.MigrationId == migration.Id, ct) + more : null;
            await plans.SetDueAsync(migration, ct);
            return null;
        }
    }
}
