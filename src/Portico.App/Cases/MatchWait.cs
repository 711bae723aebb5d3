using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Events;
using Portico.App.Outbox;

namespace Portico.App.Cases;

/// <summary>A branch has begun to wait: the oldest event that came before it, and that nobody got, is its own.</summary>
internal sealed class MatchWait(PorticoDb db, OutboxSignal signal, TimeProvider clock) : DueWork
{
    public override DueKind Kind => DueKind.Wait;

    public override bool Computes => true;

    public override async Task DoAsync(Guid caseId, string dueId, int attempt, CancellationToken ct)
    {
        var due = await db.Due.HeldAsync(caseId, dueId, attempt, ct);
        if (due is null) return;
        db.Due.Remove(due);

        var now = clock.GetUtcNow();
        if (await db.Waits.SingleOrDefaultAsync(w => w.CaseId == caseId && w.WaitId == dueId, ct) is { } wait)
        {
            // Also one that has not looked yet: it may have looked just before this wait was there, and be about to say that it found nobody.
            var early = await db.Events.Where(e => e.Name == wait.Event && e.Environment == wait.Environment && (e.State == EventState.Kept || e.State == EventState.New) && e.ExpiresAt > now
                    && (e.CorrelationId == null || e.CorrelationId == wait.CorrelationId) && (!e.IsLocal || e.SourceId == caseId))
                .OrderBy(e => e.PublishedAt).ThenBy(e => e.Id).FirstOrDefaultAsync(ct);
            if (early is { State: EventState.Kept })
            {
                (early.State, early.Hops) = (EventState.Matched, 0); // it rested
                db.Waits.Remove(wait);
                db.Due.Add(MatchEvent.DeliveryOf(early, wait, now));
            }
            else if (early is not null)
            {
                // It will look for itself in a moment; whether it then finds this wait is seen when it has.
                db.Entry(due).State = EntityState.Unchanged;
                (due.DueAt, due.LeaseUntil) = (now + TimeSpan.FromMilliseconds(250), null);
            }
        }

        await db.SaveChangesAsync(ct);
        signal.Wake();
    }
}
