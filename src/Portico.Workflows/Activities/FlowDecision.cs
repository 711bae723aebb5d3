using Portico.Workflows.Engine;

namespace Portico.Workflows.Activities;

internal sealed class FlowDecision : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.FlowDecision", "Decision", "Branching", "Goes one way or the other, depending on a condition.",
        ports: [Describe.Flow("True"), Describe.Flow("False")],
        inputs: [Describe.Script("Condition", "Condition", "What decides, for example: getAnswer('country') === 'DE'", "Boolean")]);

    public override void Execute(Step step) => step.Complete(step.Flag("condition") ? "True" : "False");
}
