using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Tasks;

/// <summary>Somebody takes a task, so that no colleague works on it, too. Of two at the same time one gets it, and the other is told who did.</summary>
public static class ClaimTask
{
    public static readonly Error NotFound = new(404, "task.not_found", "There is no such open task.");

    private static readonly Error OwnProposal = new(409, "task.four_eyes", "You made the proposal. Somebody else has to look at it.");

    public static Error Taken(string who) => new(409, "task.claimed", $"{who} has this task.");

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/tasks/{task}/claim", async (string task, Handler handler, CancellationToken ct) => (await handler.HandleAsync(task, ct)).ToHttp(TypedResults.Ok))
        .WithName(nameof(ClaimTask)).WithSummary("Claim a task, so that nobody else works on it").Accepts(AuthorizedBy.SecretKey).Produces<TaskView>().ProducesProblem(404).ProducesProblem(409);

    public sealed class Handler(PorticoDb db, CurrentActor actor, TimeProvider clock, Ids ids)
    {
        public async Task<Result<TaskView>> HandleAsync(string id, CancellationToken ct)
        {
            var (me, now) = (actor.Value.Id, clock.GetUtcNow());
            if (await db.Tasks.SingleOrDefaultAsync(t => t.Id == id, ct) is not { } task) return NotFound;
            if (task.ProposedBy == me) return OwnProposal;
            if (task.ClaimedBy is null)
            {
                task.Claim(me, now);
                db.Audit.Add(new AuditEntry { Id = ids.New(), At = now, Actor = me, Action = "task.claimed", Subject = "task:" + id });
                try
                {
                    await db.SaveChangesAsync(ct);
                }
                catch (DbUpdateConcurrencyException)
                {
                    db.ChangeTracker.Clear();
                    if (await db.Tasks.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, ct) is not { } theirs) return NotFound;
                    task = theirs;
                }
            }

            var names = await ActorNames.ReadAsync(db, ct);
            return task.ClaimedBy == me ? TaskView.Of(task, names, now) : task.ClaimedBy is { } who ? Taken(names.Of(who)) : NotFound;
        }
    }
}
