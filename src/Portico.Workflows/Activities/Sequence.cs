using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

internal sealed class Sequence : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        Describe.Activity("Elsa.Sequence", "Sequence", "Workflows", "Activities one after the other.") with { IsContainer = true, IsBrowsable = false };

    public override OnBreak OnBreak => OnBreak.EndsToo;

    public override void Execute(Step step) => Next(step);

    public override void ChildCompleted(Step step, ActivityNode child, bool backward, IReadOnlyList<string> outcomes)
    {
        if (step.Context.Breaking || child.Activity is { Descriptor.IsTerminal: true }) step.Complete(); else Next(step);
    }

    private static void Next(Step step)
    {
        var index = step.Context.Index++;
        if (index < step.Node.Children.Count) step.Schedule(step.Node.Children[index]); else step.Complete();
    }
}
