namespace Portico.Workflows.Activities;

internal sealed class End : Marker
{
    public override ActivityDescriptor Descriptor { get; } =
        Describe.Activity("Elsa.End", "End of the flow", "Flow", "Ends this flowchart at once, with all its branches.") with { IsTerminal = true };
}
