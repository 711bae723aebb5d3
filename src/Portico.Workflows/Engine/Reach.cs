using Portico.Workflows.Activities;
using Portico.Workflows.Json;

namespace Portico.Workflows.Engine;

/// <summary>What may still run once an activity has ended, whichever way it is left. Remembered, because many runs rest at the same activities.</summary>
internal sealed class Reach
{
    private readonly Dictionary<string, HashSet<string>> known = new(StringComparer.Ordinal);

    public HashSet<string> After(ActivityNode node)
    {
        if (known.TryGetValue(node.Id, out var found)) return found;
        found = new(StringComparer.Ordinal);
        for (var level = node; level.Parent is { } parent; level = parent)
        {
            if (parent.Graph is { } graph) Follow(graph, level, parent, found);
            else if (parent.Activity is Sequence) foreach (var next in parent.Children.Skip(parent.Children.IndexOf(level) + 1)) Add(next, found);
            else if (parent.Activity is Loop) foreach (var inside in parent.Descendants()) found.Add(inside.Id);
        }
        return known[node.Id] = found;
    }

    private static void Follow(FlowGraph graph, ActivityNode from, ActivityNode flowchart, HashSet<string> found)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (var open = new Stack<string>([from.Id]); open.TryPop(out var current);)
            foreach (var way in graph.Outbound(current).Where(way => seen.Add(way.Target)))
            {
                Add(flowchart.Children.Find(child => child.Id == way.Target)!, found);
                open.Push(way.Target);
            }
    }

    private static void Add(ActivityNode node, HashSet<string> found)
    {
        found.Add(node.Id);
        foreach (var inside in node.Descendants()) found.Add(inside.Id);
    }
}
