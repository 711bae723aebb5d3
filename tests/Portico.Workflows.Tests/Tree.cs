using System.Text.Json.Nodes;

namespace Portico.Workflows.Tests;

/// <summary>Writes definitions of activities inside activities, as Elsa serialises them. A text that begins with = is an expression.</summary>
internal static class Tree
{
    private const string Outputs = "memoryReference";

    /// <summary>An activity; texts become inputs, JSON stands as it is.</summary>
    public static JsonObject Act(string type, params (string Name, object? Value)[] members)
    {
        var activity = new JsonObject { ["type"] = type, ["version"] = 1, ["customProperties"] = new JsonObject() };
        foreach (var (name, value) in members) activity[name] = value is string text && name is not ("id" or "joinMode" or "name") ? Journey.Input(text) : value is string plain ? plain : value as JsonNode;
        return activity;
    }

    public static JsonObject Line(string text) => Act("Elsa.WriteLine", ("text", text));

    public static JsonObject Sequence(params JsonObject[] activities) => Act("Elsa.Sequence", ("activities", new JsonArray([.. activities])));

    public static JsonObject Parallel(params JsonObject[] activities) => Act("Elsa.Parallel", ("activities", new JsonArray([.. activities])));

    public static JsonObject Fork(string mode, params JsonObject[] branches) => Act("Elsa.Fork", ("joinMode", mode), ("branches", new JsonArray([.. branches])));

    public static JsonObject If(string condition, JsonObject then, JsonObject? otherwise = null) => Act("Elsa.If", ("condition", condition), ("then", then), ("else", otherwise));

    public static JsonObject While(string condition, JsonObject body) => Act("Elsa.While", ("condition", condition), ("body", body));

    public static JsonObject ForEach(string items, JsonObject body, string type = "Elsa.ForEach") => Act(type, ("items", items), ("body", body));

    public static JsonObject For(int start, int end, int step, JsonObject body, bool inclusive = true) =>
        Act("Elsa.For", ("start", $"={start}"), ("end", $"={end}"), ("step", $"={step}"), ("outerBoundInclusive", inclusive ? "=true" : "=false"), ("body", body));

    public static JsonObject Break() => Act("Elsa.Break");

    public static JsonObject Event(string name, string? id = null) => id is null ? Act("Elsa.Event", ("eventName", name)) : Act("Elsa.Event", ("eventName", name), ("id", id));

    public static JsonObject Set(string variable, string value) => Act("Elsa.SetVariable", ("variable", new JsonObject { ["id"] = variable, ["name"] = variable }), ("value", value));

    /// <summary>Keeps an output in a variable, or in an output of the journey.</summary>
    public static JsonObject Into(this JsonObject activity, string output, string variable)
    {
        activity[output] = new JsonObject { ["typeName"] = "Object", [Outputs] = new JsonObject { ["id"] = variable } };
        return activity;
    }

    public static JsonObject Declaring(this JsonObject activity, params (string Name, string Type, JsonNode? Value)[] variables)
    {
        activity["variables"] = new JsonArray([.. variables.Select(variable => new JsonObject { ["id"] = variable.Name, ["name"] = variable.Name, ["typeName"] = variable.Type, ["value"] = variable.Value })]);
        return activity;
    }

    public static JsonObject Starting(this JsonObject activity)
    {
        activity["customProperties"]!["canStartWorkflow"] = true;
        return activity;
    }

    public static WorkflowDefinition Build(this JsonObject root, string id = "tree", string[]? inputs = null, string[]? outputs = null, JsonObject? options = null, JsonObject? custom = null) => WorkflowDefinition.Parse(new JsonObject
    {
        ["id"] = id + "-1", ["definitionId"] = id, ["name"] = id, ["version"] = 1, ["variables"] = new JsonArray(), ["options"] = options, ["customProperties"] = custom,
        ["inputs"] = new JsonArray([.. (inputs ?? []).Select(name => new JsonObject { ["name"] = name, ["type"] = "Object" })]),
        ["outputs"] = new JsonArray([.. (outputs ?? []).Select(name => new JsonObject { ["name"] = name, ["type"] = "Object" })]),
        ["root"] = root.DeepClone(),
    }.ToJsonString());

    public static TestRun Run(this JsonObject root) => TestRun.Start(root.Build());
}
