using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

/// <summary>
/// Elsa's token rules. An activity that ends puts a token on each connection it leaves by, and takes those that led to it. Whether the target then
/// runs is up to its merge mode:
/// Stream (and none): unless a direct predecessor is still to run. Merge: once all forward connections hold a token. Converge: once all connections do.
/// Cascade: at the first token, the others are swallowed. Race: as Cascade, and everything still on its way here is cancelled.
/// </summary>
internal static class TokenFlow
{
    public static void ChildCompleted(Step step, ActivityNode child, IReadOnlyList<string> outcomes)
    {
        var tokens = step.Context.Tokens!;
        // Modes first: if one cannot be read, nothing has moved yet.
        var leaving = step.Node.Graph!.Outbound(child.Id).Where(connection => outcomes.Contains(connection.Port)).Select(connection => (Connection: connection, Target: Target(step, connection))).Select(way => (way.Connection, way.Target, Mode: Mode(step, way.Target))).ToList();

        tokens.AddRange(leaving.Select(way => new TokenData { From = child.Id, Port = way.Connection.Port, To = way.Target.Id }));
        foreach (var token in tokens.Where(token => token.To == child.Id && !token.Blocked)) token.Consumed = true;
        foreach (var (connection, target, mode) in leaving)
            if (Arrives(step, connection, target, mode)) step.Schedule(target);

        if (!step.HasWork()) ReleaseStreams(step);
        tokens.RemoveAll(token => token.To == child.Id && token.Consumed);
        CompleteIfDone(step);
    }

    public static void ChildCancelled(Step step, ActivityNode child) => step.Context.Tokens!.RemoveAll(token => token.From == child.Id || token.To == child.Id);

    private static bool Arrives(Step step, Connection connection, ActivityNode target, MergeMode mode)
    {
        var graph = step.Node.Graph!;
        var tokens = step.Context.Tokens!;
        switch (mode)
        {
            case MergeMode.Cascade or MergeMode.Race:
                if (mode == MergeMode.Race) Flowchart.CancelAncestors(step, target);
                var block = tokens.Find(token => token.Blocked && token.To == target.Id && token.From == connection.Source && token.Port == connection.Port);
                if (block is not null)
                {
                    block.Consumed = true;
                    // The swallowed branch must not keep the flowchart open.
                    tokens.RemoveAll(token => !token.Blocked && token.To == target.Id && token.From == connection.Source && token.Port == connection.Port && !IsExpected(step, target));
                    return false;
                }
                foreach (var other in graph.ForwardInbound(target.Id).Where(other => other.Source != connection.Source))
                    tokens.Add(new() { From = other.Source, Port = other.Port, To = target.Id, Blocked = true });
                return true;
            case MergeMode.Merge: return HasAll(tokens, graph.ForwardInbound(target.Id));
            case MergeMode.Converge: return HasAll(tokens, graph.Inbound(target.Id));
            default: return !graph.ForwardInbound(target.Id).Any(inbound => tokens.Exists(token => IsOpen(token) && token.To == inbound.Source));
        }
    }

    private static bool IsExpected(Step step, ActivityNode target) =>
        step.Run.Data.Queue.Exists(work => work.Owner == step.Context.Id && work.Activity == target.Id) || step.Run.ChildrenOf(step.Context).Any(context => context.Activity == target.Id);

    private static bool HasAll(List<TokenData> tokens, IReadOnlyList<Connection> inbound) =>
        inbound.Count <= 1 || inbound.All(connection => tokens.Exists(token => IsOpen(token) && token.From == connection.Source && token.To == connection.Target && token.Port == connection.Port));

    /// <summary>
    /// A stream that held back for a predecessor goes on when that one went another way. Elsa leaves such a run asleep for ever;
    /// this only ever happens when nothing else can move, so it changes no run that Elsa would finish.
    /// </summary>
    private static void ReleaseStreams(Step step)
    {
        foreach (var target in step.Context.Tokens!.Where(IsOpen).Select(token => token.To).Distinct().Select(step.Run.Definition.Node).ToList())
            if (Mode(step, target) is MergeMode.None or MergeMode.Stream) step.Schedule(target);
    }

    private static void CompleteIfDone(Step step)
    {
        if (step.HasWork() || step.Context.Tokens!.Exists(IsOpen)) return;
        step.Context.Tokens.Clear();
        step.Complete();
    }

    private static bool IsOpen(TokenData token) => token is { Consumed: false, Blocked: false };

    private static ActivityNode Target(Step step, Connection connection) => step.Run.Definition.Node(connection.Target);

    private static MergeMode Mode(Step step, ActivityNode target) =>
        target.Activity is not FlowJoin ? target.MergeMode : FlowJoin.Mode(step, target) == FlowJoin.WaitAny ? MergeMode.Race : MergeMode.Merge;
}
