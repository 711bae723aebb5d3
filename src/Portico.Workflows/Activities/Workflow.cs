namespace Portico.Workflows.Activities;

/// <summary>The wrapper around a root activity; definitions are read through it, so it never runs itself.</summary>
internal sealed class Workflow : Marker
{
    public override ActivityDescriptor Descriptor { get; } =
        Describe.Activity("Elsa.Workflow", "Workflow", "Workflows", "A whole workflow.") with { IsContainer = true, IsBrowsable = false };
}
