using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Tasks;

/// <summary>A task with what is needed to do it.</summary>
public static class ReadTask
{
    /// <param name="Mine">I have claimed it.</param>
    /// <param name="Answers">What the customer said so far.</param>
    /// <param name="Colleagues">To whom an admin can give it.</param>
    public sealed record View(TaskView Task, ReadCaseFile.Decision Asked, string JourneyName, bool Mine, IReadOnlyList<ReadCaseFile.AnsweredForm> Answers, IReadOnlyList<Colleague> Colleagues);

    public sealed record Colleague(Guid Id, string Name);

    public sealed class Handler(PorticoDb db, ReadCaseFile.Handler cases, CurrentActor actor, TimeProvider clock)
    {
        public async Task<Result<View>> HandleAsync(string id, CancellationToken ct)
        {
            if (await db.Tasks.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, ct) is not { } task) return ClaimTask.NotFound;
            var read = await cases.HandleAsync(task.CaseNumber, ct);
            if (!read.Ok || read.Value.Decisions.FirstOrDefault(d => AgentTask.IdOf(task.CaseNumber, d.WaitId) == id) is not { } asked) return ClaimTask.NotFound;
            var colleagues = actor.Value.Role != Roles.Admin ? [] : await db.Staff.AsNoTracking()
                .Where(s => !s.Disabled && (s.Role == Roles.Agent || s.Role == Roles.Admin)).OrderBy(s => s.Name).Select(s => new Colleague(s.Id, s.Name)).ToListAsync(ct);
            return new View(TaskView.Of(task, await ActorNames.ReadAsync(db, ct), clock.GetUtcNow()), asked, read.Value.JourneyName, task.ClaimedBy == actor.Value.Id, read.Value.Answers, colleagues);
        }
    }
}
