using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portico.App.Data;
using Portico.App.Outbox;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>Due work is given up: its row stays, the case shows an incident, and a person decides.</summary>
internal sealed class ParkDue(PorticoDb db, CaseRunner runner, TimeProvider clock, Ids ids, ILogger<ParkDue> log) : DueParking
{
    public override async Task ParkAsync(Guid caseId, string dueId, int attempt, string code, string text, CancellationToken ct, int? failures = null)
    {
        var parked = await runner.PushAsync(caseId, async loaded =>
        {
            if (await db.Due.HeldAsync(caseId, dueId, attempt, ct) is not { } due) return new CaseRunner.Decision.OnlySave();
            (due.State, due.LeaseUntil, due.LastCode, due.Failures) = (DueState.Parked, null, code, failures ?? due.Failures);
            db.Incidents.Add(new Incident { Id = ids.New(), CaseId = caseId, DueId = dueId, ActivityId = due.ActivityId, Code = code, Text = text, RaisedAt = clock.GetUtcNow() });
            loaded.Case.Park();
            runner.Note(loaded.Case, new JournalEntry(JournalKinds.IncidentRaised, due.ActivityId, null, new JsonObject { ["callId"] = dueId, ["code"] = code }));
            return new CaseRunner.Decision.OnlySave();
        }, ct);
        if (!parked.Ok && parked.Error == CaseRunner.NotFound)
        {
            // It belongs to no case, so there is nowhere to show an incident; it must not be tried for ever all the same.
            await db.Due.Where(d => d.CaseId == caseId && d.Id == dueId && d.Attempts == attempt)
                .ExecuteUpdateAsync(set => set.SetProperty(d => d.State, DueState.Parked).SetProperty(d => d.LeaseUntil, (DateTimeOffset?)null).SetProperty(d => d.LastCode, code), ct);
            log.LogError("Due work {Tenant}/{Due} of no case was given up: {Code}.", db.TenantId, dueId, code);
            return;
        }

        if (!parked.Ok) throw new DbUpdateConcurrencyException("The incident could not be recorded; the lease brings the work back.");
        CrashPoints.Pass(CrashPoint.CallParked);
    }
}
