using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Outbox;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>A timer came due: the journey goes on from it.</summary>
internal sealed class FireTimer(PorticoDb db, CaseRunner runner) : DueWork
{
    public override DueKind Kind => DueKind.Timer;

    public override bool Computes => true;

    public override async Task DoAsync(Guid caseId, string dueId, int attempt, CancellationToken ct)
    {
        CrashPoints.Pass(CrashPoint.TimerTaken);
        var result = await runner.PushAsync(caseId, async _ =>
        {
            var due = await db.Due.HeldAsync(caseId, dueId, attempt, ct);
            if (due is null) return new CaseRunner.Decision.OnlySave();
            db.Due.Remove(due);
            return new CaseRunner.Decision.Push(new RunEvent.TimerFired(dueId), "timer.fired");
        }, ct);
        if (!result.Ok && result.Error != CaseRunner.NotFound) throw new DbUpdateConcurrencyException("The timer could not be recorded; the lease brings it back.");
        CrashPoints.Pass(CrashPoint.TimerFired);
    }
}
