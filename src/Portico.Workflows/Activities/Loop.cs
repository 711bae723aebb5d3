using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

/// <summary>Runs its body again and again. The body is one activity; when it is done the loop looks whether to go on.</summary>
internal abstract class Loop : Activity
{
    protected const string CurrentValue = "CurrentValue";
    protected const string CurrentIndex = "CurrentIndex";

    public override OnBreak OnBreak => OnBreak.Stops;

    public override void Execute(Step step)
    {
        Begin(step);
        Next(step);
    }

    public override void ChildCompleted(Step step, ActivityNode child, bool backward, IReadOnlyList<string> outcomes)
    {
        if (step.Context.Breaking) step.Complete(); else Next(step);
    }

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        if (!node.Slots.ContainsKey("body")) yield return new("activity.loop_empty", FindingSeverity.Warning, node.NodeId, $"'{node.DisplayText}' has nothing to repeat.", "Put an activity into its body.");
    }

    /// <summary>Once, before the first iteration.</summary>
    protected virtual void Begin(Step step) { }

    /// <summary>Schedules the next iteration, or completes the loop.</summary>
    protected abstract void Next(Step step);

    protected static ActivityNode? Body(Step step) => step.Node.Slots.GetValueOrDefault("body");
}
