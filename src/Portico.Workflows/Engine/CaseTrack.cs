using Portico.Workflows.Json;

namespace Portico.Workflows.Engine;

/// <summary>What a customer may be told of a run: what is done, what it rests at, and what follows whatever else happens.</summary>
internal static class CaseTrack
{
    public static IReadOnlyList<TrackEntry> Of(WorkflowDefinition definition, RunState state)
    {
        var (data, entries) = (state.Data, new List<TrackEntry>());
        var over = data.Status is RunStatus.Completed or RunStatus.Cancelled;
        var here = data.Waits.Select(wait => wait.Activity).ToHashSet(StringComparer.Ordinal);
        var passed = data.Passed ?? [];
        // Runs that began before it was written down know which forms are done, and not when.
        foreach (var step in data.StepsDone.Where(step => passed.TrueForAll(other => other.Activity != step.ActivityId)).DistinctBy(step => step.ActivityId)) Add(step.ActivityId, TrackState.Done, null, null, null);
        foreach (var one in passed.Where(one => !here.Contains(one.Activity))) Add(one.Activity, TrackState.Done, one.At, one.Outcome, null);
        if (over) return entries;

        foreach (var wait in state.Waits) entries.Add(new(wait.ActivityId, definition.Node(wait.ActivityId).Activity?.ShownAs, TrackState.Current, null, null, wait));
        // Where a branch stopped, people decide how it goes on.
        if (data.Incidents.Count > 0) return entries;
        foreach (var activity in here.SelectMany(definition.Certain).Distinct(StringComparer.Ordinal).Where(activity => !here.Contains(activity))) Add(activity, TrackState.Next, null, null, null);
        return entries;

        void Add(string activity, TrackState standing, DateTimeOffset? at, string? outcome, Wait? wait)
        {
            // A case that was migrated may have passed what its version does not know any more, and a step that was reopened is not done.
            if (!definition.Has(activity) || definition.Node(activity).Activity?.ShownAs is not { } shown) return;
            if (standing == TrackState.Done && shown == "form" && !data.StepsDone.Exists(step => step.ActivityId == activity)) return;
            entries.Add(new(activity, shown, standing, at, outcome, wait));
        }
    }

    /// <summary>What customers see of all that lies on every way from here to an end, in that order.</summary>
    public static IReadOnlyList<string> Certain(ActivityNode from)
    {
        if (Path(from) is not { } path) return [];
        return [.. path.Where(node => node.Activity?.ShownAs is not null && node.Id != from.Id && Path(from, node) is null).Select(node => node.Id).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>A shortest way to where nothing follows; null: there is none.</summary>
    private static List<ActivityNode>? Path(ActivityNode from, ActivityNode? avoiding = null)
    {
        Dictionary<ActivityNode, ActivityNode?> before = [];
        var open = new Queue<ActivityNode>();
        foreach (var next in Ways.Next(from, presuming: true)) Visit(next, null);
        while (open.TryDequeue(out var node))
        {
            var ahead = Ways.Next(node, presuming: true).ToList();
            if (ahead.Count == 0)
            {
                var path = new List<ActivityNode>();
                for (var at = node; at is not null; at = before[at]) path.Insert(0, at);
                return path;
            }
            foreach (var next in ahead) Visit(next, node);
        }
        return null;

        void Visit(ActivityNode node, ActivityNode? by)
        {
            if (node != avoiding && before.TryAdd(node, by)) open.Enqueue(node);
        }
    }
}
