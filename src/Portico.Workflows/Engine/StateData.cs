using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Portico.Workflows.Engine;

/// <summary>The whole run as it is stored. A push works on its own copy.</summary>
internal sealed class StateData
{
    /// <summary>Of this layout; a reader that does not know it must refuse.</summary>
    public int Format { get; set; } = 1;

    public RunStatus Status { get; set; }

    public string RunId { get; set; } = "";

    public string DefinitionId { get; set; } = "";

    public string? CorrelationId { get; set; }

    public string? Name { get; set; }

    public string Locale { get; set; } = "en";

    public bool ContinueWithIncidents { get; set; }

    /// <summary>The activity that started the run, until it has been passed: it does not wait for what has happened already.</summary>
    public string? Trigger { get; set; }

    public JsonNode? TriggerPayload { get; set; }

    /// <summary>All ids of the run come from here, so that a replay gives the same ones.</summary>
    public long LastId { get; set; }

    public ulong Draws { get; set; }

    public string? Outcome { get; set; }

    /// <summary>By which ways a journey that was used as an activity is left.</summary>
    public List<string>? Outcomes { get; set; }

    public string? EndPage { get; set; }

    public JsonObject Input { get; set; } = [];

    public JsonObject Output { get; set; } = [];

    public JsonObject Answers { get; set; } = [];

    /// <summary>What became of appointments, by field, until another time is chosen there; never changed in place.</summary>
    public Dictionary<string, string>? AppointmentsEnded { get; set; }

    /// <summary>Periods to withdraw in, oldest first; never changed in place.</summary>
    public List<WithdrawalData>? Withdrawals { get; set; }

    /// <summary>What customers see as done, in the order of the last time it was; never changed in place.</summary>
    public List<PassedData>? Passed { get; set; }

    public List<VariableData> Variables { get; set; } = [];

    /// <summary>What activities gave, by activity id and output name.</summary>
    public Dictionary<string, JsonObject> Results { get; set; } = new(StringComparer.Ordinal);

    /// <summary>At least as many bytes as values take in here; counted anew when it seems too many.</summary>
    public long Room { get; set; }

    public JsonNode? LastResult { get; set; }

    public List<ContextData> Contexts { get; set; } = [];

    public List<WorkData> Queue { get; set; } = [];

    public List<WaitData> Waits { get; set; } = [];

    public List<TimerData> Timers { get; set; } = [];

    /// <summary>Calls nobody waits for, until they are answered.</summary>
    public List<LooseCall> LooseCalls { get; set; } = [];

    public List<IncidentData> Incidents { get; set; } = [];

    public List<StepDone> StepsDone { get; set; } = [];

    /// <summary>Where the customer can go back to, oldest first.</summary>
    public List<SnapshotData> Trail { get; set; } = [];

    public string ToJson() => JsonSerializer.Serialize(this, StateJson.Default.StateData);

    /// <summary>
    /// For a push to work on. What is inside lists is copied; JSON is shared, because a push never changes JSON that is already in the state: it puts new in its place.
    /// </summary>
    public StateData Copy()
    {
        var copy = (StateData)MemberwiseClone();
        copy.Variables = Variables.ConvertAll(variable => variable.Copy());
        copy.Results = new(Results, StringComparer.Ordinal);
        copy.Contexts = Contexts.ConvertAll(context => context.Copy());
        copy.Queue = Queue.ConvertAll(work => work.Copy());
        copy.Waits = Waits.ConvertAll(wait => wait.Copy());
        copy.Timers = [.. Timers];
        copy.LooseCalls = [.. LooseCalls];
        copy.Incidents = [.. Incidents];
        copy.StepsDone = [.. StepsDone];
        copy.Trail = [.. Trail];
        return copy;
    }

    public static StateData Parse(string json)
    {
        var data = JsonSerializer.Deserialize(json, StateJson.Default.StateData) ?? throw new JsonException("A run state is a JSON object.");
        return data.Format == 1 ? data : throw new JsonException($"The run state has format {data.Format}; this version reads format 1.");
    }
}

internal sealed class VariableData
{
    public string Id { get; set; } = "";

    public string Name { get; set; } = "";

    public JsonNode? Value { get; set; }

    public VariableData Copy() => (VariableData)MemberwiseClone();
}

/// <summary>One activity at work; it goes when the activity is done.</summary>
internal sealed class ContextData
{
    public string Id { get; set; } = "";

    public string Activity { get; set; } = "";

    public string? Parent { get; set; }

    public bool Faulted { get; set; }

    /// <summary>Reached by a connection that leads back.</summary>
    public bool Backward { get; set; }

    /// <summary>Of a sequence: the child that runs.</summary>
    public int Index { get; set; }

    public List<TokenData>? Tokens { get; set; }

    public VisitData? Visits { get; set; }

    /// <summary>Values that belong to this one execution: those of an iteration, which have no id, and the variables that an inner container declares.</summary>
    public List<VariableData>? Locals { get; set; }

    /// <summary>What the activity has to remember for itself between two of its children.</summary>
    public JsonObject? Memory { get; set; }

    /// <summary>A break was met inside; the activity ends with the child that is at work.</summary>
    public bool Breaking { get; set; }

    public ContextData Copy()
    {
        var copy = (ContextData)MemberwiseClone();
        copy.Tokens = Tokens?.ConvertAll(token => token.Copy());
        copy.Visits = Visits?.Copy();
        copy.Locals = Locals?.ConvertAll(local => local.Copy());
        copy.Memory = Memory?.DeepClone().AsObject();
        return copy;
    }
}

/// <summary>Of a flowchart: a branch on its way from one activity to another.</summary>
internal sealed class TokenData
{
    public string From { get; set; } = "";

    public string Port { get; set; } = "";

    public string To { get; set; } = "";

    public bool Blocked { get; set; }

    public bool Consumed { get; set; }

    public TokenData Copy() => (TokenData)MemberwiseClone();
}

/// <summary>Of a flowchart with counters: how often activities and connections were passed.</summary>
internal sealed class VisitData
{
    public Dictionary<string, long> Activities { get; set; } = [];

    public Dictionary<int, long> Connections { get; set; } = [];

    public HashSet<int> Followed { get; set; } = [];

    public VisitData Copy() => new() { Activities = new(Activities), Connections = new(Connections), Followed = [.. Followed] };
}

internal sealed class WorkData
{
    public string Activity { get; set; } = "";

    public string? Owner { get; set; }

    public bool Backward { get; set; }

    public List<VariableData>? Locals { get; set; }

    public WorkData Copy()
    {
        var copy = (WorkData)MemberwiseClone();
        copy.Locals = Locals?.ConvertAll(local => local.Copy());
        return copy;
    }
}

internal sealed class WaitData
{
    public string Id { get; set; } = "";

    public string Context { get; set; } = "";

    public string Activity { get; set; } = "";

    public string Type { get; set; } = "";

    public WaitKind Kind { get; set; }

    public JsonObject Data { get; set; } = [];

    /// <summary>Id of the call or child that will end this wait.</summary>
    public string? Awaited { get; set; }

    public WaitData Copy() => (WaitData)MemberwiseClone();

    /// <summary>What it holds may be shared with older states, which must stay as they are.</summary>
    public void Change(Action<JsonObject> change)
    {
        Data = Data.DeepClone().AsObject();
        change(Data);
    }
}

internal sealed class TimerData
{
    public string Id { get; set; } = "";

    public string Context { get; set; } = "";

    public string Activity { get; set; } = "";

    public string Purpose { get; set; } = "";

    public DateTimeOffset DueAt { get; set; }

    public TimeSpan Span { get; set; }
}

internal sealed class LooseCall
{
    public string Id { get; set; } = "";

    public string Activity { get; set; } = "";
}

internal sealed class WithdrawalData
{
    public string Wait { get; set; } = "";

    public string Until { get; set; } = "";

    public DateTimeOffset DueAt { get; set; }

    public DateTimeOffset? At { get; set; }
}

/// <summary>Something that customers see was left by this outcome, at this instant.</summary>
internal sealed class PassedData
{
    public string Activity { get; set; } = "";

    public string Outcome { get; set; } = "";

    public DateTimeOffset At { get; set; }
}

internal sealed class IncidentData
{
    public string Id { get; set; } = "";

    public string Context { get; set; } = "";

    public string Activity { get; set; } = "";

    public string Type { get; set; } = "";

    public string Code { get; set; } = "";

    public string Message { get; set; } = "";

    /// <summary>The activity has not begun: a join whose other branches will not come.</summary>
    public bool NotStarted { get; set; }
}

/// <summary>The scheduler as it was when a step was handed in, never changed afterwards. Answers and variables are not part of it: they stay when the customer goes back.</summary>
internal sealed class SnapshotData
{
    public string Activity { get; set; } = "";

    public int StepsDone { get; set; }

    public List<ContextData> Contexts { get; set; } = [];

    public List<WorkData> Queue { get; set; } = [];

    public List<WaitData> Waits { get; set; } = [];

    public List<TimerData> Timers { get; set; } = [];

    /// <summary>The same without a timer, which has done its work.</summary>
    public SnapshotData Without(string timer)
    {
        var copy = (SnapshotData)MemberwiseClone();
        copy.Timers = Timers.FindAll(kept => kept.Id != timer);
        return copy;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StateData))]
internal sealed partial class StateJson : JsonSerializerContext;
