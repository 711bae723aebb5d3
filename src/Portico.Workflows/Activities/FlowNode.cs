namespace Portico.Workflows.Activities;

internal sealed class FlowNode : Marker
{
    public override ActivityDescriptor Descriptor { get; } =
        Describe.Activity("Elsa.FlowNode", "Passage", "Flow", "Does nothing and goes on.") with { IsBrowsable = false };
}
