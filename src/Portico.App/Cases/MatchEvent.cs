using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portico.App.Data;
using Portico.App.Events;
using Portico.App.Outbox;
using Portico.App.Shared;
using Portico.App.Starters;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>
/// An event looks once for everybody who waits for it, and for journeys that start with it. Each of them gets a due row of its own, in the commit that takes the wait: so each
/// is reached once, by itself, and one that is stuck holds up no other. Nobody there: the event is kept, and this row comes back when its time is over.
/// </summary>
internal sealed class MatchEvent(PorticoDb db, IOptions<EventOptions> options, OutboxSignal signal, TimeProvider clock) : DueWork
{
    internal const string DueId = "event";

    public override DueKind Kind => DueKind.Event;

    public override bool Computes => true;

    public override async Task DoAsync(Guid caseId, string dueId, int attempt, CancellationToken ct)
    {
        var due = await db.Due.HeldAsync(caseId, dueId, attempt, ct);
        if (due is null) return;
        var found = await db.Events.SingleOrDefaultAsync(e => e.Id == caseId, ct);
        var now = clock.GetUtcNow();
        if (found is null)
        {
            db.Due.Remove(due);
        }
        else if (found.ExpiresAt <= now)
        {
            Expire(found, due, now);
        }
        else
        {
            if (found.State is EventState.New or EventState.Kept) await LookAsync(found, now, ct);
            (due.DueAt, due.LeaseUntil) = (found.ExpiresAt, null);
        }

        await db.SaveChangesAsync(ct);
        signal.Wake();
    }

    /// <summary>The same id however often it is asked for: a start that is done twice meets itself.</summary>
    internal static Guid CaseOf(Guid eventId, Guid starterId)
    {
        Span<byte> both = stackalloc byte[32], hash = stackalloc byte[32];
        eventId.TryWriteBytes(both, bigEndian: true, out _);
        starterId.TryWriteBytes(both[16..], bigEndian: true, out _);
        SHA256.HashData(both, hash);
        both[..6].CopyTo(hash); // the event's time in front, as in every other id
        hash[6] = (byte)(hash[6] & 0x0F | 0x70);
        hash[8] = (byte)(hash[8] & 0x3F | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    internal static Due DeliveryOf(CaseEvent found, EventWait wait, DateTimeOffset now) => new()
    {
        CaseId = wait.CaseId, Id = DeliveryId(found.Id, wait.WaitId), Kind = DueKind.Delivery, ActivityId = "", Operation = wait.WaitId, Subject = found.Id.ToString("N"), DueAt = now, CreatedAt = now,
    };

    private async Task LookAsync(CaseEvent found, DateTimeOffset now, CancellationToken ct)
    {
        var waits = await db.Waits.Where(w => w.Event == found.Name && w.Environment == found.Environment && (found.CorrelationId == null || w.CorrelationId == found.CorrelationId) && (!found.IsLocal || w.CaseId == found.SourceId)).ToListAsync(ct);
        foreach (var wait in waits)
        {
            db.Waits.Remove(wait); // taken: no other event finds it, and a commit that was faster refuses this one
            db.Due.Add(DeliveryOf(found, wait, now));
        }

        // What is published to test starts by hand only.
        var starters = found.IsLocal || found.Environment == TenantEnvironment.Test ? [] : await db.Starters.AsNoTracking().Where(s => s.Kind == StarterKind.Event && s.Key == found.Name).ToListAsync(ct);
        foreach (var starter in starters)
        {
            db.Due.Add(new Due
            {
                CaseId = CaseOf(found.Id, starter.Id), Id = StartByEvent.DueId, Kind = DueKind.Start, ActivityId = starter.ActivityId, Operation = starter.Id.ToString("N"), Subject = found.Id.ToString("N"), DueAt = now, CreatedAt = now,
            });
        }

        found.State = waits.Count + starters.Count > 0 ? EventState.Matched : EventState.Kept;
    }

    private void Expire(CaseEvent found, Due due, DateTimeOffset now)
    {
        found.Payload = null;
        if (found.State is EventState.New or EventState.Kept or EventState.Matched && now < found.ExpiresAt + options.Value.ShowUnmatched)
        {
            found.State = EventState.Unmatched;
            (due.DueAt, due.LeaseUntil) = (found.ExpiresAt + options.Value.ShowUnmatched, null);
            return;
        }

        db.Events.Remove(found);
        db.Due.Remove(due);
    }

    private static string DeliveryId(Guid eventId, string waitId) => "e" + Ids.Hash($"{eventId:N}/{waitId}")[..24];
}
