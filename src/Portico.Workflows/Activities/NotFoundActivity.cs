namespace Portico.Workflows.Activities;

/// <summary>Keeps the place of an activity that is not available here. It is shown, and is a finding; it cannot run.</summary>
internal sealed class NotFoundActivity : Marker
{
    public override ActivityDescriptor Descriptor { get; } =
        Describe.Activity("Elsa.NotFoundActivity", "Not available", "System", "Stands where an activity was that is not available here.") with { IsBrowsable = false };
}
