using System.Text.Json.Nodes;

namespace Portico.App.Journeys;

/// <summary>Two drawings laid over each other, as the designer's canvas would show them. What stands in other activities is listed there: only the outermost drawing is a picture.</summary>
public sealed record ComparedCanvas(IReadOnlyList<ComparedCanvas.Node> Nodes, IReadOnlyList<ComparedCanvas.Way> Ways, double Width, double Height)
{
    internal const string Flowchart = "Elsa.Flowchart";

    private const double Margin = 24, UsualWidth = 200, UsualHeight = 54, Beside = 260, Below = 110;

    public enum Mark { Same, Moved, Changed, Added, Removed }

    /// <param name="Inside">What stands in it, however deep.</param>
    /// <param name="Changes">Of itself, of what stands in it, and of the ways that lead from it or to it.</param>
    public sealed record Node(string Id, string Name, Mark Mark, double X, double Y, double Width, double Height, IReadOnlyList<Inner> Inside, IReadOnlyList<JourneyComparison.Change> Changes);

    public sealed record Inner(string Name, Mark Mark);

    /// <param name="Bends">Where the line leads from the right side of its source to the left side of its target.</param>
    public sealed record Way(string Source, string Port, string Target, Mark Mark, IReadOnlyList<Point> Bends);

    public sealed record Point(double X, double Y);

    /// <param name="names">Of both drawings.</param>
    internal static ComparedCanvas Of(JsonObject old, JsonObject now, IReadOnlyList<JourneyComparison.Change> changes, IReadOnlySet<string> moved, NodeNames names)
    {
        var (was, @is) = (Top(old), Top(now));
        var placed = new Dictionary<string, Box>();
        foreach (var (id, box) in Boxes(now, @is)) placed[id] = box;
        foreach (var (id, box) in Boxes(old, was).Where(box => !@is.ContainsKey(box.Id)))
        {
            // What is gone stands where it stood, or where there is room.
            var free = box;
            while (placed.Values.Any(free.Touches)) free = old["type"]?.ToString() == Flowchart ? free with { Y = free.Y + UsualHeight + 24 } : free with { X = free.X + Beside };
            placed[id] = free;
        }

        var (left, top) = placed.Count == 0 ? (0, 0) : (placed.Values.Min(box => box.X) - Margin, placed.Values.Min(box => box.Y) - Margin);
        var (width, height) = placed.Count == 0 ? (0, 0) : (placed.Values.Max(box => box.X + box.Width) - left + Margin, placed.Values.Max(box => box.Y + box.Height) - top + Margin);
        var nodes = placed.Select(place =>
        {
            var inner = @is.TryGetValue(place.Key, out var activity) ? Inside(activity).Concat(was.TryGetValue(place.Key, out var before) ? Inside(before) : []).Distinct().ToList() : [.. Inside(was[place.Key])];
            var own = changes.Where(change => change.Activity == place.Key || change.WayTo == place.Key || (change.Activity is { } id && inner.Contains(id))).ToList();
            var mark = !was.ContainsKey(place.Key) ? Mark.Added : !@is.ContainsKey(place.Key) ? Mark.Removed
                : own.Exists(change => change.WayTo is null || inner.Contains(change.Activity!)) ? Mark.Changed : moved.Contains(place.Key) ? Mark.Moved : Mark.Same;
            var box = place.Value;
            return new Node(place.Key, names[place.Key], mark, box.X - left, box.Y - top, box.Width, box.Height, inner.ConvertAll(id => new Inner(names[id], MarkOf(id, changes, moved))), own);
        }).ToList();
        return new(nodes, WaysOf(old, now, placed, left, top), width, height);
    }

    private static Mark MarkOf(string id, IReadOnlyList<JourneyComparison.Change> changes, IReadOnlySet<string> moved)
    {
        var own = changes.Where(change => change.Activity == id && change.WayTo is null).ToList();
        return own.Find(change => change.What is null) is { } came ? came.Kind == JourneyComparison.Kind.Added ? Mark.Added : Mark.Removed : own.Count > 0 ? Mark.Changed : moved.Contains(id) ? Mark.Moved : Mark.Same;
    }

    private static Dictionary<string, JsonObject> Top(JsonObject root) => JourneyDocument.Inside(root).GroupBy(inner => inner.Activity["id"]!.ToString()).ToDictionary(same => same.Key, same => same.First().Activity);

    private static IEnumerable<string> Inside(JsonObject activity) => JourneyDocument.WithAllInside(activity).Skip(1).Where(inner => inner["type"]?.ToString() != Flowchart).Select(inner => inner["id"]!.ToString());

    /// <summary>Where the designer put each of them; what it never saw, and what runs in the order of the file, stands in a row or one below the other.</summary>
    private static IEnumerable<(string Id, Box Box)> Boxes(JsonObject root, Dictionary<string, JsonObject> activities)
    {
        if (root["type"]?.ToString() != Flowchart)
        {
            foreach (var (id, at) in activities.Keys.Select((id, at) => (id, at))) yield return (id, new(0, at * Below, UsualWidth, UsualHeight));
            yield break;
        }

        var found = activities.ToDictionary(activity => activity.Key, activity => Designer(activity.Value));
        var (bottom, homeless) = (found.Values.OfType<Box>().Select(box => box.Y + Below).DefaultIfEmpty().Max(), 0);
        foreach (var (id, box) in found) yield return (id, box ?? new(homeless++ * Beside, bottom, UsualWidth, UsualHeight));
    }

    private static Box? Designer(JsonObject activity)
    {
        var designer = (activity["metadata"] as JsonObject)?["designer"] as JsonObject;
        if (designer?["position"] is not JsonObject position || Number(position, "x") is not { } x || Number(position, "y") is not { } y) return null;
        var size = designer["size"] as JsonObject;
        return new(x, y, Math.Clamp(Number(size, "width") ?? UsualWidth, 60, 400), Math.Clamp(Number(size, "height") ?? UsualHeight, 40, 300));
    }

    private static List<Way> WaysOf(JsonObject old, JsonObject now, Dictionary<string, Box> placed, double left, double top)
    {
        var (was, @is) = (Connections(old), Connections(now));
        return [.. @is.Keys.Union(was.Keys).Where(way => placed.ContainsKey(way.Source) && placed.ContainsKey(way.Target)).Select(way =>
            new Way(way.Source, way.Port, way.Target, !was.ContainsKey(way) ? Mark.Added : !@is.ContainsKey(way) ? Mark.Removed : Mark.Same,
                [.. @is.GetValueOrDefault(way, was.GetValueOrDefault(way, [])).Select(bend => new Point(bend.X - left, bend.Y - top))]))];
    }

    private static Dictionary<(string Source, string Port, string Target), IReadOnlyList<Point>> Connections(JsonObject root)
    {
        var found = new Dictionary<(string, string, string), IReadOnlyList<Point>>();
        if (root["type"]?.ToString() == "Elsa.Sequence")
        {
            var order = Top(root).Keys.ToList();
            foreach (var (source, target) in order.Zip(order.Skip(1))) found[(source, "Done", target)] = [];
        }

        foreach (var connection in (root["connections"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (connection["source"] is not JsonObject source || connection["target"] is not JsonObject target) continue;
            var bends = (connection["vertices"] as JsonArray ?? []).OfType<JsonObject>().Where(bend => Number(bend, "x") is not null && Number(bend, "y") is not null).Select(bend => new Point(Number(bend, "x")!.Value, Number(bend, "y")!.Value));
            found[(source["activity"]?.ToString() ?? "", source["port"]?.ToString() ?? "Done", target["activity"]?.ToString() ?? "")] = [.. bends];
        }

        return found;
    }

    private static double? Number(JsonObject? owner, string member) => owner?[member] is JsonValue value && value.TryGetValue(out double number) && double.IsFinite(number) ? number : null;

    private sealed record Box(double X, double Y, double Width, double Height)
    {
        public bool Touches(Box other) => X < other.X + other.Width && other.X < X + Width && Y < other.Y + other.Height && other.Y < Y + Height;
    }
}
