using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Outbox;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>Starts another journey for a step that asked for it, and goes on when that one has ended.</summary>
internal sealed class RunChild(PorticoDb db, CaseRunner runner, JourneyLibrary journeys, NewCases cases, TimeProvider clock, Ids ids) : DueWork
{
    private static readonly Error TooDeep = new(409, "workflow.too_deep", $"Journeys that start journeys go deeper than {NewCases.Deepest}: this one was not started.");
    private static readonly Error NotPublished = new(404, "child.not_published", "The journey to start is not published.");

    public override DueKind Kind => DueKind.Child;

    public override bool Computes => true;

    public override async Task DoAsync(Guid caseId, string dueId, int attempt, CancellationToken ct)
    {
        try
        {
            var result = await runner.PushAsync(caseId, parent => StageAsync(parent, dueId, attempt, ct), ct);
            if (!result.Ok && result.Error != CaseRunner.NotFound) throw new DbUpdateConcurrencyException("The child could not be recorded; the lease brings it back.");
            CrashPoints.Pass(CrashPoint.ChildRecorded);
        }
        catch (RowConflictException e)
        {
            throw new DbUpdateConcurrencyException("Another case of the child's journey began at the same moment.", e);
        }
    }

    private async Task<CaseRunner.Decision> StageAsync(CaseRunner.Loaded parent, string dueId, int attempt, CancellationToken ct)
    {
        var due = await db.Due.HeldAsync(parent.Case.Id, dueId, attempt, ct);
        if (due is null) return new CaseRunner.Decision.OnlySave();

        var child = await db.Cases.SingleOrDefaultAsync(c => c.ParentId == parent.Case.Id && c.ParentChildId == dueId, ct);
        if (child is null)
        {
            var began = await BeginAsync(parent.Case, due, ct);
            if (!began.Ok)
            {
                db.Due.Remove(due);
                if (due.Awaited) return Finished(new(dueId, RunStatus.Faulted, [], Code: began.Error.Code));
                // Nobody waits for it, so no branch can stop: a person is told beside the case.
                db.Incidents.Add(new Incident { Id = ids.New(), CaseId = parent.Case.Id, DueId = dueId, ActivityId = due.ActivityId, Code = began.Error.Code, Text = began.Error.Text, RaisedAt = clock.GetUtcNow() });
                return new CaseRunner.Decision.OnlySave();
            }

            child = began.Value;
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
        return Finished(new(dueId, run.Status, run.Output, run.Outcomes));
    }

    /// <summary>The version that was drawn, if it is still there; else the live one. A test case prefers the one in test.</summary>
    private async Task<Result<Case>> BeginAsync(Case parent, Due due, CancellationToken ct)
    {
        if (parent.Depth + 1 >= NewCases.Deepest) return TooDeep;
        var journey = due.Subject.Length > 0 ? await journeys.PublishedAsync(due.Operation, due.Subject, parent.Environment, ct) : null;
        if (parent.Environment == TenantEnvironment.Test) journey ??= await journeys.TestAsync(due.Operation, ct);
        journey ??= await journeys.LiveAsync(due.Operation, ct);
        if (journey is null) return NotPublished;

        var input = JsonNode.Parse(due.Input)!.AsObject();
        var reference = input["correlationId"] is JsonValue given && given.TryGetValue(out string? text) && text.Length > 0 ? text : null;
        var began = await cases.BeginAsync(journey, new(parent.Locale, CaseToken.New(db.TenantId, ids), input) { Parent = parent, ChildId = due.Id, Depth = parent.Depth + 1, CorrelationId = reference }, ct);
        return began.Ok ? began.Value.Case : began.Error;
    }

    private static CaseRunner.Decision.Push Finished(RunEvent.ChildFinished finished) => new(finished, "child.finished");
}
