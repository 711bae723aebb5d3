using Portico.Workflows.Engine;

namespace Portico.Workflows.Activities;

internal sealed class SetName : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.SetName", "Name the case", "Values", "Gives the case a name that colleagues see in lists.",
        inputs: [Describe.Line("Value", "Name", "The name.")]);

    public override void Execute(Step step)
    {
        step.Run.Data.Name = step.Text("value");
        step.Complete();
    }
}
