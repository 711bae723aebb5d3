using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Tasks;

/// <summary>An admin gives a task to somebody, whoever has it now.</summary>
public static class ReassignTask
{
    private static readonly Error NoSuchColleague = new(404, "task.colleague_not_found", "That colleague cannot take tasks.");
    private static readonly Error OwnProposal = new(409, "task.four_eyes", "That colleague made the proposal. Somebody else has to look at it.");
    private static readonly Error ChangedMeanwhile = new(409, "task.changed_meanwhile", "Somebody claimed or released it meanwhile. Look again.");

    public sealed class Handler(PorticoDb db, CurrentActor actor, TimeProvider clock, Ids ids)
    {
        public async Task<Result<TaskView>> HandleAsync(string id, Guid staffId, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            if (await db.Tasks.SingleOrDefaultAsync(t => t.Id == id, ct) is not { } task) return ClaimTask.NotFound;
            if (await db.Staff.AsNoTracking().SingleOrDefaultAsync(s => s.Id == staffId && !s.Disabled && (s.Role == Roles.Agent || s.Role == Roles.Admin), ct) is not { } colleague) return NoSuchColleague;
            var to = ActorNames.IdOf(colleague);
            if (task.ProposedBy == to) return OwnProposal;

            var now = clock.GetUtcNow();
            task.Claim(to, now);
            db.Audit.Add(new AuditEntry { Id = ids.New(), At = now, Actor = actor.Value.Id, Action = "task.reassigned", Subject = "task:" + id, Data = new JsonObject { ["to"] = to }.ToJsonString() });
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateConcurrencyException)
            {
                return ChangedMeanwhile;
            }

            return TaskView.Of(task, await ActorNames.ReadAsync(db, ct), now);
        }
    }
}
