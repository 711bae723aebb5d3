namespace Portico.Workflows.Activities;

internal sealed class Start : Marker
{
    public override ActivityDescriptor Descriptor { get; } =
        Describe.Activity("Elsa.Start", "Start", "Flow", "Where the journey begins.") with { IsStart = true };
}
