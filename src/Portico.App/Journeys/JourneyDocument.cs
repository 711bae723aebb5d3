using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.App.Journeys;

/// <summary>The Elsa-3 document of a drawing. Worked on as JSON, never as typed members: what we do not know must survive a round trip.</summary>
public static class JourneyDocument
{
    private const int LongestKey = 64;

    /// <summary>Said by the platform on each read, so never stored.</summary>
    private static readonly HashSet<string> Derived = ["$schema", "links", "isLatest", "isPublished", "isReadonly", "isSystem", "createdAt", "materializerName", "isMaterializerAvailable"];

    private static readonly string[] Lists = ["variables", "inputs", "outputs", "outcomes"];
    private static readonly string[] Objects = ["customProperties", "options"];

    private static readonly JsonSerializerOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="JsonException">Not JSON, not an object, or a member stands twice.</exception>
    public static JsonObject Parse(string json) =>
        JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject ?? throw new JsonException("A definition must be an object.");

    public static string Write(JsonObject document) => document.ToJsonString(Compact);

    /// <summary>The stored document with everything that the saved one says laid over it; complete enough for any reader.</summary>
    /// <exception cref="JsonException">A member has a shape that no definition has.</exception>
    public static JsonObject Merge(JsonObject? stored, JsonObject saved)
    {
        var merged = stored?.DeepClone().AsObject() ?? [];
        foreach (var (name, value) in saved)
        {
            if (Derived.Contains(name)) continue;
            // The create dialog sends null for "none"; a reader of the designer must never meet null here.
            if (value is null && (Lists.Contains(name) || Objects.Contains(name) || name == "root")) continue;
            merged[name] = value?.DeepClone();
        }
        foreach (var name in Lists) Require(merged, name, new JsonArray());
        foreach (var name in Objects) Require(merged, name, new JsonObject());
        merged["root"] ??= new JsonObject { ["id"] = "Flowchart1", ["type"] = "Elsa.Flowchart", ["version"] = 1, ["name"] = "Flowchart1" };
        if (merged["root"] is not JsonObject root || !IsActivity(root)) throw new JsonException("The root of a definition must be an activity.");
        if (root["type"] is JsonValue type && type.ToString() == "Elsa.Flowchart")
        {
            Require(root, "activities", new JsonArray());
            Require(root, "connections", new JsonArray());
        }
        NameNodes(root, "Workflow1");
        return merged;
    }

    /// <summary>Who this document is now; the same place in the text as before.</summary>
    public static void Stamp(JsonObject document, string key, string versionId, int number, string name)
    {
        document["id"] = versionId;
        document["definitionId"] = key;
        document["version"] = number;
        document["name"] = name;
    }

    public static bool IsActivity(JsonObject candidate) => candidate.ContainsKey("id") && candidate.ContainsKey("type") && candidate.ContainsKey("version");

    /// <summary>The activities directly inside, with the member that holds them.</summary>
    public static IEnumerable<(string Member, JsonObject Activity)> Inside(JsonObject activity)
    {
        foreach (var (name, value) in activity)
        {
            if (value is JsonObject one && IsActivity(one)) yield return (name, one);
            else if (value is JsonArray many)
            {
                foreach (var item in many.OfType<JsonObject>())
                {
                    if (IsActivity(item)) yield return (name, item);
                    // The cases of a switch and the statuses of a request hold their activity one level down.
                    else if (name is "cases" or "expectedStatusCodes" && item["activity"] is JsonObject held && IsActivity(held)) yield return (name, held);
                }
            }
        }
    }

    /// <summary>The activity itself and all below it.</summary>
    public static IEnumerable<JsonObject> WithAllInside(JsonObject activity) => Inside(activity).SelectMany(inner => WithAllInside(inner.Activity)).Prepend(activity);

    public static bool IsEmpty(JsonObject document) => document["root"] is not JsonObject root || !Inside(root).Any();

    /// <summary>Whether two documents mean the same. Absent, null, empty and an option that is off are one; the measured size of a node is the browser's business.</summary>
    public static bool Same(JsonObject one, JsonObject other) => JsonNode.DeepEquals(Essence(one, ""), Essence(other, ""));

    /// <summary>A key for addresses made of a name: <c>Move in!</c> → <c>move-in</c>.</summary>
    public static string KeyOf(string name)
    {
        var key = new StringBuilder();
        foreach (var letter in name.Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter)) key.Append(letter);
            else if (char.GetUnicodeCategory(letter) != System.Globalization.UnicodeCategory.NonSpacingMark && key.Length > 0 && key[^1] != '-') key.Append('-');
        }
        var text = key.ToString(0, Math.Min(key.Length, LongestKey - 4)).Trim('-');
        return text.Length > 0 ? text : "journey";
    }

    public static bool IsKey(string? text) =>
        text is { Length: > 0 and <= LongestKey } && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-') && text[0] != '-';

    private static void NameNodes(JsonObject activity, string parent)
    {
        var nodeId = parent + ":" + activity["id"];
        activity["nodeId"] = nodeId;
        foreach (var (_, inner) in Inside(activity)) NameNodes(inner, nodeId);
    }

    private static void Require(JsonObject owner, string name, JsonNode empty)
    {
        owner[name] ??= empty;
        if (owner[name]!.GetValueKind() != empty.GetValueKind()) throw new JsonException($"\"{name}\" has the wrong shape.");
    }

    private static JsonNode? Essence(JsonNode? node, string name)
    {
        switch (node)
        {
            case JsonObject owner:
                var members = owner.Where(member => !(name == "designer" && member.Key == "size") && !(name == "options" && member.Value?.GetValueKind() == JsonValueKind.False)).Select(member => KeyValuePair.Create(member.Key, Essence(member.Value, member.Key))).Where(member => member.Value is not null).ToList();
                return members.Count > 0 ? new JsonObject(members) : null;
            case JsonArray list:
                return list.Count > 0 ? new JsonArray([.. list.Select(item => Essence(item, ""))]) : null;
            default:
                return node?.DeepClone();
        }
    }
}
