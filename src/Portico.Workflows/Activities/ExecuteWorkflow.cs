using System.Text.Json.Nodes;

namespace Portico.Workflows.Activities;

internal sealed class ExecuteWorkflow : StartChild
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.ExecuteWorkflow", "Run another journey", "Composition", "Starts another journey and can wait for its result.", "Task",
        inputs: Inputs, outputs: [Describe.Result("Result", "Status and output of the started journey.")]);

    protected override JsonNode Result(RunEvent.ChildFinished finished) =>
        new JsonObject { ["status"] = "Finished", ["subStatus"] = "Finished", ["output"] = finished.Output.DeepClone() };
}
