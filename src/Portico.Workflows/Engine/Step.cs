using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Workflows.Activities;
using Portico.Workflows.Json;

namespace Portico.Workflows.Engine;

/// <summary>What an activity can do while it is at work: read its inputs, wait, ask, set timers, and be done.</summary>
internal sealed class Step(Interpreter run, ContextData context, ActivityNode node)
{
    private RunScope? scope;

    public ActivityNode Node => node;

    public ContextData Context => context;

    public Interpreter Run => run;

    public RunScope Scope => scope ??= new(run, node, context);

    public JsonObject Answers => run.Data.Answers;

    public string Locale => run.Data.Locale;

    public JsonNode? Value(string input) => node.Input(input)?.Evaluate(Scope);

    public string? Text(string input) => Coerce.ToText(Value(input)) is { Length: > 0 } text ? text : null;

    public bool Flag(string input) => Coerce.ToFlag(Value(input));

    public double? Number(string input) => Coerce.ToNumber(Value(input));

    /// <summary>An input in hours; null, zero and less mean "never".</summary>
    public TimeSpan? Hours(string input, double? missing = null)
    {
        var hours = (node.IsSet(input) ? Number(input) : null) ?? missing;
        return hours is > 0 ? TimeSpan.FromHours(Math.Min(hours.Value, 24 * 3660)) : null;
    }

    /// <summary>The input if it is set, else the answer the customer gave to the field of that name.</summary>
    public JsonNode? ValueOrAnswer(string input) => node.IsSet(input) ? Value(input) : Answers[input]?.DeepClone();

    public void Complete(params IReadOnlyList<string> outcomes) => run.Complete(context, node, outcomes.Count == 0 ? ["Done"] : outcomes);

    public void Schedule(ActivityNode child, bool backward = false) => run.Schedule(child, context.Id, backward);

    /// <summary>Runs a child that sees these values under these names, and nobody else does.</summary>
    public void Schedule(ActivityNode child, params IEnumerable<(string Name, JsonNode? Value)> locals) =>
        run.Schedule(child, context.Id, locals: [.. locals.Select(local => new VariableData { Name = local.Name, Value = local.Value?.DeepClone() })]);

    /// <summary>Whether a child runs, waits or has stopped with an incident.</summary>
    public bool HasWork() => run.HasQueued(context) || run.ChildrenOf(context).Any();

    /// <summary>A list, as such or as JSON text; null if there is nothing.</summary>
    public JsonArray? Items(string input) => Value(input) switch
    {
        null => null,
        JsonArray list => list,
        JsonValue text when text.TryGetValue(out string? json) && json.TrimStart().StartsWith('[') => ReadList(json),
        JsonValue text when text.TryGetValue(out string? blank) && string.IsNullOrWhiteSpace(blank) => null,
        _ => throw new ActivityFault("expression.type", "A list was expected."),
    };

    public WaitData Wait(WaitKind kind, JsonObject data, string? awaited = null) => run.Wait(context, node, kind, data, awaited);

    /// <summary>What was waited for has come, and the activity goes on with a child of its own.</summary>
    public void EndWaits() => run.CloseWaits(context);

    /// <summary>Asks a provider and waits for the answer.</summary>
    public void Ask(string contract, string operation, string provider, JsonObject input)
    {
        var call = run.Call(node, contract, operation, provider, input, awaited: true);
        Wait(WaitKind.Call, new() { ["callId"] = call, ["contract"] = contract }, call);
    }

    /// <summary>Asks a provider and goes on without waiting.</summary>
    public void Tell(string contract, string operation, JsonObject input) => run.Call(node, contract, operation, "", input, awaited: false);

    public void ForgetTimers() => run.ForgetTimers(context);

    public void SetTimer(string purpose, TimeSpan span) => run.SetTimer(context, node, purpose, span);

    public void SetOutput(string name, JsonNode? value) => run.SetOutput(context, node, name, value);

    public void Journal(string kind, JsonObject data) => run.Journal(kind, node, data);

    private static JsonArray ReadList(string json)
    {
        try
        {
            return JsonNode.Parse(json) as JsonArray ?? [];
        }
        catch (JsonException)
        {
            throw new ActivityFault("expression.type", "A list was expected.");
        }
    }
}
