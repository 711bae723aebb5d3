using Portico.Workflows.Activities;
using Portico.Workflows.Json;

namespace Portico.Workflows.Engine;

/// <summary>All ways that a run may go on, whatever the outcomes are. An activity with others inside counts as passed when it is entered.</summary>
internal static class Ways
{
    /// <param name="presuming">Leaves out what happens only if somebody does not act, or the customer wants it so.</param>
    public static IEnumerable<ActivityNode> Next(ActivityNode node, bool presuming = false) => node switch
    {
        { Graph.Start: { } start } => [start],
        { Activity: Sequence, Children: [var first, ..] } => [first],
        { Children.Count: > 0 } => node.Children,
        // None of the slots may be taken, and a loop may be over.
        { Slots.Count: > 0 } => node.Slots.Values.Concat(Behind(node, presuming)),
        _ => Behind(node, presuming),
    };

    private static IEnumerable<ActivityNode> Behind(ActivityNode node, bool presuming)
    {
        if (node.Parent is not { } parent || node.Activity is EndJourney or Finish or Complete) return [];
        if (node.Activity is Break) return HappyPath.LoopAround(node) is { } loop ? Behind(loop, presuming) : [];
        if (parent.Graph is { } graph && node.Activity is not End && Outbound(graph, node, presuming) is { Count: > 0 } ways)
            return ways.Select(way => parent.Children.Find(child => child.Id == way.Target)!);
        if (parent.Activity is Sequence && parent.Children.IndexOf(node) + 1 is var next && next < parent.Children.Count) return [parent.Children[next]];
        return parent.Activity is Loop ? [parent] : Behind(parent, presuming);
    }

    private static IReadOnlyList<Connection> Outbound(FlowGraph graph, ActivityNode node, bool presuming) =>
        presuming && node.Activity is { IsPresumed: true } && node.Outcomes is [var first, ..] ? [.. graph.Outbound(node.Id).Where(way => way.Port == first)] : graph.Outbound(node.Id);
}
