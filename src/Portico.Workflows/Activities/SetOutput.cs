using Portico.Workflows.Engine;

namespace Portico.Workflows.Activities;

internal sealed class SetOutput : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.SetOutput", "Set an output", "Values", "Gives a value to whoever started this journey.",
        inputs:
        [
            new("OutputName", "String", "Output", "Name of the output.", "output-picker"),
            Describe.Script("OutputValue", "Value", "What is given."),
        ]);

    public override void Execute(Step step)
    {
        var name = step.Text("outputName") ?? throw new ActivityFault("activity.input_missing", "The output to be set has no name.");
        step.Run.Give(name, step.Value("outputValue"));
        step.Complete();
    }
}
