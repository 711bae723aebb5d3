using Portico.Workflows.Activities;
using Portico.Workflows.Json;

namespace Portico.Workflows.Engine;

/// <summary>All ways that a run may go on, whatever the outcomes are. An activity with others inside counts as passed when it is entered.</summary>
internal static class Ways
{
    public static IEnumerable<ActivityNode> Next(ActivityNode node) => node switch
    {
        { Graph.Start: { } start } => [start],
        { Activity: Sequence, Children: [var first, ..] } => [first],
        { Children.Count: > 0 } => node.Children,
        // None of the slots may be taken, and a loop may be over.
        { Slots.Count: > 0 } => node.Slots.Values.Concat(Behind(node)),
        _ => Behind(node),
    };

    private static IEnumerable<ActivityNode> Behind(ActivityNode node)
    {
        if (node.Parent is not { } parent || node.Activity is EndJourney or Finish or Complete) return [];
        if (node.Activity is Break) return HappyPath.LoopAround(node) is { } loop ? Behind(loop) : [];
        if (parent.Graph is { } graph && node.Activity is not End && graph.Outbound(node.Id) is { Count: > 0 } ways)
            return ways.Select(way => parent.Children.Find(child => child.Id == way.Target)!);
        if (parent.Activity is Sequence && parent.Children.IndexOf(node) + 1 is var next && next < parent.Children.Count) return [parent.Children[next]];
        return parent.Activity is Loop ? [parent] : Behind(parent);
    }
}
