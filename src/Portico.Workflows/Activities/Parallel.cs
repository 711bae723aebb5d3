using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

internal sealed class Parallel : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        Describe.Activity("Elsa.Parallel", "Parallel", "Workflows", "Activities at the same time; goes on when all are done.") with { IsContainer = true, IsBrowsable = false };

    public override void Execute(Step step)
    {
        foreach (var child in step.Node.Children) step.Schedule(child);
        if (step.Node.Children.Count == 0) step.Complete();
    }

    public override void ChildCompleted(Step step, ActivityNode child, bool backward, IReadOnlyList<string> outcomes)
    {
        if (!step.HasWork()) step.Complete();
    }
}
