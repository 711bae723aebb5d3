using System.Text.Json.Nodes;
using Portico.App.Journeys;

namespace Portico.App.Studio;

/// <summary>Where a nested activity stands in its drawing, for the journal of the instance viewer.</summary>
internal static class Subgraphs
{
    private sealed record Step(JsonObject Container, string Port);

    public static JsonObject? Node(JourneyVersion version, string? nodeId)
    {
        var root = Root(version);
        var found = string.IsNullOrEmpty(nodeId) ? root : JourneyDocument.WithAllInside(root).FirstOrDefault(activity => activity["nodeId"]?.ToString() == nodeId);
        return found is null ? null : Wrap(found);
    }

    public static JsonObject? Segments(JourneyVersion version, string nodeId)
    {
        var root = Root(version);
        if (Path(root, nodeId, []) is not { } path) return null;
        var child = JourneyDocument.WithAllInside(root).First(activity => activity["nodeId"]?.ToString() == nodeId);
        return new JsonObject
        {
            ["childNode"] = Wrap(child),
            ["container"] = Wrap(path.Count > 0 ? path[^1].Container : child),
            // A flowchart is a canvas, not a step of the breadcrumb.
            ["pathSegments"] = new JsonArray([.. path.Where(step => step.Container["type"]?.ToString() != "Elsa.Flowchart").Select(step => new JsonObject
            {
                ["activityNodeId"] = step.Container["nodeId"]?.ToString(),
                ["activityId"] = step.Container["id"]?.ToString(),
                ["activityType"] = step.Container["type"]?.ToString(),
                ["portName"] = step.Port,
            })]),
        };
    }

    private static JsonObject Root(JourneyVersion version) => UnknownActivities.Hide(JourneyDocument.Parse(version.Definition), null)["root"]!.AsObject();

    private static List<Step>? Path(JsonObject from, string nodeId, List<Step> walked)
    {
        if (from["nodeId"]?.ToString() == nodeId) return walked;
        foreach (var (member, inner) in JourneyDocument.Inside(from))
        {
            if (Path(inner, nodeId, [.. walked, new Step(from, char.ToUpperInvariant(member[0]) + member[1..])]) is { } path) return path;
        }
        return null;
    }

    private static JsonObject Wrap(JsonObject activity) => new()
    {
        ["activity"] = activity.DeepClone(), ["nodeId"] = activity["nodeId"]?.ToString(), ["port"] = null, ["parents"] = new JsonArray(), ["children"] = new JsonArray(),
    };
}
