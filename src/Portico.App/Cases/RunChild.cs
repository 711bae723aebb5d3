using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Outbox;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>Starts another journey for a step that asked for it, and goes on when that one has ended.</summary>
internal sealed class RunChild(PorticoDb db, CaseRunner runner, JourneyLibrary journeys, StartCase.Handler start, TimeProvider clock, Ids ids) : DueWork
{
    public override DueKind Kind => DueKind.Child;

    public override async Task DoAsync(Guid caseId, string dueId, int attempt, CancellationToken ct)
    {
        var result = await runner.PushAsync(caseId, parent => StageAsync(parent, dueId, attempt, ct), ct);
        if (!result.Ok && result.Error != CaseRunner.NotFound) throw new DbUpdateConcurrencyException("The child could not be recorded; the lease brings it back.");
        CrashPoints.Pass(CrashPoint.ChildRecorded);
    }

    private async Task<CaseRunner.Decision> StageAsync(CaseRunner.Loaded parent, string dueId, int attempt, CancellationToken ct)
    {
        var due = await db.Due.SingleOrDefaultAsync(d => d.CaseId == parent.Case.Id && d.Id == dueId && d.Attempts == attempt, ct);
        if (due is null) return new CaseRunner.Decision.OnlySave();

        var child = await db.Cases.SingleOrDefaultAsync(c => c.ParentId == parent.Case.Id && c.ParentChildId == dueId, ct);
        if (child is null)
        {
            if (await journeys.LiveAsync(due.Operation, ct) is not { } journey)
            {
                db.Due.Remove(due);
                return Finished(dueId, RunStatus.Faulted, []);
            }

            var input = JsonNode.Parse(due.Input)!.AsObject();
            (child, _) = await start.BeginAsync(journey, parent.Case.Locale, CaseToken.New(db.TenantId, ids), input, parent.Case.Id, dueId, ct);
            CrashPoints.Pass(CrashPoint.ChildStaged);
        }

        if (child.EndedAt is null && due.Awaited)
        {
            // The child's last commit sets this row due again.
            due.State = DueState.AwaitingProvider;
            due.DueAt = clock.GetUtcNow().AddYears(100);
            due.LeaseUntil = null;
            return new CaseRunner.Decision.OnlySave();
        }

        db.Due.Remove(due);
        if (!due.Awaited) return new CaseRunner.Decision.OnlySave();
        var run = child.Run();
        return Finished(dueId, run.Status, run.Output);
    }

    private static CaseRunner.Decision.Push Finished(string childId, RunStatus status, JsonObject output) =>
        new(new RunEvent.ChildFinished(childId, status, output), "child.finished");
}
