using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

/// <summary>
/// Elsa's older rules. An activity that ends has visited all its connections, followed or not; a target runs when every forward connection to it has
/// been visited and at least one followed (a FlowJoin: all, any active, or the first). A target none of whose connections was followed is skipped,
/// which visits what lies behind it in the same way.
/// </summary>
internal static class CounterFlow
{
    public static void ChildCompleted(Step step, ActivityNode child, bool backward, IReadOnlyList<string> outcomes)
    {
        if (!Leave(step, child, backward, outcomes)) CompleteIfDone(step);
    }

    public static void ChildCancelled(Step step, ActivityNode child) => Leave(step, child, backward: false, []);

    public static bool IsWaiting(FlowGraph graph, VisitData visits, ActivityNode child)
    {
        var inbound = graph.ForwardInbound(child.Id);
        return inbound.Any(connection => Count(visits, connection) > Count(visits, child)) && inbound.Any(connection => Count(visits, connection) <= Count(visits, child));
    }

    private static bool Leave(Step step, ActivityNode child, bool backward, IReadOnlyList<string> outcomes)
    {
        var (graph, visits) = (step.Node.Graph!, step.Context.Visits!);
        if (!backward) visits.Activities[child.Id] = Count(visits, child) + 1;
        var scheduled = false;
        foreach (var connection in graph.Outbound(child.Id))
        {
            var followed = outcomes.Contains(connection.Port);
            visits.Connections[connection.Number] = Count(visits, connection) + 1;
            if (followed) visits.Followed.Add(connection.Number); else visits.Followed.Remove(connection.Number);

            var target = step.Run.Definition.Node(connection.Target);
            if (!graph.IsBackward(connection)) scheduled |= Arrive(step, connection, target);
            else if (followed)
            {
                if (!graph.IsProperLoop(connection)) throw new ActivityFault("workflow.bad_loop", $"The way back to '{target.DisplayText}' leaves out ways that came by without it.");
                step.Schedule(target, backward: true);
                scheduled = true;
            }
        }
        return scheduled;
    }

    private static bool Arrive(Step step, Connection connection, ActivityNode target)
    {
        var (graph, visits) = (step.Node.Graph!, step.Context.Visits!);
        var inbound = graph.ForwardInbound(target.Id);
        var passed = Count(visits, target);
        var most = inbound.Max(way => Count(visits, way));
        var allVisited = inbound.Min(way => Count(visits, way)) > passed;
        bool IsFollowed(Connection way) => Count(visits, way) == most && visits.Followed.Contains(way.Number);

        switch (target.Activity is FlowJoin ? FlowJoin.Mode(step, target) : FlowJoin.WaitAllActive)
        {
            case FlowJoin.WaitAny:
                if (Count(visits, connection) <= passed || step.Run.Data.Queue.Exists(work => work.Owner == step.Context.Id && work.Activity == target.Id)) return false;
                if (most > passed && inbound.Any(IsFollowed))
                {
                    step.Schedule(target);
                    Flowchart.CancelAncestors(step, target);
                    return true;
                }
                return allVisited && Skip(step, target);
            case FlowJoin.WaitAll:
                return allVisited && (inbound.All(IsFollowed) ? Run(step, target) : Skip(step, target));
            default:
                return allVisited && (inbound.Any(IsFollowed) ? Run(step, target) : Skip(step, target));
        }
    }

    private static bool Run(Step step, ActivityNode target)
    {
        step.Schedule(target);
        return true;
    }

    private static bool Skip(Step step, ActivityNode target) => Leave(step, target, backward: false, []);

    private static void CompleteIfDone(Step step)
    {
        if (!step.HasWork()) step.Complete();
    }

    private static long Count(VisitData visits, ActivityNode node) => visits.Activities.GetValueOrDefault(node.Id);

    private static long Count(VisitData visits, Connection connection) => visits.Connections.GetValueOrDefault(connection.Number);
}
