using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Outbox;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>A person decides about a branch that stopped: once more, on without it, or end the case.</summary>
public static class ResolveIncident
{
    /// <param name="Action"><c>retry</c>, <c>skip</c> or <c>cancel</c>.</param>
    /// <param name="Outcome">For skip: by which outcome to leave; null: a call counts as failed, an activity leaves by its first.</param>
    public sealed record Request(string Action, string? Outcome);

    private static readonly Error Gone = new(404, "incident.not_found", "There is no such open incident.");
    private static readonly Error BadAction = new(400, "incident.action_unknown", "An incident can be retried, skipped or cancelled.");

    public sealed class Handler(PorticoDb db, CaseRunner runner, CurrentActor actor, TimeProvider clock)
    {
        public async Task<Result<bool>> HandleAsync(Guid incidentId, Request request, CancellationToken ct)
        {
            var caseId = await db.Incidents.Where(i => i.Id == incidentId && i.ResolvedAt == null).Select(i => (Guid?)i.CaseId).SingleOrDefaultAsync(ct);
            if (caseId is null) return Gone;
            var done = await runner.PushAsync(caseId.Value, loaded => DecideAsync(loaded, incidentId, request, ct), ct);
            return done.Ok ? true : done.Error;
        }

        private async Task<CaseRunner.Decision> DecideAsync(CaseRunner.Loaded loaded, Guid incidentId, Request request, CancellationToken ct)
        {
            var incident = await db.Incidents.SingleOrDefaultAsync(i => i.Id == incidentId && i.ResolvedAt == null, ct);
            if (incident is null) return new CaseRunner.Decision.No(Gone);
            (incident.ResolvedAt, incident.ResolvedBy, incident.Resolution) = (clock.GetUtcNow(), actor.Value.Id, request.Action);

            if (request.Action == "cancel") return new CaseRunner.Decision.Push(new RunEvent.Cancel("incident"), "case.cancelled");
            if (request.Action is not ("retry" or "skip")) return new CaseRunner.Decision.No(BadAction);
            return incident.DueId is null ? OfActivity(incident, request) : await OfCallAsync(loaded, incident, request, ct);
        }

        private static CaseRunner.Decision.Push OfActivity(Incident incident, Request request) => request.Action == "retry"
            ? new(new RunEvent.Retry(incident.RunIncidentId!), "incident.retried")
            : new(new RunEvent.Skip(incident.RunIncidentId!, request.Outcome), "incident.skipped");

        private async Task<CaseRunner.Decision> OfCallAsync(CaseRunner.Loaded loaded, Incident incident, Request request, CancellationToken ct)
        {
            var due = await db.Due.SingleOrDefaultAsync(d => d.CaseId == incident.CaseId && d.Id == incident.DueId, ct);
            if (due is null) return new CaseRunner.Decision.OnlySave();
            loaded.Case.Unpark();
            runner.Note(loaded.Case, new JournalEntry(JournalKinds.IncidentResolved, incident.ActivityId, null, new() { ["callId"] = due.Id, ["action"] = request.Action }));
            if (request.Action == "retry")
            {
                (due.State, due.DueAt, due.Failures, due.FailingSince, due.LastCode) = (due.ExternalRef is null ? DueState.Scheduled : DueState.AwaitingProvider, clock.GetUtcNow(), 0, null, null);
                return new CaseRunner.Decision.OnlySave();
            }

            db.Due.Remove(due);
            return due.ActivityId.Length == 0 ? new CaseRunner.Decision.OnlySave() : new CaseRunner.Decision.Push(OnWithout(due), "incident.skipped");
        }

        private static RunEvent OnWithout(Due due) => due.Kind switch
        {
            DueKind.Timer => new RunEvent.TimerFired(due.Id),
            DueKind.Child => new RunEvent.ChildFinished(due.Id, RunStatus.Faulted, []),
            _ => new RunEvent.CallFailed(due.Id, "call.skipped"),
        };
    }
}
