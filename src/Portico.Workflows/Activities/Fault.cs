using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

internal sealed class Fault : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.Fault", "Raise an incident", "Flow", "Stops this branch until a colleague has looked at it.",
        inputs:
        [
            Describe.Line("Code", "Code", "A short code for reports."), Describe.Line("Category", "Category", "For example Business."),
            Describe.Line("FaultType", "Type", "For example Integration."), Describe.Line("Message", "Message", "What the colleague should know. No personal data."),
        ]);

    public override bool Rests(ActivityNode node) => true;

    public override void Execute(Step step) =>
        throw new ActivityFault(step.Text("code") ?? "workflow.fault", step.Text("message") ?? "The journey raised an incident.");
}
