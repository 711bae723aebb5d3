using Portico.Workflows.Engine;

namespace Portico.Workflows.Activities;

// Activities that only mark a place: what they mean is known to the container they stand in.

internal abstract class Marker : Activity
{
    public override void Execute(Step step) => step.Complete();
}

internal sealed class Start : Marker
{
    public override ActivityDescriptor Descriptor { get; } =
        Describe.Activity("Elsa.Start", "Start", "Flow", "Where the journey begins.") with { IsStart = true };
}

internal sealed class End : Marker
{
    public override ActivityDescriptor Descriptor { get; } =
        Describe.Activity("Elsa.End", "End of the flow", "Flow", "Ends this flowchart at once, with all its branches.") with { IsTerminal = true };
}

internal sealed class FlowNode : Marker
{
    public override ActivityDescriptor Descriptor { get; } =
        Describe.Activity("Elsa.FlowNode", "Passage", "Flow", "Does nothing and goes on.") with { IsBrowsable = false };
}

/// <summary>The wrapper around a root activity; definitions are read through it, so it never runs itself.</summary>
internal sealed class Workflow : Marker
{
    public override ActivityDescriptor Descriptor { get; } =
        Describe.Activity("Elsa.Workflow", "Workflow", "Workflows", "A whole workflow.") with { IsContainer = true, IsBrowsable = false };
}

/// <summary>Keeps the place of an activity that is not available here. It is shown, and is a finding; it cannot run.</summary>
internal sealed class NotFoundActivity : Marker
{
    public override ActivityDescriptor Descriptor { get; } =
        Describe.Activity("Elsa.NotFoundActivity", "Not available", "System", "Stands where an activity was that is not available here.") with { IsBrowsable = false };
}
