using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Journeys;

namespace Portico.App.Studio;

/// <summary>
/// The tenant's journeys that may stand in other journeys, as Elsa lists them: an activity for each published version, of which only the live one is in the palette. The older
/// ones are still described, because the designer goes blank at a drawing whose activity it cannot find.
/// </summary>
public sealed class JourneyActivities(PorticoDb db)
{
    internal sealed record Item(string Type, int Version, JsonObject Descriptor);

    private sealed record Row(string Key, string Name, int? Live, string VersionId, int Number, string Definition);

    internal async Task<IReadOnlyList<Item>> AllAsync(CancellationToken ct)
    {
        // A text search first, so that the drawings of journeys that are no activity are not read at each save.
        var rows = await (from version in db.JourneyVersions.AsNoTracking()
                          join journey in db.Journeys.AsNoTracking() on version.JourneyKey equals journey.Key
                          where version.PublishedAt != null && version.Definition.Contains("\"usableAsActivity\"")
                          orderby journey.Key, version.Number
                          select new Row(journey.Key, journey.Name, journey.LiveVersion, version.Id, version.Number, version.Definition)).ToListAsync(ct);
        var items = new List<Item>();
        var owners = new Dictionary<string, string>();
        foreach (var journey in rows.GroupBy(row => row.Key))
        {
            var usable = journey.Select(row => (Row: row, Document: JourneyDocument.Parse(row.Definition))).Where(version => IsUsable(version.Document)).ToList();
            if (usable.Count == 0) continue;
            var live = usable.FirstOrDefault(version => version.Row.Number == version.Row.Live).Row;
            var type = TypeOf(usable[^1].Row.Name);
            if (!owners.TryAdd(type, journey.Key)) owners[type += "_" + TypeOf(journey.Key)] = journey.Key; // two journeys of the same name
            items.AddRange(usable.Select(version => new Item(type, version.Row.Number, Describe(type, version.Row, live, version.Document))));
        }

        return items;
    }

    internal async Task<IReadOnlySet<(string, string)>> KnownAsync(CancellationToken ct) =>
        (await AllAsync(ct)).Select(item => (item.Type, item.Version.ToString(CultureInfo.InvariantCulture))).ToHashSet();

    /// <summary><c>Move in</c> → <c>MoveIn</c>. Without a dot, so it is never one of ours or of Elsa's.</summary>
    internal static string TypeOf(string name)
    {
        var type = new StringBuilder();
        var upper = true;
        foreach (var letter in name)
        {
            if (char.IsLetterOrDigit(letter)) type.Append(upper ? char.ToUpperInvariant(letter) : letter);
            upper = !char.IsLetterOrDigit(letter);
        }

        return type.Length == 0 ? "Journey" : type.ToString();
    }

    private static bool IsUsable(JsonObject document) => document["options"] is JsonObject options && options["usableAsActivity"] is JsonValue flag && flag.TryGetValue(out bool usable) && usable;

    private static JsonObject Describe(string type, Row row, Row? live, JsonObject document)
    {
        var outcomes = Items(document, "outcomes").Select(outcome => outcome.ToString()).Where(outcome => outcome.Length > 0).Distinct().ToList();
        return new JsonObject
        {
            ["typeName"] = type,
            ["namespace"] = "",
            ["name"] = type,
            ["version"] = row.Number,
            ["category"] = Text(document["options"], "activityCategory") is { Length: > 0 } category ? category : "Journeys",
            ["displayName"] = row.Name,
            ["description"] = Text(document, "description") ?? "",
            ["kind"] = "Task",
            ["isBrowsable"] = row.VersionId == live?.VersionId,
            ["isContainer"] = false,
            ["isStart"] = false,
            ["isTerminal"] = false,
            ["ports"] = new JsonArray([.. (outcomes.Count > 0 ? outcomes : ["Done"]).Select(outcome => new JsonObject { ["name"] = outcome, ["displayName"] = outcome, ["type"] = "Flow", ["isBrowsable"] = true })]),
            ["inputs"] = new JsonArray([.. Items(document, "inputs").OfType<JsonObject>().Where(input => Text(input, "name") is { Length: > 0 }).Select(Input)]),
            ["outputs"] = new JsonArray([.. Items(document, "outputs").OfType<JsonObject>().Where(output => Text(output, "name") is { Length: > 0 }).Select(Output)]),
            ["customProperties"] = new JsonObject { ["RootType"] = "WorkflowDefinitionActivity" },
            // Copied onto an activity that is put on the canvas: which journey it is, and which version of it was drawn.
            ["constructionProperties"] = new JsonObject
            {
                ["workflowDefinitionId"] = row.Key,
                ["workflowDefinitionVersionId"] = row.VersionId,
                ["latestAvailablePublishedVersion"] = live?.Number ?? row.Number,
                ["latestAvailablePublishedVersionId"] = live?.VersionId ?? row.VersionId,
            },
        };
    }

    private static JsonObject Input(JsonObject input) => new()
    {
        ["name"] = Text(input, "name"),
        ["typeName"] = Text(input, "type") ?? "Object",
        ["displayName"] = Text(input, "displayName") is { Length: > 0 } title ? title : Text(input, "name"),
        ["description"] = Text(input, "description") ?? "",
        ["order"] = 0,
        ["isBrowsable"] = true,
        ["isSynthetic"] = true,
        ["isWrapped"] = true,
        ["isReadOnly"] = false,
        ["isSensitive"] = false,
        ["uiHint"] = Text(input, "uiHint") is { Length: > 0 } hint ? hint : "singleline",
        ["category"] = Text(input, "category"),
        ["defaultValue"] = input["defaultValue"]?.DeepClone(),
        ["defaultSyntax"] = "Literal",
        ["storageDriverType"] = null,
        ["uiSpecifications"] = null,
    };

    private static JsonObject Output(JsonObject output) => new()
    {
        ["name"] = Text(output, "name"),
        ["typeName"] = Text(output, "type") ?? "Object",
        ["displayName"] = Text(output, "displayName") is { Length: > 0 } title ? title : Text(output, "name"),
        ["description"] = Text(output, "description") ?? "",
        ["order"] = 0,
        ["isBrowsable"] = true,
        ["isSynthetic"] = true,
    };

    private static IEnumerable<JsonNode> Items(JsonObject document, string list) => document[list] is JsonArray items ? items.OfType<JsonNode>() : [];

    private static string? Text(JsonNode? owner, string name) => owner is JsonObject members && members[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
