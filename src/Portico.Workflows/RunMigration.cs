using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows;

/// <summary>How an activity of one version found its place in another one.</summary>
public enum MatchedBy
{
    /// <summary>It has none.</summary>
    Nothing,

    /// <summary>The same id, and the same type.</summary>
    Id,

    /// <summary>The same type, name, form or provider, at the same place of the flow.</summary>
    Meaning,

    /// <summary>A person said so.</summary>
    Choice,
}

/// <param name="To">Id of the activity that stands for it; null: none.</param>
/// <param name="Problem">Why a run that rests here cannot go on there; null: nothing speaks against it.</param>
public sealed record NodeMatch(NodeInfo From, string? To, MatchedBy By, MoveProblem? Problem);

/// <param name="ActivityId">Of the version that the run comes from.</param>
/// <param name="Code">Permanent; one of <see cref="MoveCodes"/>.</param>
/// <param name="Text">In words for whoever migrates; never holds answers.</param>
public sealed record MoveProblem(string ActivityId, string Code, string Text)
{
    /// <summary>Somebody has to choose where it goes on; everything else stands in the way.</summary>
    public bool IsMapping => Code == MoveCodes.Unmapped;
}

/// <summary>The permanent words for what keeps a run from being moved.</summary>
public static class MoveCodes
{
    public const string Unmapped = "migration.unmapped";
    public const string OtherType = "migration.other_type";
    public const string OtherForm = "migration.other_form";
    public const string OtherSubject = "migration.other_subject";
    public const string OtherContainer = "migration.other_container";
    public const string OtherScheduler = "migration.other_scheduler";
    public const string JoinChanged = "migration.join_changed";
    public const string JoinNeverCloses = "migration.join_never_closes";
    public const string WouldRepeat = "migration.would_repeat";
    public const string TwoInOne = "migration.two_in_one";
    public const string VariableType = "migration.variable_type";
}

/// <param name="Burst">The run in the other version, and what the world must do about it; null: it stays, because of the problems.</param>
public sealed record Moved(Burst? Burst, IReadOnlyList<MoveProblem> Problems);

/// <summary>
/// Takes runs from one version of a definition to another one. Only what is alive has to find a place there: waits, what is around them, branches on their way. What is done stays done.
/// Nothing runs, nothing is asked: ids of waits, calls, timers and children stay, and with them whatever the world keeps under these ids. Not for several threads.
/// </summary>
public sealed class RunMigration
{
    private readonly StateMove move;
    private readonly Dictionary<string, string> map;

    /// <param name="chosen">By activity of the old version: the one of the new version that a person chose for it; empty: none.</param>
    public RunMigration(WorkflowDefinition from, WorkflowDefinition to, IReadOnlyDictionary<string, string>? chosen = null)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var matches = NodeMatching.Of(from, to, chosen ?? new Dictionary<string, string>());
        map = matches.ToDictionary(match => match.Key, match => match.Value.To, StringComparer.Ordinal);
        move = new StateMove(from, to, map);
        LosesResults = to.ReadsResults && !from.ReadsResults;
        Matches = [.. from.Nodes.DistinctBy(node => node.Id).Select(node => Describe(node, from, to, matches))];
    }

    /// <summary>One for each activity of the old version, in the order of the drawing.</summary>
    public IReadOnlyList<NodeMatch> Matches { get; }

    /// <summary>The new version asks for what earlier activities gave, and the old one kept nothing of it: who is moved has nothing to show there for what is behind him.</summary>
    public bool LosesResults { get; }

    /// <summary>The activity of the new version that stands for this one; null: none.</summary>
    public string? Target(string activityId) => map.GetValueOrDefault(activityId);

    public Moved Move(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return move.Move(state.Data);
    }

    /// <summary>Puts a run back to where it was before it was moved; it must not have gone on since.</summary>
    public static Burst Back(RunState moved, RunState before)
    {
        ArgumentNullException.ThrowIfNull(moved);
        ArgumentNullException.ThrowIfNull(before);
        // A timer that found no place in the other version was called off.
        var timers = before.Data.Timers.Where(timer => !moved.Data.Timers.Exists(kept => kept.Id == timer.Id)).Select(timer => new TimerRequest(timer.Id, timer.Activity, timer.DueAt)).ToList();
        return new(before, [], [], timers, [], [], []);
    }

    private static NodeMatch Describe(NodeInfo node, WorkflowDefinition from, WorkflowDefinition to, Dictionary<string, (string To, MatchedBy By)> matches) =>
        matches.TryGetValue(node.Id, out var match)
            ? new(node, match.To, match.By, NodeMatching.Conflict(from.Node(node.Id), to.Node(match.To), null))
            : new(node, null, MatchedBy.Nothing, NodeMatching.Unmapped(from.Node(node.Id)));
}
