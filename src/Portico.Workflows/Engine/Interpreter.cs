using System.Text.Json.Nodes;
using Portico.Workflows.Activities;
using Portico.Workflows.Expressions;
using Portico.Workflows.Json;

namespace Portico.Workflows.Engine;

/// <summary>
/// One push: runs what is queued until every branch rests. Works on its own copy of the state and only notes what the world should do;
/// first come, first served, as Elsa's own scheduler.
/// </summary>
internal sealed partial class Interpreter(WorkflowDefinition definition, StateData data, RunEnvironment environment)
{
    public const int MaxExecutions = 500;
    public const int MaxVariableBytes = 256 * 1024;
    public const int MaxValueBytes = 32 * 1024;

    private const string Runaway = "workflow.runaway", JournalFull = "workflow.journal_full";

    private static readonly HashSet<string> Traces = new(StringComparer.Ordinal) { "execution", "outcomes", "call", "contract", "operation", "timer", "child", "status", "incident", "code", "how", "outcome", "kind" };

    private readonly List<JournalEntry> journal = [];
    private readonly List<Call> calls = [];
    private readonly List<TimerRequest> timers = [];
    private readonly List<ChildStart> children = [];
    private readonly List<string> cancelled = [];
    private readonly List<PublishedEvent> events = [];
    private bool pointOfNoReturn;

    public WorkflowDefinition Definition => definition;

    public StateData Data => data;

    public DateTimeOffset Now => environment.Now;

    public TimeZoneInfo Zone => environment.Zone ?? TimeZoneInfo.Utc;

    public WorkingCalendar? Calendar(string code) =>
        environment.Calendar is { } calendars ? calendars(code) : code.Length == 0 ? WorkingCalendar.Weekdays : null;

    private bool IsOver => data.Status is RunStatus.Completed or RunStatus.Cancelled;

    public string NewId(char kind) => $"{kind}{(++data.LastId).ToString(CultureInfo.InvariantCulture)}";

    /// <summary>An activity that is to leave nothing in the log leaves only that it ran, and what belongs together.</summary>
    public void Journal(string kind, ActivityNode? node, JsonObject json)
    {
        if (node is not { IsLogged: false }) journal.Add(new(kind, node?.Id, node?.Type, json));
        else if (kind != JournalKinds.LineWritten) journal.Add(new(kind, node.Id, node.Type, new(json.Where(member => Traces.Contains(member.Key)).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())))));
    }

    public void Schedule(ActivityNode node, string? owner, bool backward = false, List<VariableData>? locals = null) => data.Queue.Add(new() { Activity = node.Id, Owner = owner, Backward = backward, Locals = locals });

    public Step StepOf(ContextData context) => new(this, context, definition.Node(context.Activity));

    public IEnumerable<ContextData> ChildrenOf(ContextData context) => data.Contexts.Where(child => child.Parent == context.Id);

    public bool HasQueued(ContextData context) => data.Queue.Exists(work => work.Owner == context.Id);

    private void Drain()
    {
        var executed = 0;
        while (data.Queue.Count > 0 && !IsOver && !IsFrozen())
        {
            var work = data.Queue[0];
            data.Queue.RemoveAt(0);
            var node = definition.Node(work.Activity);
            var context = new ContextData { Id = NewId('x'), Activity = node.Id, Parent = work.Owner, Backward = work.Backward, Locals = work.Locals };
            data.Contexts.Add(context);
            if (++executed > MaxExecutions)
            {
                Fault(context, node, Runaway, $"More than {MaxExecutions} activities ran without a rest. Is there a loop that never waits?");
                return;
            }
            if (IsJournalFull)
            {
                Fault(context, node, JournalFull, "The journal of this case is full, so nothing more runs in it. Is there a loop that goes on for ever? Mend the journey, cancel this case and start a new one.");
                return;
            }
            Journal(JournalKinds.ActivityStarted, node, new() { ["execution"] = context.Id });
            Guard(context, node, () =>
            {
                if (node.Activity is null) throw new ActivityFault("activity.unknown", $"'{node.Type}' version {node.Version} is not available here.");
                Declare(context, node);
                node.Activity.Execute(new(this, context, node));
            });
        }
    }

    private bool IsJournalFull => journal.Count >= environment.JournalRoom;

    /// <summary>A run that must not move before a person has looked: Elsa's default strategy, or a loop that would only go on.</summary>
    private bool IsFrozen() => data.Incidents.Exists(incident => !data.ContinueWithIncidents || incident.Code is Runaway or JournalFull);

    private void Guard(ContextData context, ActivityNode node, Action action)
    {
        try
        {
            action();
        }
        catch (ActivityFault fault)
        {
            Fault(context, node, fault.Code, fault.Message);
        }
        catch (ExpressionFault fault)
        {
            Fault(context, node, fault.Code, fault.Message);
        }
    }

    /// <summary>The activity is done: what it still had open goes, and whoever scheduled it hears of it at once.</summary>
    public void Complete(ContextData context, ActivityNode node, IReadOnlyList<string> outcomes)
    {
        if (IsOver) return;
        Remove(context);
        Pass(node, outcomes);
        Journal(JournalKinds.ActivityCompleted, node, new() { ["execution"] = context.Id, ["outcomes"] = new JsonArray([.. outcomes.Select(outcome => JsonValue.Create(outcome))]) });
        if (context.Parent is null)
        {
            End(RunStatus.Completed);
            return;
        }
        var parent = data.Contexts.Find(candidate => candidate.Id == context.Parent);
        if (parent is null) return;
        var container = definition.Node(parent.Activity);
        try
        {
            container.Activity!.ChildCompleted(new(this, parent, container), node, context.Backward, outcomes);
        }
        catch (Exception fault) when (fault is ActivityFault or ExpressionFault)
        {
            // The way on cannot be found: the activity that just ended stays, so that a person can send it on.
            data.Contexts.Add(context);
            Fault(context, node, fault is ActivityFault known ? known.Code : ((ExpressionFault)fault).Code, fault.Message);
        }
    }

    /// <summary>Marks everything around an activity up to the loop it breaks; each of them ends when the child it runs has ended.</summary>
    public void Break(ContextData from)
    {
        for (var context = from; context is not null; context = data.Contexts.Find(candidate => candidate.Id == context.Parent))
        {
            var onBreak = definition.Node(context.Activity).Activity?.OnBreak ?? OnBreak.Passes;
            if (onBreak != OnBreak.Passes) context.Breaking = true;
            if (onBreak == OnBreak.Stops) return;
        }
    }

    public void CancelBranch(ContextData context)
    {
        var node = definition.Node(context.Activity);
        Remove(context);
        Journal(JournalKinds.ActivityCancelled, node, new() { ["execution"] = context.Id });
        if (data.Contexts.Find(candidate => candidate.Id == context.Parent) is { } parent)
        {
            var container = definition.Node(parent.Activity);
            container.Activity!.ChildCancelled(new(this, parent, container), node);
        }
    }

    private void Fault(ContextData context, ActivityNode node, string code, string message)
    {
        foreach (var child in ChildrenOf(context).ToList()) Remove(child);
        CloseWaits(context);
        data.Queue.RemoveAll(work => work.Owner == context.Id);
        context.Faulted = true;
        Journal(JournalKinds.ActivityFaulted, node, new() { ["execution"] = context.Id, ["code"] = code });
        RaiseIncident(context.Id, node, code, message, notStarted: false);
    }

    private void RaiseIncident(string context, ActivityNode node, string code, string message, bool notStarted)
    {
        var incident = new IncidentData { Id = NewId('i'), Context = context, Activity = node.Id, Type = node.Type, Code = code, Message = message, NotStarted = notStarted };
        data.Incidents.Add(incident);
        Journal(JournalKinds.IncidentRaised, node, new() { ["incident"] = incident.Id, ["code"] = code, ["message"] = message });
    }

    /// <summary>Takes an activity out with all it owns: children, queued work, waits, incidents.</summary>
    private void Remove(ContextData context)
    {
        foreach (var child in ChildrenOf(context).ToList())
        {
            Remove(child);
            Journal(JournalKinds.ActivityCancelled, definition.Node(child.Activity), new() { ["execution"] = child.Id });
        }
        data.Queue.RemoveAll(work => work.Owner == context.Id);
        data.Incidents.RemoveAll(incident => incident.Context == context.Id);
        CloseWaits(context);
        data.Contexts.Remove(context);
    }

    public void CloseWaits(ContextData context)
    {
        foreach (var wait in data.Waits.Where(wait => wait.Context == context.Id && wait.Awaited is not null)) Withdraw(wait.Awaited!);
        data.Waits.RemoveAll(wait => wait.Context == context.Id);
        ForgetTimers(context);
    }

    public void ForgetTimers(ContextData context)
    {
        foreach (var timer in data.Timers.Where(timer => timer.Context == context.Id)) Withdraw(timer.Id);
        data.Timers.RemoveAll(timer => timer.Context == context.Id);
    }

    /// <summary>Nobody wants it any more. What was only asked for in this push is simply not asked for.</summary>
    private void Withdraw(string id)
    {
        if (calls.RemoveAll(call => call.Id == id) + timers.RemoveAll(timer => timer.Id == id) + children.RemoveAll(child => child.Id == id) == 0) cancelled.Add(id);
    }

    /// <summary>The activity is the last one of the run.</summary>
    public void CompleteRun(ContextData context, ActivityNode node)
    {
        Remove(context);
        Journal(JournalKinds.ActivityCompleted, node, new() { ["execution"] = context.Id, ["outcomes"] = new JsonArray() });
        End(RunStatus.Completed);
    }

    /// <summary>What customers see as done stands once, at its last time.</summary>
    private void Pass(ActivityNode node, IReadOnlyList<string> outcomes)
    {
        if (node.Activity?.ShownAs is null) return;
        data.Passed = [.. (data.Passed ?? []).Where(passed => passed.Activity != node.Id), new() { Activity = node.Id, Outcome = outcomes.Count > 0 ? outcomes[0] : "", At = environment.Now }];
    }

    /// <summary>The run is over, with everything in it.</summary>
    public void End(RunStatus status, JsonObject? details = null)
    {
        if (IsOver) return;
        foreach (var root in data.Contexts.Where(context => context.Parent is null).ToList()) Remove(root);
        foreach (var call in data.LooseCalls) Withdraw(call.Id);
        data.LooseCalls.Clear();
        data.Queue.Clear();
        data.Incidents.Clear();
        data.Trail.Clear();
        data.Status = status;
        var json = details ?? [];
        if (status == RunStatus.Completed) json["outcome"] = data.Outcome;
        Journal(status == RunStatus.Completed ? JournalKinds.RunCompleted : JournalKinds.RunCancelled, null, json);
    }

    public WaitData Wait(ContextData context, ActivityNode node, WaitKind kind, JsonObject json, string? awaited)
    {
        var wait = new WaitData { Id = NewId('w'), Context = context.Id, Activity = node.Id, Type = node.Type, Kind = kind, Data = json, Awaited = awaited };
        data.Waits.Add(wait);
        if (kind is WaitKind.Agent or WaitKind.Call or WaitKind.Child or WaitKind.Withdrawal) pointOfNoReturn = true;
        return wait;
    }

    public string Call(ActivityNode node, string contract, string operation, string provider, JsonObject input, bool awaited)
    {
        var call = new Call(NewId('c'), node.Id, contract, operation, provider, input, awaited);
        calls.Add(call);
        if (!awaited) data.LooseCalls.Add(new() { Id = call.Id, Activity = node.Id });
        Journal(JournalKinds.CallRequested, node, new() { ["call"] = call.Id, ["contract"] = contract, ["operation"] = operation });
        return call.Id;
    }

    public string StartChild(ActivityNode node, string definitionId, JsonObject input, bool awaited, string? version = null)
    {
        var child = new ChildStart(NewId('k'), node.Id, definitionId, input, awaited, version);
        children.Add(child);
        pointOfNoReturn = true;
        Journal(JournalKinds.ChildStarted, node, new() { ["child"] = child.Id, ["definition"] = definitionId });
        return child.Id;
    }

    public void Publish(ActivityNode node, PublishedEvent published)
    {
        events.Add(published);
        pointOfNoReturn = true;
        Journal(JournalKinds.EventPublished, node, new() { ["event"] = published.Name, ["local"] = published.IsLocal });
    }

    /// <summary>Whether this activity started the run; asked once, because a second visit has to wait like any other.</summary>
    public bool TakeTrigger(ActivityNode node, out JsonNode? payload)
    {
        payload = null;
        if (data.Trigger != node.Id) return false;
        payload = data.TriggerPayload;
        (data.Trigger, data.TriggerPayload) = (null, null);
        return true;
    }

    public void SetTimer(ContextData context, ActivityNode node, string purpose, TimeSpan span)
    {
        var (wanted, dueAt) = (environment.Now + span, environment.Now + span);
        if (purpose == ShowForm.Reminder && environment.Quiet is { } quiet) dueAt = quiet.After(wanted, Zone);
        var timer = new TimerData { Id = NewId('t'), Context = context.Id, Activity = node.Id, Purpose = purpose, Span = span, DueAt = dueAt };
        data.Timers.Add(timer);
        timers.Add(new(timer.Id, node.Id, timer.DueAt));
        var set = new JsonObject { ["timer"] = timer.Id, ["purpose"] = purpose, ["dueAt"] = timer.DueAt.ToString("O", CultureInfo.InvariantCulture) };
        if (dueAt != wanted) set["quietFrom"] = wanted.ToString("O", CultureInfo.InvariantCulture); // why it is later than was drawn
        Journal(JournalKinds.TimerSet, node, set);
    }
}
