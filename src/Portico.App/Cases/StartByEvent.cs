using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Events;
using Portico.App.Outbox;

namespace Portico.App.Cases;

/// <summary>An event starts a case. The case's id was chosen with the due row, which goes in the commit that makes the case: so there is one case for each event and starter.</summary>
internal sealed class StartByEvent(PorticoDb db, StarterCases cases) : DueWork
{
    internal const string DueId = "start";

    public override DueKind Kind => DueKind.Start;

    public override bool Computes => true;

    public override async Task DoAsync(Guid caseId, string dueId, int attempt, CancellationToken ct)
    {
        var due = await db.Due.HeldAsync(caseId, dueId, attempt, ct);
        if (due is null) return;
        var (starterId, eventId) = (Guid.ParseExact(due.Operation, "N"), Guid.ParseExact(due.Subject, "N"));
        var found = await db.Events.SingleOrDefaultAsync(e => e.Id == eventId, ct);

        db.Due.Remove(due);
        if (found is null or { State: EventState.Unmatched })
        {
            await db.SaveChangesAsync(ct);
            return;
        }

        // Parallel starts by the same event would refuse each other over this word, and each has its own row to go by.
        if (found.State == EventState.Matched) found.State = EventState.Received;
        await cases.StartAsync(starterId, new(found.Payload is null ? null : JsonNode.Parse(found.Payload)) { CaseId = caseId, CorrelationId = found.CorrelationId, Depth = found.Depth + 1, Hops = found.Hops + 1 }, ct);
    }
}
