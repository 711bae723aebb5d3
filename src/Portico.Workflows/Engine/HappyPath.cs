using Portico.Workflows.Activities;
using Portico.Workflows.Json;

namespace Portico.Workflows.Engine;

/// <summary>Counts the forms of a smooth run: from where the run is, each activity is left by its first outcome.</summary>
internal static class HappyPath
{
    public static Progress Measure(WorkflowDefinition definition, StateData data)
    {
        var done = data.StepsDone.Count;
        if (data.Status is RunStatus.Completed or RunStatus.Cancelled) return new(done, done);
        HashSet<string> seen = new(StringComparer.Ordinal);
        var open = data.Contexts.Select(context => definition.Node(context.Activity)).Where(node => !IsContainer(node)).ToList();
        var left = open.Count(node => node.Activity is ShowForm && seen.Add(node.Id));
        foreach (var node in open) left += After(node, seen);
        foreach (var work in data.Queue) left += From(definition.Node(work.Activity), seen);
        return new(done, done + left);
    }

    private static bool IsContainer(ActivityNode node) => node.Children.Count > 0 || node.Slots.Count > 0;

    /// <summary>Forms from the beginning of this activity on, those behind it included.</summary>
    private static int From(ActivityNode node, HashSet<string> seen)
    {
        if (!seen.Add(node.Id)) return 0;
        var first = node.Graph is not null ? node.Graph.Start : node.Children.Count > 0 ? node.Children[0] : node.Slots.Values.FirstOrDefault();
        if (node.Activity is Fork && node.Slots.Count > 0) return node.Slots.Values.Sum(branch => From(branch, seen));
        // The inside leads on to what comes behind by itself, because the last one inside ends the container.
        if (first is not null) return From(first, seen);
        return (node.Activity is ShowForm ? 1 : 0) + After(node, seen);
    }

    private static int After(ActivityNode node, HashSet<string> seen)
    {
        if (node.Activity is EndJourney or Finish or Complete || node.Parent is not { } parent) return 0;
        if (node.Activity is Break) return LoopAround(node) is { } loop ? After(loop, seen) : 0;
        return node.Onward.Count > 0 ? node.Onward.Sum(child => From(child, seen)) : After(parent, seen);
    }

    public static ActivityNode? LoopAround(ActivityNode node)
    {
        for (var around = node.Parent; around is not null; around = around.Parent)
            if (around.Activity?.OnBreak == OnBreak.Stops) return around;
        return null;
    }

    public static IReadOnlyList<ActivityNode> Next(ActivityNode node)
    {
        if (node.Parent is not { } parent) return [];
        if (parent.Graph is { } graph)
        {
            if (node.Activity is End) return [];
            IEnumerable<string> outcomes = node.Activity is FlowFork ? node.Outcomes : node.Outcomes.Take(1);
            return graph.Outbound(node.Id).Where(connection => outcomes.Contains(connection.Port)).Select(connection => parent.Children.Find(child => child.Id == connection.Target)!).ToList();
        }
        var index = parent.Children.IndexOf(node);
        return index >= 0 && index + 1 < parent.Children.Count ? [parent.Children[index + 1]] : [];
    }
}
