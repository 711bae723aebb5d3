using Portico.Workflows.Engine;

namespace Portico.Workflows.Activities;

internal sealed class Correlate : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.Correlate", "Set the reference", "Values", "Ties the case to a reference of yours, for example a customer number.",
        inputs: [Describe.Line("CorrelationId", "Reference", "The reference.")]);

    public override void Execute(Step step)
    {
        step.Run.Data.CorrelationId = step.Text("correlationId");
        step.Complete();
    }
}
