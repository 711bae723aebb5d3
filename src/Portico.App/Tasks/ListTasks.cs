using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Tasks;

/// <summary>The inbox: what waits for people, most urgent first.</summary>
public static class ListTasks
{
    public enum Whose { Mine, Unclaimed, All }

    public sealed record Request(int Skip, int Take, Whose Whose = Whose.All, string? Journey = null, string? Skill = null, bool Overdue = false, TenantEnvironment Environment = TenantEnvironment.Live);

    /// <param name="Skills">Of all open tasks, to choose from.</param>
    public sealed record Page(IReadOnlyList<TaskView> Rows, int Total, int Mine, int Unclaimed, int All, IReadOnlyList<string> Skills);

    public sealed class Handler(PorticoDb db, CurrentActor actor, TimeProvider clock)
    {
        public async Task<Page> HandleAsync(Request request, CancellationToken ct)
        {
            var (me, now) = (actor.Value.Id, clock.GetUtcNow());
            var all = db.Tasks.AsNoTracking().Where(t => t.Environment == request.Environment);
            var found = Filter(Of(all, request.Whose, me), request.Journey, request.Skill, request.Overdue, now);
            var rows = await found.OrderBy(t => t.Urgency).ThenBy(t => t.Id).Skip(request.Skip).Take(request.Take).ToListAsync(ct);
            var names = await ActorNames.ReadAsync(db, ct);
            return new(rows.ConvertAll(t => TaskView.Of(t, names, now)), await found.CountAsync(ct), await Of(all, Whose.Mine, me).CountAsync(ct), await Of(all, Whose.Unclaimed, me).CountAsync(ct), await all.CountAsync(ct),
                await all.Where(t => t.Skill != null).Select(t => t.Skill!).Distinct().OrderBy(skill => skill).ToListAsync(ct));
        }
    }

    // A proposal of one's own waits for somebody else: it is nothing one could take.
    internal static IQueryable<AgentTask> Of(IQueryable<AgentTask> tasks, Whose whose, string me) => whose switch
    {
        Whose.Mine => tasks.Where(t => t.ClaimedBy == me),
        Whose.Unclaimed => tasks.Where(t => t.ClaimedBy == null && (t.ProposedBy == null || t.ProposedBy != me)),
        _ => tasks,
    };

    internal static IQueryable<AgentTask> Filter(IQueryable<AgentTask> tasks, string? journey, string? skill, bool overdue, DateTimeOffset now)
    {
        if (!string.IsNullOrEmpty(journey)) tasks = tasks.Where(t => t.JourneyKey == journey);
        if (!string.IsNullOrEmpty(skill)) tasks = tasks.Where(t => t.Skill == skill);
        return overdue ? tasks.Where(t => t.Deadline != null && t.Deadline <= now) : tasks;
    }
}
