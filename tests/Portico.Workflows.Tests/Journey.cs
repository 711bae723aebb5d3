using System.Text.Json.Nodes;

namespace Portico.Workflows.Tests;

/// <summary>Writes small definitions as the designer would. An input that begins with = is an expression.</summary>
internal sealed class Journey
{
    private readonly JsonArray activities = [];
    private readonly JsonArray connections = [];
    private readonly JsonArray variables = [];
    private readonly JsonArray inputs = [];
    private readonly JsonObject custom = [];

    public Journey Add(string id, string type, params (string Name, string Value)[] values)
    {
        var activity = new JsonObject { ["id"] = id, ["nodeId"] = $"Workflow1:flow:{id}", ["name"] = id, ["type"] = type, ["version"] = 1, ["customProperties"] = new JsonObject(), ["metadata"] = new JsonObject() };
        foreach (var (name, value) in values) activity[name] = Input(value);
        activities.Add(activity);
        return this;
    }

    /// <summary>Anything else an activity can hold.</summary>
    public Journey With(string id, string member, JsonNode value)
    {
        Find(id)[member] = value;
        return this;
    }

    public Journey Merge(string id, string mode)
    {
        Find(id)["customProperties"]!["mergeMode"] = mode;
        return this;
    }

    /// <summary>"a:Port > b", or "a > b > c" for Done.</summary>
    public Journey Connect(string path)
    {
        var parts = path.Split('>', StringSplitOptions.TrimEntries);
        for (var i = 0; i + 1 < parts.Length; i++)
        {
            var source = parts[i].Split(':');
            connections.Add(new JsonObject
            {
                ["source"] = new JsonObject { ["activity"] = source[0], ["port"] = source.Length > 1 ? source[1] : "Done" },
                ["target"] = new JsonObject { ["activity"] = parts[i + 1].Split(':')[0], ["port"] = "In" },
            });
        }
        return this;
    }

    public Journey Variable(string name, string type = "Object", string? value = null)
    {
        variables.Add(new JsonObject { ["id"] = "v-" + name, ["name"] = name, ["typeName"] = type, ["isArray"] = false, ["value"] = value });
        return this;
    }

    public Journey Declare(string input, string type = "String")
    {
        inputs.Add(new JsonObject { ["name"] = input, ["type"] = type });
        return this;
    }

    public Journey WithCounters()
    {
        custom["Flowchart:ExecutionMode"] = "CounterBased";
        return this;
    }

    public static JsonObject Input(string value) => new()
    {
        ["typeName"] = null,
        ["expression"] = value.StartsWith('=') ? new JsonObject { ["type"] = "JavaScript", ["value"] = value[1..] } : new JsonObject { ["type"] = "Literal", ["value"] = value },
        ["memoryReference"] = null,
    };

    public JsonObject ToNode() => new()
    {
        ["id"] = "journey-1", ["definitionId"] = "journey", ["name"] = "Journey", ["version"] = 1,
        ["variables"] = variables.DeepClone(), ["inputs"] = inputs.DeepClone(), ["outputs"] = new JsonArray(), ["customProperties"] = custom.DeepClone(),
        ["root"] = new JsonObject { ["id"] = "flow", ["nodeId"] = "Workflow1:flow", ["type"] = "Elsa.Flowchart", ["version"] = 1, ["activities"] = activities.DeepClone(), ["connections"] = connections.DeepClone() },
    };

    public WorkflowDefinition Build() => WorkflowDefinition.Parse(ToNode().ToJsonString());

    private JsonObject Find(string id) => activities.OfType<JsonObject>().Single(activity => activity["id"]!.GetValue<string>() == id);
}
