using Portico.Workflows.Activities;

namespace Portico.Workflows.Json;

/// <summary>What can be seen of a drawing's ways without running it: where a customer gets lost, goes round, or waits for ever.</summary>
internal static class GraphFindings
{
    public static IEnumerable<Finding> Of(ActivityNode root)
    {
        ActivityNode[] all = [root, .. root.Descendants()];
        return OpenEnds(root, all.Any(node => node.Activity is ShowForm)).Concat(CutShort(root)).Concat(all.SelectMany(RestlessLoops)).Concat(all.Where(WaitsForEver).Select(node =>
            Warning("activity.no_time_limit", node, $"'{node.DisplayText}' waits without any limit of time.", "Say after how long it gives up, or let a timer race it to a join.")));
    }

    /// <summary>Only of the outermost flowchart: what ends inside another activity goes on behind that.</summary>
    private static IEnumerable<Finding> OpenEnds(ActivityNode root, bool hasCustomer)
    {
        if (root.Graph is not { } graph) yield break;
        var reachable = graph.Reachable();
        foreach (var node in root.Children.Where(child => reachable.Contains(child.Id) && child.Activity is not null))
        {
            var taken = graph.Outbound(node.Id).Select(connection => connection.Port).ToHashSet(StringComparer.Ordinal);
            if (taken.Count > 0)
            {
                foreach (var outcome in node.Activity!.LikelyOutcomes(node).Where(outcome => !taken.Contains(outcome)))
                    yield return Warning("flow.outcome_unconnected", node, $"'{node.DisplayText}' can be left by '{outcome}', which is not connected: the branch would stop there without a word.", $"Connect '{outcome}', for example to a last page.", outcome);
            }
            else if (hasCustomer && node.Activity is not Fault && !Ends(node) && !IsBesideTheWay(graph, root, node))
            {
                yield return Warning("flow.dead_end", node, $"The journey ends behind '{node.DisplayText}' without an outcome and without a last page for the customer.", "Connect it to an end.");
            }
        }
    }

    /// <summary>A side branch may simply stop where another one leads to an end.</summary>
    private static bool IsBesideTheWay(FlowGraph graph, ActivityNode root, ActivityNode leaf) => root.Children.Any(split =>
    {
        var together = Together(graph, split);
        return together.Count > 1 && together.Any(way => graph.ReachableFrom(way.Target).Contains(leaf.Id)
            && together.Any(other => other != way && graph.ReachableFrom(other.Target) is var there && root.Children.Any(child => there.Contains(child.Id) && Ends(child))));
    });

    /// <summary>The ways on that a run takes at the same time.</summary>
    private static IReadOnlyList<Connection> Together(FlowGraph graph, ActivityNode split) =>
        split.Activity is FlowFork ? graph.Outbound(split.Id) : [.. graph.Outbound(split.Id).GroupBy(way => way.Port).Where(same => same.Count() > 1).SelectMany(same => same)];

    /// <summary>The right to withdraw is gone with the case, so no branch beside the period may end it before.</summary>
    private static IEnumerable<Finding> CutShort(ActivityNode root)
    {
        if (root.Graph is not { } graph) yield break;
        foreach (var period in root.Children.Where(child => child.Activity is WithdrawalPeriod))
        {
            var behind = graph.ReachableFrom(period.Id);
            var around = root.Children.Where(child => child != period && !(behind.Contains(child.Id) && WaitsForAll(child))).Select(child => child.Id).ToHashSet(StringComparer.Ordinal);
            var beside = root.Children.Select(split => Together(graph, split)).Where(ways => ways.Count > 1 && ways.Any(LeadsToIt)).SelectMany(ways => ways.Where(way => !LeadsToIt(way))).SelectMany(way => graph.ReachableFrom(way.Target, around)).ToHashSet(StringComparer.Ordinal);
            if (root.Children.Find(child => beside.Contains(child.Id) && Ends(child)) is { } end)
                yield return Warning("withdrawal.cut_short", period, $"'{end.DisplayText}' can end the case while '{period.DisplayText}' still runs: the customer could no longer withdraw here, although the days are not over.", "Let both branches meet before the end, at a join that waits for all.", end.Id);

            bool LeadsToIt(Connection way) => graph.ReachableFrom(way.Target).Contains(period.Id);
        }
    }

    private static bool WaitsForAll(ActivityNode node) => node.MergeMode is MergeMode.Merge or MergeMode.Converge || (node.Activity is FlowJoin && node.Literal("mode") is not (null or "WaitAny" or "2"));

    private static bool Ends(ActivityNode node) => node.Activity is { Descriptor.IsTerminal: true } || node.Descendants().Any(inner => inner.Activity is EndJourney or Finish or Complete);

    private static IEnumerable<Finding> RestlessLoops(ActivityNode container)
    {
        if (container.Activity is While && container.Literal("condition") is { } condition && Coerce.ToFlag(condition) && !Rests(container) && !container.Descendants().Any(inner => inner.Activity is Break || Ends(inner)))
            yield return Restless(container);
        if (container.Graph is not { } graph) yield break;
        var restless = container.Children.Where(child => child.Activity is not null && !Rests(child)).Select(child => child.Id).ToHashSet(StringComparer.Ordinal);
        var behind = restless.ToDictionary(id => id, id => graph.Outbound(id).Where(way => restless.Contains(way.Target)).SelectMany(way => graph.ReachableFrom(way.Target, restless)).ToHashSet(StringComparer.Ordinal));
        HashSet<string> said = new(StringComparer.Ordinal);
        foreach (var node in container.Children.Where(child => behind.TryGetValue(child.Id, out var next) && next.Contains(child.Id)))
        {
            if (!said.Add(node.Id)) continue;
            said.UnionWith(behind[node.Id].Where(other => behind[other].Contains(node.Id)));
            yield return Restless(node);
        }
    }

    private static Finding Restless(ActivityNode node) =>
        Warning("flow.loop_without_rest", node, $"'{node.DisplayText}' is part of a loop in which nothing rests: no form, no wait, no answer of a provider. After 500 activities it becomes an incident.", "Put a step or a wait into the loop, or make sure that it ends by itself.");

    private static bool Rests(ActivityNode node) => node.Activity?.Rests(node) == true || node.Descendants().Any(inner => inner.Activity?.Rests(inner) == true);

    private static bool WaitsForEver(ActivityNode node) => node.Activity?.WaitsForEver(node) == true && !IsRaced(node);

    /// <summary>Whether another branch can be faster and end this wait.</summary>
    private static bool IsRaced(ActivityNode node)
    {
        for (var inside = node; inside.Parent is { } parent; inside = parent)
        {
            if (parent is { Activity: Fork, JoinMode: "WaitAny" or "1" }) return true;
            if (parent.Graph is not { } graph) continue;
            var ahead = graph.ReachableFrom(inside.Id);
            if (parent.Children.Any(child => child != inside && ahead.Contains(child.Id) && (child.MergeMode == MergeMode.Race || (child.Activity is FlowJoin && child.Literal("mode") is null or "WaitAny" or "2")))) return true;
        }
        return false;
    }

    private static Finding Warning(string id, ActivityNode node, string message, string fix, string? subject = null) => new(id, FindingSeverity.Warning, node.NodeId, message, fix, subject);
}
