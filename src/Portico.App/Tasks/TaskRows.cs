using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.Workflows;

namespace Portico.App.Tasks;

/// <summary>A step that asks an agent opened, changed or closed: so does its task, in the same commit.</summary>
internal sealed class TaskRows(PorticoDb db) : CaseFollower
{
    public override async Task FollowAsync(CaseCommit commit, Case found, IReadOnlyList<Wait> before, IReadOnlyList<Wait> after, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var closed in before.Where(wait => wait.Kind == WaitKind.Agent && after.All(still => still.Id != wait.Id))) commit.Remove<AgentTask>(AgentTask.IdOf(found.Number, closed.Id));
        foreach (var wait in after.Where(wait => wait.Kind == WaitKind.Agent))
        {
            if (before.FirstOrDefault(known => known.Id == wait.Id) is not { } known) commit.Add(AgentTask.Of(found, wait, now));
            else if (known.ActivityId != wait.ActivityId || !JsonNode.DeepEquals(known.Data, wait.Data)) await ChangeAsync(commit, found, wait, now, ct);
        }
    }

    private async Task ChangeAsync(CaseCommit commit, Case found, Wait wait, DateTimeOffset now, CancellationToken ct)
    {
        var id = AgentTask.IdOf(found.Number, wait.Id);
        // A step that was open before there were tasks gets its row now.
        if (await db.Tasks.SingleOrDefaultAsync(t => t.Id == id, ct) is { } row) row.Follow(wait);
        else commit.Add(AgentTask.Of(found, wait, now));
    }
}
