using Portico.Workflows;

namespace Portico.App.Simulation;

/// <summary>What became of one virtual run.</summary>
/// <param name="Status">Running: nothing would ever happen any more.</param>
/// <param name="Duration">From the start to the last thing that happened, by the virtual clock.</param>
/// <param name="Path">Ids of the activities of this journey in the order in which the case came to them; one that was visited twice is in it twice.</param>
/// <param name="Submitted">Ids of the forms' activities that were handed in, in this order.</param>
/// <param name="Asked">Ids of the stops at which a provider was asked.</param>
/// <param name="Findings">What nobody wants: a fault, a wait that nobody ends, a form that cannot be filled in.</param>
internal sealed record VirtualResult(
    RunStatus Status, string? Outcome, TimeSpan Duration, IReadOnlyList<string> Path, IReadOnlyList<string> Submitted, IReadOnlyList<string> Asked, IReadOnlyList<RunFinding> Findings)
{
    /// <summary>As the run was left; null: nobody asked for its journal.</summary>
    public RunState? End { get; init; }
}

/// <param name="Code">The code of an incident, or one of those below.</param>
/// <param name="Place">The activity's name.</param>
public sealed record RunFinding(string Code, string Place, string Text)
{
    public const string EndlessWait = "run.endless_wait", StepLimit = "run.step_limit", FormMissing = "run.form_missing", AnswersRefused = "run.answers_refused";
}
