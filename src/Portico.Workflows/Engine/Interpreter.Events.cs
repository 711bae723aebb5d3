using System.Text.Json.Nodes;
using Portico.Workflows.Activities;
using Portico.Workflows.Json;

namespace Portico.Workflows.Engine;

internal sealed partial class Interpreter
{
    public Burst Start()
    {
        Journal(JournalKinds.RunStarted, null, new() { ["definition"] = definition.DefinitionId, ["version"] = definition.Version });
        Schedule(definition.Root, null);
        return Settle();
    }

    public Burst Push(RunEvent e)
    {
        switch (e)
        {
            case RunEvent.Submitted submitted: Submit(submitted); break;
            case RunEvent.WentBack back: GoBack(back.ActivityId); break;
            case RunEvent.CallPending pending: Pend(pending); break;
            case RunEvent.CallCompleted done: Answer(done.CallId, e, JournalKinds.CallAnswered, []); break;
            case RunEvent.CallFailed failed: Answer(failed.CallId, e, JournalKinds.CallFailed, new() { ["code"] = failed.Code }); break;
            case RunEvent.TimerFired fired: Fire(fired); break;
            case RunEvent.Decided decided: Decide(decided); break;
            case RunEvent.Proposed proposed: Propose(proposed); break;
            case RunEvent.Confirmed confirmed: Confirm(confirmed); break;
            case RunEvent.ProposalRejected rejected: RejectProposal(rejected); break;
            case RunEvent.ChildFinished finished: Answer(finished.ChildId, e, JournalKinds.ChildFinished, new() { ["status"] = finished.Status.ToString() }); break;
            case RunEvent.EventReceived received: Receive(received.WaitId, WaitKind.Event, e, JournalKinds.EventReceived); break;
            case RunEvent.HttpReceived received: Receive(received.WaitId, WaitKind.Http, e, JournalKinds.HttpReceived); break;
            case RunEvent.AppointmentMoved moved: MoveAppointment(moved); break;
            case RunEvent.AppointmentEnded ended: EndAppointment(ended); break;
            case RunEvent.Withdrawn withdrawn: Receive(withdrawn.WaitId, WaitKind.Withdrawal, e, JournalKinds.ContractWithdrawn); break;
            case RunEvent.Retry retry: Retry(retry.IncidentId); break;
            case RunEvent.Skip skip: Skip(skip); break;
            case RunEvent.Cancel cancel: Cancel(cancel.Reason); break;
            default: throw new ArgumentException($"Unknown event {e.GetType().Name}.", nameof(e));
        }
        return Settle();
    }

    private Burst Settle()
    {
        var before = data.Status;
        Drain();
        if (!IsOver)
        {
            if (data.Waits.Count == 0 && data.Incidents.Count == 0 && data.Queue.Count == 0) RaiseBlockedJoins();
            data.Status = data.Incidents.Count > 0 && (data.Waits.Count == 0 || !data.ContinueWithIncidents) ? RunStatus.Faulted : RunStatus.Running;
            if (data.Status == RunStatus.Faulted && before != RunStatus.Faulted) Journal(JournalKinds.RunFaulted, null, new() { ["code"] = data.Incidents[^1].Code });
        }
        // What the world has been told cannot be taken back, so there is no way back behind it; and going back and forth must not fill a full journal.
        if (pointOfNoReturn || IsJournalFull) data.Trail.Clear();
        return new(new(data), journal, calls, timers, children, cancelled, events);
    }

    /// <summary>Nothing waits and nothing can run: some join wants a branch that will never come. A person has to decide.</summary>
    private void RaiseBlockedJoins()
    {
        var stuck = data.Contexts.Where(context => definition.Node(context.Activity).Activity is Flowchart && !ChildrenOf(context).Any()).ToList();
        var blocked = stuck.SelectMany(context => Flowchart.Blocked(StepOf(context)).Select(target => (context.Id, To: target.Id))).Distinct().ToList();
        foreach (var (context, activity) in blocked)
            RaiseIncident(context, definition.Node(activity), "workflow.join_blocked", $"'{definition.Node(activity).DisplayText}' waits for a branch that will not come.", notStarted: true);
        if (blocked.Count == 0) throw new InvalidOperationException("The run neither waits nor ends.");
    }

    private void Submit(RunEvent.Submitted submitted)
    {
        var wait = data.Waits.Find(wait => wait.Id == submitted.WaitId && wait.Kind == WaitKind.Form) ?? throw new StaleEventException("step", submitted.WaitId);
        data.Trail.Add(new() { Activity = wait.Activity, StepsDone = data.StepsDone.Count, Contexts = data.Contexts, Queue = data.Queue, Waits = data.Waits, Timers = data.Timers });
        // The snapshot keeps the lists as they are; the run goes on with copies.
        Continue(data.Contexts, data.Queue, data.Waits, data.Timers);
        ForgetEnded(submitted.Answers);
        Resume(wait.Context, submitted, null);
    }

    private void Continue(List<ContextData> contexts, List<WorkData> queue, List<WaitData> waits, List<TimerData> timers) =>
        (data.Contexts, data.Queue, data.Waits, data.Timers) = (contexts.ConvertAll(context => context.Copy()), queue.ConvertAll(work => work.Copy()), waits.ConvertAll(wait => wait.Copy()), [.. timers]);

    private void Resume(string contextId, RunEvent e, string? timer)
    {
        var context = data.Contexts.Find(context => context.Id == contextId) ?? throw new InvalidOperationException("A wait has no activity.");
        var node = definition.Node(context.Activity);
        Guard(context, node, () => node.Activity!.Resume(new(this, context, node), e, timer));
    }

    private void Pend(RunEvent.CallPending pending)
    {
        var wait = data.Waits.Find(wait => wait.Awaited == pending.CallId);
        if (wait is null && !data.LooseCalls.Exists(call => call.Id == pending.CallId)) throw new StaleEventException("call", pending.CallId);
        if (wait is not null)
        {
            wait.Data = wait.Data.DeepClone().AsObject();
            if (pending.Action is null) wait.Data.Remove("action");
            else wait.Data["action"] = new JsonObject { ["kind"] = pending.Action.Kind, ["url"] = pending.Action.Url };
        }
        Journal(JournalKinds.CallPending, wait is null ? null : definition.Node(wait.Activity), new() { ["call"] = pending.CallId, ["action"] = pending.Action?.Kind });
    }

    private void Answer(string id, RunEvent e, string kind, JsonObject details)
    {
        details[e is RunEvent.ChildFinished ? "child" : "call"] = id;
        var wait = data.Waits.Find(wait => wait.Awaited == id);
        if (wait is null)
        {
            var loose = data.LooseCalls.Find(call => call.Id == id) ?? throw new StaleEventException(e is RunEvent.ChildFinished ? "child" : "call", id);
            data.LooseCalls.Remove(loose);
            Journal(kind, definition.Node(loose.Activity), details);
            return;
        }
        Journal(kind, definition.Node(wait.Activity), details);
        // It has answered, so it need not be called off when the wait ends.
        wait.Awaited = null;
        pointOfNoReturn = true;
        Resume(wait.Context, e, null);
    }

    private void Fire(RunEvent.TimerFired fired)
    {
        var timer = data.Timers.Find(timer => timer.Id == fired.TimerId) ?? throw new StaleEventException("timer", fired.TimerId);
        data.Timers.Remove(timer);
        Journal(JournalKinds.TimerFired, definition.Node(timer.Activity), new() { ["timer"] = timer.Id, ["purpose"] = timer.Purpose });
        if (timer.Purpose == ShowForm.Reminder) ForgetTimer(timer.Id); else pointOfNoReturn = true;
        Resume(timer.Context, fired, timer.Purpose);
    }

    /// <summary>A reminder is sent once, also for a customer who goes back to the step later.</summary>
    private void ForgetTimer(string id)
    {
        data.Trail = data.Trail.ConvertAll(snapshot => snapshot.Timers.Exists(timer => timer.Id == id) ? snapshot.Without(id) : snapshot);
    }

    private void Receive(string waitId, WaitKind kind, RunEvent e, string entry)
    {
        var wait = data.Waits.Find(wait => wait.Id == waitId && wait.Kind == kind) ?? throw new StaleEventException("wait", waitId);
        var about = kind switch { WaitKind.Event => "event", WaitKind.Withdrawal => "until", _ => "path" };
        Journal(entry, definition.Node(wait.Activity), new() { [about] = wait.Data[about]?.DeepClone() });
        pointOfNoReturn = true;
        Resume(wait.Context, e, null);
    }

    private void Retry(string incidentId)
    {
        var incident = Resolve(incidentId, "retry", null);
        var node = definition.Node(incident.Activity);
        var context = data.Contexts.Find(context => context.Id == incident.Context)!;
        if (incident.NotStarted)
        {
            Take(context, node);
            Schedule(node, context.Id);
            return;
        }
        data.Contexts.Remove(context);
        // What the iteration gave it stays; what it declares itself begins anew.
        Schedule(node, context.Parent, context.Backward, context.Locals?.FindAll(local => local.Id.Length == 0));
    }

    private void Skip(RunEvent.Skip skip)
    {
        var open = data.Incidents.Find(incident => incident.Id == skip.IncidentId) ?? throw new StaleEventException("incident", skip.IncidentId);
        var node = definition.Node(open.Activity);
        if (skip.Outcome is not null && node.Activity is not null && !node.Outcomes.Contains(skip.Outcome)) throw new ArgumentException($"'{skip.Outcome}' is not an outcome of this activity.", nameof(skip));
        var outcome = skip.Outcome ?? (node.Outcomes.Count > 0 ? node.Outcomes[0] : "Done");
        var incident = Resolve(skip.IncidentId, "skip", outcome);
        var context = data.Contexts.Find(context => context.Id == incident.Context)!;
        if (incident.NotStarted)
        {
            Take(context, node);
            context = new() { Id = NewId('x'), Activity = node.Id, Parent = context.Id };
            data.Contexts.Add(context);
        }
        context.Faulted = false;
        Complete(context, node, [outcome]);
    }

    private IncidentData Resolve(string id, string how, string? outcome)
    {
        var incident = data.Incidents.Find(incident => incident.Id == id) ?? throw new StaleEventException("incident", id);
        data.Incidents.Remove(incident);
        // Other joins of the same kind are looked at anew when the run comes to rest.
        data.Incidents.RemoveAll(other => other.NotStarted);
        pointOfNoReturn = true;
        Journal(JournalKinds.IncidentResolved, definition.Node(incident.Activity), new() { ["incident"] = id, ["how"] = how, ["outcome"] = outcome });
        return incident;
    }

    /// <summary>What the join still waited for is waited for no longer.</summary>
    private static void Take(ContextData flowchart, ActivityNode target) => flowchart.Tokens?.RemoveAll(token => token.To == target.Id);

    private void Cancel(string reason)
    {
        if (IsOver) throw new StaleEventException("run", data.RunId);
        End(RunStatus.Cancelled, new() { ["reason"] = reason });
    }

    /// <summary>Puts the scheduler back to where a step was open. Answers and variables stay as they are.</summary>
    private void GoBack(string? activityId)
    {
        var index = data.Trail.FindLastIndex(snapshot => activityId is null || snapshot.Activity == activityId);
        if (index < 0) throw new StaleEventException("step", activityId ?? "previous");
        var snapshot = data.Trail[index];
        data.Trail.RemoveRange(index, data.Trail.Count - index);

        var open = data.Timers;
        foreach (var timer in open.Where(timer => !snapshot.Timers.Exists(kept => kept.Id == timer.Id))) Withdraw(timer.Id);
        var before = data.Contexts;
        Continue(snapshot.Contexts, snapshot.Queue, snapshot.Waits, snapshot.Timers.FindAll(timer => open.Exists(kept => kept.Id == timer.Id)));
        foreach (var context in data.Contexts)
            if (before.Find(candidate => candidate.Id == context.Id) is { } still) context.Locals = still.Locals;
        data.Incidents.RemoveAll(incident => !snapshot.Contexts.Exists(context => context.Id == incident.Context && context.Faulted));
        data.StepsDone.RemoveRange(snapshot.StepsDone, data.StepsDone.Count - snapshot.StepsDone);

        // A new visit: what was sent for the old one must not arrive here.
        foreach (var wait in data.Waits.Where(wait => wait.Kind == WaitKind.Form)) wait.Id = NewId('w');
        foreach (var timer in snapshot.Timers.Where(timer => !open.Exists(kept => kept.Id == timer.Id)))
            SetTimer(data.Contexts.Find(context => context.Id == timer.Context)!, definition.Node(timer.Activity), timer.Purpose, timer.Span);
        Journal(JournalKinds.StepReopened, definition.Node(snapshot.Activity), []);
    }
}
