using System.Text.Json.Nodes;
using Portico.Workflows.Activities;
using Portico.Workflows.Json;

namespace Portico.Workflows.Engine;

/// <summary>Rewrites a state for another version of its definition, or says why it cannot be.</summary>
internal sealed class StateMove(WorkflowDefinition from, WorkflowDefinition to, IReadOnlyDictionary<string, string> map)
{
    private readonly JoinMove joins = new(from, to, map);
    private readonly Reach oldReach = new(), newReach = new();

    private IReadOnlyList<ActivityNode>? doers;

    /// <summary>What is not to be done twice: activities that ask somebody or tell somebody.</summary>
    private IReadOnlyList<ActivityNode> Doers => doers ??= [.. from.Root.Descendants().Where(node => node.Activity is ShowForm or AskAgent or AskProvider or SendMessage or HttpCall or StartChild or RunJourney or PublishEvent or WithdrawalPeriod && map.ContainsKey(node.Id))];

    public Moved Move(StateData before)
    {
        var problems = new List<MoveProblem>();
        var data = before.Copy();
        var alive = Place(data.Contexts, data.Queue, data.Waits, before.Contexts, problems);
        if (problems.Count == 0) problems.AddRange(Repeated(before, alive));
        var dropped = Timers(before.Timers, before.Contexts);
        data.Timers = dropped.Kept;
        data.Incidents = [.. before.Incidents.Select(incident => Move(incident, problems))];
        Name(data, problems);
        if (problems.Count > 0) return new(null, [.. problems.Distinct()]);

        data.LooseCalls = before.LooseCalls.ConvertAll(call => new LooseCall { Id = call.Id, Activity = map.GetValueOrDefault(call.Activity, to.Root.Id) });
        data.StepsDone = before.StepsDone.ConvertAll(step => step with { ActivityId = map.GetValueOrDefault(step.ActivityId, step.ActivityId) });
        data.Passed = before.Passed?.ConvertAll(passed => new PassedData { Activity = map.GetValueOrDefault(passed.Activity, passed.Activity), Outcome = passed.Outcome, At = passed.At });
        data.Results = before.Results.Where(result => map.ContainsKey(result.Key)).GroupBy(result => map[result.Key]).ToDictionary(same => same.Key, same => same.Last().Value, StringComparer.Ordinal);
        data.Trail = [.. before.Trail.Select(Move).OfType<SnapshotData>()];
        data.Trigger = before.Trigger is { } trigger ? map.GetValueOrDefault(trigger) : null;
        return new(new(new(data), [], [], [], [], dropped.Gone, []), []);
    }

    /// <summary>Gives everything that is at work its place in the new version.</summary>
    /// <returns>What is at work, in the words of the old version.</returns>
    private List<string> Place(List<ContextData> contexts, List<WorkData> queue, List<WaitData> waits, List<ContextData> old, List<MoveProblem> problems)
    {
        var alive = old.Select(context => context.Activity).Concat(queue.Select(work => work.Activity)).Distinct().ToList();
        foreach (var activity in alive)
        {
            if (!map.TryGetValue(activity, out var target)) problems.Add(NodeMatching.Unmapped(from.Node(activity)));
            else if (NodeMatching.Conflict(from.Node(activity), to.Node(target), waits.Find(wait => wait.Activity == activity)) is { } conflict) problems.Add(conflict);
            else if (alive.Find(other => other != activity && map.GetValueOrDefault(other) == target) is { } other)
                problems.Add(new(activity, MoveCodes.TwoInOne, $"'{from.Node(activity).DisplayText}' and '{from.Node(other).DisplayText}' are both under way and would become one: '{to.Node(target).DisplayText}'."));
        }
        if (problems.Count > 0) return alive;

        foreach (var context in contexts)
        {
            var target = to.Node(map[context.Activity]);
            if (!IsInside(context.Parent, target, old)) problems.Add(OtherContainer(context.Activity, target));
            else if (old.Find(candidate => candidate.Id == context.Parent) is { } around && from.Node(around.Activity).Activity is Sequence && contexts.Find(candidate => candidate.Id == context.Parent) is { } sequence)
                sequence.Index = target.Parent!.Children.IndexOf(target) + 1;
        }
        foreach (var work in queue)
        {
            var target = to.Node(map[work.Activity]);
            if (!IsInside(work.Owner, target, old)) problems.Add(OtherContainer(work.Activity, target));
        }
        if (problems.Count > 0) return alive;

        foreach (var (context, was) in contexts.Zip(old))
        {
            if (from.Node(was.Activity).Activity is Flowchart) joins.Move(context, was, old, queue, problems);
            context.Activity = map[was.Activity];
        }
        foreach (var work in queue) work.Activity = map[work.Activity];
        foreach (var wait in waits)
        {
            var target = to.Node(map[wait.Activity]);
            // Whoever still has the step open under its former name can hand it in.
            if (wait.Kind == WaitKind.Form && wait.Activity != target.Id) wait.Change(data => data["was"] = wait.Activity);
            (wait.Activity, wait.Type) = (target.Id, target.Type);
        }
        return alive;
    }

    private bool IsInside(string? owner, ActivityNode target, List<ContextData> old) =>
        owner is null ? target.Parent is null : target.Parent is { } parent && old.Find(context => context.Id == owner) is { } around && map.GetValueOrDefault(around.Activity) == parent.Id;

    private MoveProblem OtherContainer(string activity, ActivityNode target) =>
        new(activity, MoveCodes.OtherContainer, $"'{from.Node(activity).DisplayText}' is under way inside something that '{target.DisplayText}' is not inside of.");

    /// <summary>What the run has behind it, or may have, and would meet again, although the new version does not lead back to it either.</summary>
    private IEnumerable<MoveProblem> Repeated(StateData before, List<string> alive)
    {
        var leaves = alive.Where(activity => !before.Contexts.Exists(context => context.Activity == activity && before.Contexts.Exists(child => child.Parent == context.Id))).ToList();
        // A join that waits in vain goes on when somebody decides so.
        leaves.AddRange(before.Incidents.Where(incident => incident.NotStarted && map.ContainsKey(incident.Activity)).Select(incident => incident.Activity));
        var ahead = leaves.SelectMany(activity => oldReach.After(from.Node(activity))).Concat(alive).ToHashSet(StringComparer.Ordinal);
        var aheadNow = leaves.SelectMany(activity => newReach.After(to.Node(map[activity]))).ToHashSet(StringComparer.Ordinal);
        var passed = leaves.Concat(before.Contexts.SelectMany(context => context.Tokens ?? []).Select(token => token.From)).Where(from.Has).ToHashSet(StringComparer.Ordinal);
        var here = leaves.Select(activity => map[activity]).ToHashSet(StringComparer.Ordinal);
        foreach (var done in Doers.Where(node => !ahead.Contains(node.Id) && aheadNow.Contains(map[node.Id]) && !newReach.After(to.Node(map[node.Id])).Overlaps(here)))
        {
            if (done.Activity is ShowForm ? before.StepsDone.Exists(step => step.ActivityId == done.Id) : passed.Contains(done.Id) || oldReach.After(done).Overlaps(passed))
                yield return new(leaves[0], MoveCodes.WouldRepeat, $"'{done.DisplayText}' is behind these cases, but would come again in the new version.");
        }
    }

    private (List<TimerData> Kept, List<string> Gone) Timers(List<TimerData> timers, List<ContextData> contexts)
    {
        var kept = new List<TimerData>();
        foreach (var timer in timers.Where(timer => contexts.Exists(context => context.Id == timer.Context) && map.ContainsKey(timer.Activity)))
        {
            if (IsStillSet(to.Node(map[timer.Activity]), timer.Purpose)) kept.Add(new() { Id = timer.Id, Context = timer.Context, Activity = map[timer.Activity], Purpose = timer.Purpose, DueAt = timer.DueAt, Span = timer.Span });
        }
        return (kept, [.. timers.Select(timer => timer.Id).Except(kept.Select(timer => timer.Id))]);
    }

    /// <summary>A reminder or an end that the new version does not know any more goes; what remains comes when it would have come.</summary>
    private static bool IsStillSet(ActivityNode node, string purpose) => purpose switch
    {
        ShowForm.Reminder => node.IsSet("reminderTemplate"),
        "expiry" => node.IsSet("expiresAfter"),
        "escalation" => node.IsSet("escalateAfter"),
        "deadline" => node.IsSet("deadlineHours") || node.IsSet("deadlineWorkingDays"),
        _ => true,
    };

    private IncidentData Move(IncidentData incident, List<MoveProblem> problems)
    {
        if (!map.TryGetValue(incident.Activity, out var target))
        {
            problems.Add(NodeMatching.Unmapped(from.Node(incident.Activity)));
            return incident;
        }
        return new() { Id = incident.Id, Context = incident.Context, Activity = target, Type = to.Node(target).Type, Code = incident.Code, Message = incident.Message, NotStarted = incident.NotStarted };
    }

    /// <returns>Null: the way back ends here.</returns>
    private SnapshotData? Move(SnapshotData snapshot)
    {
        var problems = new List<MoveProblem>();
        var (contexts, queue, waits) = (snapshot.Contexts.ConvertAll(context => context.Copy()), snapshot.Queue.ConvertAll(work => work.Copy()), snapshot.Waits.ConvertAll(wait => wait.Copy()));
        if (!map.TryGetValue(snapshot.Activity, out var activity)) return null;
        Place(contexts, queue, waits, snapshot.Contexts, problems);
        return problems.Count > 0 ? null : new() { Activity = activity, StepsDone = snapshot.StepsDone, Contexts = contexts, Queue = queue, Waits = waits, Timers = Timers(snapshot.Timers, snapshot.Contexts).Kept };
    }

    /// <summary>Variables keep their values; what the new version declares beside them begins with its default.</summary>
    private void Name(StateData data, List<MoveProblem> problems)
    {
        foreach (var declaration in to.Root.Variables) Declare(data.Variables, from.Root.Variables, declaration, to.Root, problems);
        foreach (var context in data.Contexts.Where(context => context.Parent is not null && to.Has(context.Activity)))
        {
            var node = to.Node(context.Activity);
            foreach (var declaration in node.Variables) Declare(context.Locals ??= [], [], declaration, node, problems);
        }
    }

    private static void Declare(List<VariableData> values, List<VariableDeclaration> before, VariableDeclaration declaration, ActivityNode node, List<MoveProblem> problems)
    {
        var value = values.Find(value => value.Id == declaration.Id) ?? values.Find(value => value.Id.Length > 0 && value.Name == declaration.Name);
        if (value is null) values.Add(value = new() { Value = declaration.Default?.DeepClone() });
        (value.Id, value.Name) = (declaration.Id, declaration.Name);
        if (declaration.IsArray || before.Exists(known => known.Name == declaration.Name && known.TypeName == declaration.TypeName)) return;
        try
        {
            value.Value = Coerce.To(declaration.TypeName, value.Value?.DeepClone());
        }
        catch (ActivityFault)
        {
            problems.Add(new(node.Id, MoveCodes.VariableType, $"The variable '{declaration.Name}' has another type in the new version, which its value does not fit."));
        }
    }
}
