using Portico.Workflows.Engine;

namespace Portico.Workflows.Activities;

internal sealed class While : Loop
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.While", "While", "Looping", "Repeats something as long as a condition holds.",
        ports: [Describe.Slot("Body")],
        inputs: [Describe.Script("Condition", "Condition", "Looked at before each turn.", "Boolean")]);

    protected override void Next(Step step)
    {
        if (Body(step) is { } body && step.Flag("condition")) step.Schedule(body); else step.Complete();
    }
}
