using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

/// <summary>Starts another definition, and waits for it if asked to.</summary>
internal abstract class StartChild : Activity
{
    private const string TooDeep = "workflow.too_deep";

    protected static readonly IReadOnlyList<InputDescriptor> Inputs =
    [
        new("WorkflowDefinitionId", "String", "Journey", "The journey to start.", "workflow-definition-picker"),
        Describe.Line("CorrelationId", "Reference", "A reference for the started journey."),
        Describe.Script("Input", "Input", "What the started journey gets, by name.", "Dictionary<String, Object>"),
        new("WaitForCompletion", "Boolean", "Wait for it", "Go on only when the started journey has ended.", "checkbox", "False"),
    ];

    public override bool Rests(ActivityNode node) => node.IsSet("waitForCompletion") && (node.Literal("waitForCompletion") is not { } text || Coerce.ToFlag(text));

    public override void Execute(Step step)
    {
        var definition = step.Text("workflowDefinitionId") ?? throw new ActivityFault("activity.input_missing", "No journey was chosen to be started.");
        var input = step.Value("input") switch
        {
            null => [],
            JsonObject json => Unwrap(json),
            _ => throw new ActivityFault("expression.type", "The input of a started journey is an object."),
        };
        if (step.Text("correlationId") is { } correlation) input["correlationId"] = correlation;
        input["ParentInstanceId"] = step.Run.Data.RunId;
        var awaited = step.Flag("waitForCompletion");
        var child = step.Run.StartChild(step.Node, definition, input, awaited);
        if (awaited) step.Wait(WaitKind.Child, new() { ["childId"] = child, ["definition"] = definition }, child);
        else step.Complete();
    }

    public override void Resume(Step step, RunEvent e, string? timer)
    {
        var finished = (RunEvent.ChildFinished)e;
        if (finished.Status is not RunStatus.Completed) throw NotCompleted(finished);
        step.SetOutput("Result", Result(finished));
        step.Complete();
    }

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        if (!node.IsSet("workflowDefinitionId")) yield return Missing(node, "journey to start", "Choose the journey it starts.");
    }

    internal static ActivityFault NotCompleted(RunEvent.ChildFinished finished) => finished.Code switch
    {
        null => new("child.not_completed", "The started journey did not complete."),
        TooDeep => new(TooDeep, "Journeys that start journeys go too deep: this one was not started."),
        var code => new(code, "The journey was not started."),
    };

    protected abstract JsonNode Result(RunEvent.ChildFinished finished);

    /// <summary>The dictionary editor wraps each value in an expression; plain objects come as they are.</summary>
    private static JsonObject Unwrap(JsonObject json)
    {
        foreach (var (key, value) in json.ToList())
            if (value is JsonObject { Count: 2 } wrapped && wrapped["type"] is JsonValue type && type.GetValueKind() == JsonValueKind.String && type.GetValue<string>() == "Literal" && wrapped.ContainsKey("value"))
                json[key] = wrapped["value"]?.DeepClone();
        return json;
    }
}
