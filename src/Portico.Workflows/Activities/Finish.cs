using Portico.Workflows.Engine;

namespace Portico.Workflows.Activities;

internal sealed class Finish : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        Describe.Activity("Elsa.Finish", "Finish", "Flow", "Ends the whole workflow at once.") with { IsTerminal = true };

    public override void Execute(Step step) => step.Run.CompleteRun(step.Context, step.Node);
}
