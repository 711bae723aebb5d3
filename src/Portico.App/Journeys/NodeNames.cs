using System.Text.Json;

namespace Portico.App.Journeys;

/// <summary>What people called the activities of a drawing, by activity id. Reads any drawing, finished or not.</summary>
public sealed class NodeNames
{
    private readonly Dictionary<string, string> names = [];
    private readonly List<string> steps = [];

    public static NodeNames Of(string definition)
    {
        using var json = JsonDocument.Parse(definition);
        var found = new NodeNames();
        found.Walk(json.RootElement);
        return found;
    }

    /// <summary>Ids of the activities that show a form, in the order of the file.</summary>
    public IReadOnlyList<string> Steps => steps;

    /// <summary>The same with the names of a former drawing for activities that this one does not know.</summary>
    public NodeNames Or(NodeNames former)
    {
        foreach (var (id, name) in former.names) names.TryAdd(id, name);
        return this;
    }

    public bool Knows(string activityId) => names.ContainsKey(activityId);

    public string this[string activityId] => names.GetValueOrDefault(activityId, activityId);

    private void Walk(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray()) Walk(item);
        }

        if (element.ValueKind != JsonValueKind.Object) return;
        if (Text(element, "id") is { } id && Text(element, "type") is { } type && element.TryGetProperty("nodeId", out _))
        {
            names[id] = DisplayText(element) ?? Text(element, "name") ?? type[(type.LastIndexOf('.') + 1)..];
            if (type == "Portico.ShowForm") steps.Add(id);
        }

        foreach (var member in element.EnumerateObject()) Walk(member.Value);
    }

    private static string? DisplayText(JsonElement activity) =>
        activity.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object ? Text(metadata, "displayText") : null;

    private static string? Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
