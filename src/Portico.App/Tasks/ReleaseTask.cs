using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Tasks;

/// <summary>Whoever has a task gives it back; an admin can do it for anybody.</summary>
public static class ReleaseTask
{
    private static readonly Error NotYours = new(409, "task.not_yours", "You do not have this task.");

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/tasks/{task}/release", async (string task, Handler handler, CancellationToken ct) => (await handler.HandleAsync(task, ct)).ToHttp(TypedResults.Ok))
        .WithName(nameof(ReleaseTask)).WithSummary("Give a claimed task back").Accepts(AuthorizedBy.SecretKey).Produces<TaskView>().ProducesProblem(404).ProducesProblem(409);

    public sealed class Handler(PorticoDb db, CurrentActor actor, TimeProvider clock, Ids ids)
    {
        public async Task<Result<TaskView>> HandleAsync(string id, CancellationToken ct)
        {
            var (me, now) = (actor.Value.Id, clock.GetUtcNow());
            if (await db.Tasks.SingleOrDefaultAsync(t => t.Id == id, ct) is not { } task) return ClaimTask.NotFound;
            if (task.ClaimedBy is null || task.ClaimedBy != me && Allowed.UnlessAdmin(actor) is not null) return NotYours;

            task.Release();
            db.Audit.Add(new AuditEntry { Id = ids.New(), At = now, Actor = me, Action = "task.released", Subject = "task:" + id });
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateConcurrencyException)
            {
                return NotYours;
            }

            return TaskView.Of(task, await ActorNames.ReadAsync(db, ct), now);
        }
    }
}
