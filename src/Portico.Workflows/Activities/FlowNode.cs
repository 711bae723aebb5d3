using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

internal sealed class FlowNode : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        Describe.Activity("Elsa.FlowNode", "Passage", "Flow", "Does what is inside it, if anything, and goes on.", ports: [Describe.Slot("Body")]) with { IsBrowsable = false };

    public override void Execute(Step step)
    {
        if (step.Node.Slots.GetValueOrDefault("body") is { } body) step.Schedule(body); else step.Complete();
    }

    public override void ChildCompleted(Step step, ActivityNode child, bool backward, IReadOnlyList<string> outcomes) => step.Complete();
}
