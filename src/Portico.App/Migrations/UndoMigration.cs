using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Outbox;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Migrations;

/// <summary>Cases that were moved go back to where they were, unless they have gone on since: then nothing may be undone that a customer or a provider did.</summary>
public static class UndoMigration
{
    /// <param name="To">The version that they were moved to; null: the live one.</param>
    public sealed record Request(int From, int? To = null);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/journeys/{journey}/migration/undo", async (string journey, Request body, Handler handler, CancellationToken ct) => (await handler.HandleAsync(journey, body, ct)).ToHttp(TypedResults.Ok))
        .WithName(nameof(UndoMigration)).WithSummary("Move cases back that have not gone on since they were moved").Accepts(AuthorizedBy.LiveSecretKey).Produces<ReadMigration.Response>().ProducesProblem(404).ProducesProblem(409);

    public sealed class Handler(PorticoDb db, MigrationPlans plans, ReadMigration.Handler read, OutboxSignal signal, CurrentActor actor)
    {
        public async Task<Result<ReadMigration.Response>> HandleAsync(string key, Request request, CancellationToken ct)
        {
            if (Allowed.UnlessAdminOrKey(actor) is { } no) return no;
            if (await plans.ChangeAsync(key, request.From, request.To, "migration.undone", (_, migration) => ChangeAsync(migration, ct), ct) is { } error) return error;
            signal.Wake(db.TenantId);
            return await read.HandleAsync(key, request.From, request.To, ct);
        }

        private async Task<Error?> ChangeAsync(CaseMigration migration, CancellationToken ct)
        {
            if (!await db.CaseMoves.AnyAsync(m => m.MigrationId == migration.Id && m.Outcome == MoveOutcome.Moved, ct)) return MigrationPlans.NothingYet;
            (migration.State, migration.Most) = (MigrationState.Undoing, null);
            await plans.SetDueAsync(migration, ct);
            return null;
        }
    }
}
