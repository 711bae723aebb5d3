using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Events;
using Portico.App.Outbox;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>An event reaches the branch that waited for it. The row of the delivery goes in the same commit as what the journey does with the event: so it happens once.</summary>
internal sealed class DeliverEvent(PorticoDb db, CaseRunner runner, OutboxSignal signal, TimeProvider clock) : DueWork
{
    private static readonly Error Gone = new(409, "event.wait_gone", "Nobody waits any more.");

    public override DueKind Kind => DueKind.Delivery;

    public override bool Computes => true;

    public override async Task DoAsync(Guid caseId, string dueId, int attempt, CancellationToken ct)
    {
        var result = await runner.PushAsync(caseId, async loaded =>
        {
            var due = await db.Due.HeldAsync(caseId, dueId, attempt, ct);
            if (due is null) return new CaseRunner.Decision.OnlySave();
            if (loaded.Run.Waits.All(wait => wait.Id != due.Operation)) return new CaseRunner.Decision.No(Gone);
            if (await EventAsync(due, ct) is not { State: not EventState.Unmatched } found) return new CaseRunner.Decision.No(Gone);

            db.Due.Remove(due);
            found.State = EventState.Received;
            return new CaseRunner.Decision.Push(new RunEvent.EventReceived(due.Operation, found.Payload is null ? null : JsonNode.Parse(found.Payload)), "event.received", found.Hops + 1);
        }, ct);
        if (result.Ok) return;
        if (result.Error != Gone && result.Error != CaseRunner.NotFound) throw new DbUpdateConcurrencyException("The event could not be recorded; the lease brings it back.");
        await ReturnAsync(caseId, dueId, attempt, ct);
    }

    /// <summary>The branch went on without it. An event that reached nobody is kept again, for the next that waits.</summary>
    private async Task ReturnAsync(Guid caseId, string dueId, int attempt, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        if (await db.Due.HeldAsync(caseId, dueId, attempt, ct) is not { } due) return;
        db.Due.Remove(due);
        if (await EventAsync(due, ct) is { State: EventState.Matched } found && !await db.Due.AnyAsync(d => d.Subject == due.Subject && (d.CaseId != caseId || d.Id != dueId), ct))
        {
            found.State = EventState.New;
            if (await db.Due.SingleOrDefaultAsync(d => d.CaseId == found.Id && d.Id == MatchEvent.DueId, ct) is { } match) match.DueAt = clock.GetUtcNow();
        }

        await db.SaveChangesAsync(ct);
        signal.Wake();
    }

    private Task<CaseEvent?> EventAsync(Due due, CancellationToken ct) => db.Events.SingleOrDefaultAsync(e => e.Id == Guid.ParseExact(due.Subject, "N"), ct);
}
