using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Portico.App.Journeys;

/// <summary>What differs between two drawings, in the words of the designer: activities, their settings, the ways between them, variables. Not where lines of a file differ.</summary>
public static partial class JourneyComparison
{
    public enum Kind { Added, Removed, Changed }

    /// <param name="Where">The activity, or what else it is about, as people called it.</param>
    /// <param name="What">The setting or the way; null: the thing itself came or went.</param>
    public sealed record Change(Kind Kind, string Where, string? What = null, string? Before = null, string? After = null)
    {
        /// <summary>Id of the activity; null: it is about the journey.</summary>
        public string? Activity { get; init; }

        /// <summary>Id of the activity that a way leads to; null: it is about no way.</summary>
        public string? WayTo { get; init; }
    }

    /// <param name="Moved">Activities that only stand somewhere else on the canvas, which means nothing to a case.</param>
    public sealed record Result(IReadOnlyList<Change> Changes, int Moved, ComparedCanvas Canvas);

    private const int LongestValue = 200;
    private static readonly HashSet<string> NotSettings = ["id", "nodeId", "version", "metadata", "connections", "customProperties", "runtime"];

    public static Result Of(string before, string after)
    {
        var (old, now) = (JourneyDocument.Parse(before), JourneyDocument.Parse(after));
        var (oldNames, names) = (NodeNames.Of(before), NodeNames.Of(after));
        var (was, @is) = (Activities(old), Activities(now));
        var changes = new List<Change>();
        foreach (var member in (string[])["name", "description"]) AddIfDifferent(changes, "The journey", member, Text(old[member]), Text(now[member]));
        changes.AddRange(@is.Keys.Where(id => !was.ContainsKey(id)).Select(id => new Change(Kind.Added, names[id]) { Activity = id }));
        changes.AddRange(was.Keys.Where(id => !@is.ContainsKey(id)).Select(id => new Change(Kind.Removed, oldNames[id]) { Activity = id }));
        var moved = new HashSet<string>();
        foreach (var (id, activity) in @is)
        {
            if (!was.TryGetValue(id, out var earlier)) continue;
            AddIfDifferent(changes, names[id], "name", oldNames[id], names[id], id);
            var (set, wasSet) = (Settings(activity), Settings(earlier));
            foreach (var setting in set.Keys.Union(wasSet.Keys)) AddIfDifferent(changes, names[id], Words(setting), wasSet.GetValueOrDefault(setting), set.GetValueOrDefault(setting), id);
            if (!JsonNode.DeepEquals(earlier["metadata"]?["designer"]?["position"], activity["metadata"]?["designer"]?["position"])) moved.Add(id);
        }

        AddOrders(changes, old, now, names);

        var (ways, oldWays) = (Ways(now, names), Ways(old, oldNames));
        changes.AddRange(ways.Where(way => !oldWays.ContainsKey(way.Key)).Select(way => Changed(Kind.Added, way)));
        changes.AddRange(oldWays.Where(way => !ways.ContainsKey(way.Key)).Select(way => Changed(Kind.Removed, way)));
        foreach (var list in (string[])["variables", "inputs", "outputs", "outcomes"]) AddNamed(changes, list[..^1], Named(old[list]), Named(now[list]));
        return new(changes, moved.Count, ComparedCanvas.Of(old["root"]!.AsObject(), now["root"]!.AsObject(), changes, moved, names.Or(oldNames)));
    }

    private static Change Changed(Kind kind, KeyValuePair<(string Source, string Port, string Target), (string From, string To)> way) =>
        new(kind, way.Value.From, way.Value.To) { Activity = way.Key.Source, WayTo = way.Key.Target };

    /// <summary>Where no ways say what comes after what, the order of the file does. What only moved up because something else came or went is no change.</summary>
    private static void AddOrders(List<Change> changes, JsonObject old, JsonObject now, NodeNames names)
    {
        static Dictionary<string, List<string>> Orders(JsonObject document) => JourneyDocument.WithAllInside(document["root"]!.AsObject()).Where(activity => activity["type"]?.ToString() != ComparedCanvas.Flowchart)
            .GroupBy(activity => activity["id"]!.ToString()).ToDictionary(same => same.Key, same => JourneyDocument.Inside(same.First()).Select(inner => inner.Activity["id"]!.ToString()).ToList());
        var (was, @is) = (Orders(old), Orders(now));
        foreach (var (id, order) in @is)
        {
            if (!was.TryGetValue(id, out var before)) continue;
            var (stayed, stayedBefore) = (order.Where(before.Contains).ToList(), before.Where(order.Contains).ToList());
            if (!stayed.SequenceEqual(stayedBefore)) changes.Add(new(Kind.Changed, names[id], "order", string.Join(", ", stayedBefore.Select(inner => names[inner])), string.Join(", ", stayed.Select(inner => names[inner]))) { Activity = id });
        }
    }

    private static Dictionary<string, JsonObject> Activities(JsonObject document) =>
        JourneyDocument.WithAllInside(document["root"]!.AsObject()).Skip(1).GroupBy(a => a["id"]!.ToString()).ToDictionary(same => same.Key, same => same.First());

    /// <summary>Members that are neither activities nor the drawing's own business, each as a person reads it.</summary>
    private static Dictionary<string, string> Settings(JsonObject activity)
    {
        var inner = JourneyDocument.Inside(activity).Select(held => held.Member).ToHashSet();
        return activity.Where(member => !NotSettings.Contains(member.Key) && !inner.Contains(member.Key)).Select(member => (member.Key, Text: Text(member.Value))).Where(member => member.Text is not null).ToDictionary(member => member.Key, member => member.Text!);
    }

    private static Dictionary<(string, string, string), (string From, string To)> Ways(JsonObject document, NodeNames names)
    {
        var found = new Dictionary<(string, string, string), (string, string)>();
        foreach (var connection in JourneyDocument.WithAllInside(document["root"]!.AsObject()).Select(activity => activity["connections"]).OfType<JsonArray>().SelectMany(list => list.OfType<JsonObject>()))
        {
            var (source, port, target) = (connection["source"]?["activity"]?.ToString() ?? "", connection["source"]?["port"]?.ToString() ?? "Done", connection["target"]?["activity"]?.ToString() ?? "");
            found[(source, port, target)] = (names[source], $"{port} → {names[target]}");
        }

        return found;
    }

    private static Dictionary<string, string> Named(JsonNode? list) => (list as JsonArray ?? []).Select(item => item is JsonObject owner ? (Name: owner["name"]?.ToString() ?? "", Text: owner.ToJsonString()) : (Name: item?.ToString() ?? "", Text: ""))
        .GroupBy(item => item.Name).ToDictionary(same => same.Key, same => same.First().Text);

    private static void AddNamed(List<Change> changes, string what, Dictionary<string, string> was, Dictionary<string, string> now)
    {
        changes.AddRange(now.Keys.Except(was.Keys).Select(name => new Change(Kind.Added, $"The {what} “{name}”")));
        changes.AddRange(was.Keys.Except(now.Keys).Select(name => new Change(Kind.Removed, $"The {what} “{name}”")));
        changes.AddRange(now.Where(item => was.TryGetValue(item.Key, out var before) && before != item.Value).Select(item => new Change(Kind.Changed, $"The {what} “{item.Key}”")));
    }

    private static void AddIfDifferent(List<Change> changes, string where, string what, string? before, string? after, string? activity = null)
    {
        if (before != after) changes.Add(new(Kind.Changed, where, what, before, after) { Activity = activity });
    }

    /// <summary>An input holds an expression: a literal is its value, code begins with =. Null, empty and off are the same: nothing was set.</summary>
    private static string? Text(JsonNode? value)
    {
        var text = value switch
        {
            JsonObject input when input["expression"] is JsonObject expression => (expression["type"]?.ToString() is "Literal" or "Object" or null ? "" : "= ") + expression["value"],
            JsonValue plain => plain.GetValueKind() == JsonValueKind.False ? "" : plain.ToString(),
            JsonObject { Count: 0 } or JsonArray { Count: 0 } or null => "",
            _ => value.ToJsonString(),
        };
        text = text.Trim();
        return text is "" or "=" ? null : text.Length > LongestValue ? text[..LongestValue] + "…" : text;
    }

    private static string Words(string setting) => Humps().Replace(setting, m => " " + m.Value.ToLowerInvariant());

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex Humps();
}
