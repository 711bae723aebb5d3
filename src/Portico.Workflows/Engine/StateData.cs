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

    public List<VariableData> Variables { get; set; } = [];

    /// <summary>What activities gave, by activity id and output name.</summary>
    public JsonObject Results { get; set; } = [];

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

    public StateData Copy() => JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(this, StateJson.Default.StateData), StateJson.Default.StateData)!;

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
}

/// <summary>Of a flowchart: a branch on its way from one activity to another.</summary>
internal sealed class TokenData
{
    public string From { get; set; } = "";

    public string Port { get; set; } = "";

    public string To { get; set; } = "";

    public bool Blocked { get; set; }

    public bool Consumed { get; set; }
}

/// <summary>Of a flowchart with counters: how often activities and connections were passed.</summary>
internal sealed class VisitData
{
    public Dictionary<string, long> Activities { get; set; } = [];

    public Dictionary<int, long> Connections { get; set; } = [];

    public HashSet<int> Followed { get; set; } = [];
}

internal sealed class WorkData
{
    public string Activity { get; set; } = "";

    public string? Owner { get; set; }

    public bool Backward { get; set; }

    public List<VariableData>? Locals { get; set; }
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

/// <summary>The scheduler as it was when a step was handed in. Answers and variables are not part of it: they stay when the customer goes back.</summary>
internal sealed class SnapshotData
{
    public string Activity { get; set; } = "";

    public int StepsDone { get; set; }

    public List<ContextData> Contexts { get; set; } = [];

    public List<WorkData> Queue { get; set; } = [];

    public List<WaitData> Waits { get; set; } = [];

    public List<TimerData> Timers { get; set; } = [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StateData))]
internal sealed partial class StateJson : JsonSerializerContext;
