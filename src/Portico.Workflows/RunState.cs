using System.Text.Json.Nodes;
using Portico.Workflows.Engine;

namespace Portico.Workflows;

public enum RunStatus
{
    /// <summary>At least one branch waits (for the customer, a provider, a timer, a child or an agent).</summary>
    Running,
    Completed,
    Cancelled,

    /// <summary>Nothing can move until a person resolves an incident.</summary>
    Faulted,
}

public enum WaitKind { Form, Call, Timer, Child, Agent, Event, Http, Appointment, Withdrawal }

/// <summary>A branch at rest (Elsa: bookmark).</summary>
/// <param name="Id">Unique within the run; a new visit of the same activity gets a new id.</param>
/// <param name="Data">
/// Form: <c>form</c> (key), and <c>was</c> (the step's former id) if a migration gave it another one. Call: <c>callId</c>, <c>contract</c>, and <c>action</c> once the provider asked for the customer.
/// Timer: <c>dueAt</c>; of a statutory clock also <c>until</c> (the last day), <c>days</c>, <c>dayKind</c>, <c>calendar</c>, <c>calendarVersion</c>.
/// Agent: <c>title</c>, <c>instructions</c>, <c>outcomes</c>; if there is one: <c>task</c> (<c>document</c>), <c>document</c>, <c>skill</c>, <c>deadline</c>, <c>expiresAt</c> (instants), <c>deadlineDay</c>,
/// <c>priority</c> (1 overdue, 2 escalated), <c>suggested</c>, <c>reasonFor</c> (outcomes that need a reason), <c>fourEyes</c>, <c>proposal</c> (<c>outcome</c>, <c>by</c>). Event: <c>event</c> (name), <c>correlationId</c> if the run has one.
/// Http: <c>path</c>, <c>methods</c>, <c>authorize</c>. Appointment: <c>appointment</c> (the field), <c>startsAt</c>. Withdrawal: as a statutory clock, and <c>template</c> (the message that acknowledges).
/// </param>
public sealed record Wait(string Id, string ActivityId, string ActivityType, WaitKind Kind, JsonObject Data);

/// <summary>A branch that stopped and waits for a person.</summary>
public sealed record RunIncident(string Id, string ActivityId, string ActivityType, string Code, string Message);

/// <summary>A form that was handed in.</summary>
public sealed record StepDone(string ActivityId, string Form);

/// <summary>A period in which the customer may withdraw, or might.</summary>
/// <param name="WaitId">Of the wait that stands as long as it is open.</param>
/// <param name="Until">Its last day.</param>
/// <param name="DueAt">When that day is over.</param>
/// <param name="At">When the customer withdrew; null: not.</param>
public sealed record Withdrawal(string WaitId, DateOnly Until, DateTimeOffset DueAt, DateTimeOffset? At);

/// <summary>A run between two pushes: immutable, and the same after <see cref="ToJson"/> and <see cref="Parse"/>.</summary>
public sealed class RunState
{
    private IReadOnlyList<Wait>? waits;

    internal RunState(StateData data) => Data = data;

    internal StateData Data { get; }

    public RunStatus Status => Data.Status;

    /// <summary>What the journey ended with; null while it runs, or if it ended without saying.</summary>
    public string? Outcome => Data.Outcome;

    /// <summary>By which ways the run is left where it is used as an activity of another journey; empty: Done.</summary>
    public IReadOnlyList<string> Outcomes => Data.Outcomes ?? [];

    /// <summary>Key of the form with the last words.</summary>
    public string? EndPage => Data.EndPage;

    public string RunId => Data.RunId;

    /// <summary>Of the definition the run belongs to.</summary>
    public string DefinitionId => Data.DefinitionId;

    public string? CorrelationId => Data.CorrelationId;

    /// <summary>Given by a SetName activity.</summary>
    public string? Name => Data.Name;

    public string Locale => Data.Locale;

    public IReadOnlyList<Wait> Waits => waits ??= [.. Data.Waits.Select(wait => new Wait(wait.Id, wait.Activity, wait.Type, wait.Kind, wait.Data.DeepClone().AsObject()))];

    public IReadOnlyList<RunIncident> Incidents => [.. Data.Incidents.Select(incident => new RunIncident(incident.Id, incident.Activity, incident.Type, incident.Code, incident.Message))];

    /// <summary>All answers of the customer by field name; the latest wins. To read only: everybody who has this state sees the same object.</summary>
    public JsonObject Answers => Data.Answers;

    /// <summary>Variables by name, for viewers, with those of the containers and iterations at work. A copy.</summary>
    public JsonObject Variables
    {
        get
        {
            var byName = new JsonObject();
            foreach (var variable in Data.Variables.Concat(Data.Contexts.SelectMany(context => context.Locals ?? []))) byName[variable.Name] = variable.Value?.DeepClone();
            return byName;
        }
    }

    /// <summary>What the run gives to whoever started it. A copy.</summary>
    public JsonObject Output => Data.Output.DeepClone().AsObject();

    /// <summary>What the run was started with. A copy.</summary>
    public JsonObject Input => Data.Input.DeepClone().AsObject();

    public bool CanGoBack => Data.Trail.Count > 0;

    /// <summary>Steps that <see cref="RunEvent.WentBack"/> can open again, oldest first.</summary>
    public IReadOnlyList<string> BackSteps => [.. Data.Trail.Select(snapshot => snapshot.Activity)];

    public IReadOnlyList<StepDone> StepsDone => Data.StepsDone;

    /// <summary>The activity that a wait, a call, a timer or a child belongs to, by its id; null: it is no longer open here.</summary>
    public string? ActivityOf(string id) =>
        Data.Waits.Find(wait => wait.Id == id || wait.Awaited == id)?.Activity ?? Data.Timers.Find(timer => timer.Id == id)?.Activity ?? Data.LooseCalls.Find(call => call.Id == id)?.Activity;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<Withdrawal> Withdrawals => Data.Withdrawals is not { } all ? [] : [.. all.Select(one => new Withdrawal(one.Wait, DateOnly.ParseExact(one.Until, "yyyy-MM-dd", CultureInfo.InvariantCulture), one.DueAt, one.At))];

    public string ToJson() => Data.ToJson();

    /// <exception cref="System.Text.Json.JsonException">It is not a run state of this format.</exception>
    public static RunState Parse(string json) => new(StateData.Parse(json));
}
