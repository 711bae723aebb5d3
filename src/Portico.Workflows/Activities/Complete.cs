using Portico.Workflows.Engine;

namespace Portico.Workflows.Activities;

/// <summary>Elsa completes the nearest composite around it; here that is always the run.</summary>
internal sealed class Complete : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.Complete", "Complete", "Flow", "Completes the workflow as a whole.",
        inputs: [new("Outcomes", "Object", "Outcomes", "What it ends with.", "outcome-picker", DefaultSyntax: "Object")]) with { IsTerminal = true };

    public override void Execute(Step step) => step.Run.CompleteRun(step.Context, step.Node);
}
