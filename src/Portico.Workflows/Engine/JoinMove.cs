using Portico.Workflows.Activities;
using Portico.Workflows.Json;

namespace Portico.Workflows.Engine;

/// <summary>
/// The branches of a flowchart on their way. A branch that waits at a join needs the same way into it; a join that was passed must not be met by a way that it does not know;
/// and a join ahead must not wait for a branch that only the old version would have brought.
/// </summary>
internal sealed class JoinMove(WorkflowDefinition from, WorkflowDefinition to, IReadOnlyDictionary<string, string> map)
{
    private readonly Reach oldReach = new(), newReach = new();

    /// <param name="context">The flowchart's copy, to be written.</param>
    public void Move(ContextData context, ContextData was, List<ContextData> contexts, List<WorkData> queue, List<MoveProblem> problems)
    {
        var (old, now) = (from.Node(was.Activity), to.Node(map[was.Activity]));
        if (from.UsesCounters != to.UsesCounters)
        {
            problems.Add(new(old.Id, MoveCodes.OtherScheduler, "The two versions follow different rules for branches (counters and tokens)."));
            return;
        }
        var working = contexts.Where(child => child.Parent == was.Id).Select(child => child.Activity).Concat(queue.Where(work => work.Owner == was.Id).Select(work => work.Activity)).ToHashSet(StringComparer.Ordinal);
        if (was.Visits is not null) context.Visits = Visits(was.Visits, old, now, problems);
        else context.Tokens = Tokens(was.Tokens ?? [], working, old, now, problems);
    }

    /// <summary>Counters count every way from the beginning on, so the ways have to be the same.</summary>
    private VisitData Visits(VisitData visits, ActivityNode old, ActivityNode now, List<MoveProblem> problems)
    {
        var numbers = now.Graph!.Connections.ToDictionary(way => (way.Source, way.Port, way.Target), way => way.Number);
        var same = old.Graph!.Connections.Where(way => map.ContainsKey(way.Source) && map.ContainsKey(way.Target)).Select(way => (Old: way.Number, New: numbers.GetValueOrDefault((map[way.Source], way.Port, map[way.Target]), -1))).Where(pair => pair.New >= 0).ToDictionary(pair => pair.Old, pair => pair.New);
        if (same.Count != old.Graph.Connections.Count || same.Count != numbers.Count)
        {
            problems.Add(new(old.Id, MoveCodes.JoinChanged, "The ways between activities changed, and this journey counts how often each was taken."));
            return visits;
        }
        return new()
        {
            Activities = visits.Activities.Where(visit => map.ContainsKey(visit.Key)).ToDictionary(visit => map[visit.Key], visit => visit.Value),
            Connections = visits.Connections.ToDictionary(visit => same[visit.Key], visit => visit.Value), Followed = [.. visits.Followed.Select(number => same[number])],
        };
    }

    private List<TokenData> Tokens(List<TokenData> tokens, HashSet<string> working, ActivityNode old, ActivityNode now, List<MoveProblem> problems)
    {
        var moved = new List<TokenData>();
        var ahead = working.Select(activity => to.Node(map[activity])).SelectMany(node => newReach.After(node).Append(node.Id)).ToHashSet(StringComparer.Ordinal);
        foreach (var token in tokens)
        {
            if (!map.TryGetValue(token.To, out var target))
            {
                // What was passed or will be swallowed leaves nothing behind when its target is gone.
                if (token is { Blocked: false, Consumed: false }) problems.Add(NodeMatching.Unmapped(from.Node(token.To)));
                continue;
            }
            var source = map.GetValueOrDefault(token.From, "");
            if (token is { Blocked: false, Consumed: false } && !working.Contains(token.To) && !Fits(token, source, from.Node(token.To), to.Node(target), now)) problems.Add(Changed(from.Node(token.To)));
            moved.Add(new() { From = source, Port = token.Port, To = target, Blocked = token.Blocked, Consumed = token.Consumed });
        }
        foreach (var passed in tokens.Where(token => token.Blocked && map.ContainsKey(token.To)).Select(token => token.To).Distinct())
        {
            var known = old.Graph!.Inbound(passed).Select(way => (map.GetValueOrDefault(way.Source, ""), way.Port)).ToHashSet();
            if (now.Graph!.ForwardInbound(map[passed]).Any(way => !known.Contains((way.Source, way.Port)) && ahead.Contains(way.Source))) problems.Add(Changed(from.Node(passed)));
        }
        if (problems.Count == 0) problems.AddRange(NeverClosing(tokens, moved, working, ahead, old, now));
        return moved;
    }

    private static bool Fits(TokenData token, string source, ActivityNode was, ActivityNode target, ActivityNode now) =>
        WaitsForAll(was) == WaitsForAll(target) && (!WaitsForAll(target) || now.Graph!.Inbound(target.Id).Any(way => way.Source == source && way.Port == token.Port));

    private static MoveProblem Changed(ActivityNode join) => new(join.Id, MoveCodes.JoinChanged, $"A branch has come to '{join.DisplayText}' already, and the ways into it changed.");

    private IEnumerable<MoveProblem> NeverClosing(List<TokenData> tokens, List<TokenData> moved, HashSet<string> working, HashSet<string> ahead, ActivityNode old, ActivityNode now)
    {
        var oldAhead = working.Select(from.Node).SelectMany(node => oldReach.After(node).Append(node.Id)).ToHashSet(StringComparer.Ordinal);
        var former = old.Graph!.Connections.Where(way => WaitsForAll(from.Node(way.Target)) && !Comes(tokens, oldAhead, way)).Select(way => (map.GetValueOrDefault(way.Source), way.Port, map.GetValueOrDefault(way.Target))).ToHashSet();
        foreach (var join in now.Children.Where(child => WaitsForAll(child) && (ahead.Contains(child.Id) || moved.Exists(token => token is { Blocked: false, Consumed: false } && token.To == child.Id))))
        {
            var ways = join.MergeMode == MergeMode.Converge ? now.Graph!.Inbound(join.Id) : now.Graph!.ForwardInbound(join.Id);
            if (ways.Count > 1 && ways.FirstOrDefault(way => !Comes(moved, ahead, way) && !former.Contains((way.Source, way.Port, way.Target))) is { } missing)
                yield return new(working.FirstOrDefault() ?? old.Id, MoveCodes.JoinNeverCloses, $"'{join.DisplayText}' would wait for ever for '{to.Node(missing.Source).DisplayText}', which these cases have passed or will not come to.");
        }
    }

    private static bool Comes(List<TokenData> tokens, HashSet<string> ahead, Connection way) =>
        ahead.Contains(way.Source) || tokens.Exists(token => token is { Blocked: false, Consumed: false } && token.From == way.Source && token.Port == way.Port && token.To == way.Target);

    /// <summary>A mode that is an expression is taken for the one that can wait in vain.</summary>
    private static bool WaitsForAll(ActivityNode node) =>
        node.Activity is FlowJoin ? node.IsSet("mode") && node.Literal("mode") is not (FlowJoin.WaitAny or "2") : node.MergeMode is MergeMode.Merge or MergeMode.Converge;
}
