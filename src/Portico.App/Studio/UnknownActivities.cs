using System.Text.Json.Nodes;
using Portico.App.Journeys;
using Portico.Workflows;

namespace Portico.App.Studio;

/// <summary>
/// The designer shows nothing at all, and then saves nothing, if it meets an activity without a descriptor. So whatever the engine does not know is shown as
/// Elsa's "not found" activity, which carries the original, and becomes the original again when it is saved.
/// </summary>
internal static class UnknownActivities
{
    private const string Stand = "Elsa.NotFoundActivity";
    private const string Original = "originalActivityJson";

    private static readonly HashSet<(string, string)> Known =
        [.. ActivityCatalog.All.Select(activity => (activity.Type, activity.Version.ToString(System.Globalization.CultureInfo.InvariantCulture))), .. Descriptors.Hidden.Select(type => (type, "1"))];

    /// <param name="journeys">Types and versions of the journeys that can be drawn as activities; null: the document is only looked at, so any journey is let through.</param>
    public static JsonObject Hide(JsonObject document, IReadOnlySet<(string, string)>? journeys)
    {
        Replace(document["root"]!.AsObject(), activity => IsKnown(activity, journeys) ? null : StandIn(activity));
        return document;
    }

    private static bool IsKnown(JsonObject activity, IReadOnlySet<(string, string)>? journeys)
    {
        var type = (activity["type"]!.ToString(), activity["version"]!.ToString());
        return Known.Contains(type) || activity["workflowDefinitionId"] is JsonValue && journeys?.Contains(type) is not false;
    }

    public static JsonObject Restore(JsonObject document)
    {
        if (document["root"] is JsonObject root) Replace(root, activity => activity["type"]?.ToString() == Stand && activity[Original] is JsonValue text ? BackToOriginal(activity, text.ToString()) : null);
        return document;
    }

    private static JsonObject StandIn(JsonObject original) => new()
    {
        ["id"] = original["id"]!.DeepClone(),
        ["nodeId"] = original["nodeId"]?.DeepClone(),
        ["name"] = original["name"]?.DeepClone(),
        ["type"] = Stand,
        ["version"] = 1,
        ["missingTypeName"] = original["type"]!.ToString(),
        ["missingTypeVersion"] = original["version"]!.DeepClone(),
        [Original] = original.ToJsonString(),
        ["metadata"] = original["metadata"]?.DeepClone() ?? new JsonObject(),
        ["customProperties"] = original["customProperties"]?.DeepClone() ?? new JsonObject(),
    };

    /// <summary>What can be done to a stand-in on the canvas: move it, rename it, paste it (which gives it a new id).</summary>
    private static JsonObject BackToOriginal(JsonObject stand, string text)
    {
        var original = JourneyDocument.Parse(text);
        foreach (var member in (string[])["id", "nodeId", "name", "metadata", "customProperties"])
        {
            if (original.ContainsKey(member) || stand[member] is not (null or JsonObject { Count: 0 })) original[member] = stand[member]?.DeepClone();
        }
        return original;
    }

    private static void Replace(JsonObject activity, Func<JsonObject, JsonObject?> by)
    {
        foreach (var (_, inner) in JourneyDocument.Inside(activity).ToList())
        {
            if (by(inner) is { } other) inner.ReplaceWith(other);
            else Replace(inner, by);
        }
    }
}
