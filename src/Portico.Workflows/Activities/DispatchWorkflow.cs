using System.Text.Json.Nodes;

namespace Portico.Workflows.Activities;

internal sealed class DispatchWorkflow : StartChild
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.DispatchWorkflow", "Start another journey", "Composition", "Starts another journey beside this one.", "Task",
        inputs: Inputs, outputs: [Describe.Result("Result", "Output of the started journey.")]);

    protected override JsonNode Result(RunEvent.ChildFinished finished) => finished.Output.DeepClone();
}
