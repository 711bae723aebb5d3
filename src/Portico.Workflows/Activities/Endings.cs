using Portico.Workflows.Engine;

namespace Portico.Workflows.Activities;

/// <summary>Our own end: says how the journey ended, and shows a last page.</summary>
internal sealed class EndJourney : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Portico.EndJourney", "End", "Customer", "Ends the journey, with all its branches, and shows the customer a last page.",
        inputs:
        [
            Describe.Line("Outcome", "Outcome", "How the journey ended, for your reports, for example Activated."),
            Describe.From("forms", "Page", "Last page", "The page with the last words."),
        ]) with { IsTerminal = true };

    public override void Execute(Step step)
    {
        var (outcome, page) = (step.Text("outcome"), step.Text("page"));
        (step.Run.Data.Outcome, step.Run.Data.EndPage) = (outcome, page);
        step.Run.CompleteRun(step.Context, step.Node);
    }
}

internal sealed class Finish : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        Describe.Activity("Elsa.Finish", "Finish", "Flow", "Ends the whole workflow at once.") with { IsTerminal = true };

    public override void Execute(Step step) => step.Run.CompleteRun(step.Context, step.Node);
}

/// <summary>Elsa completes the nearest composite around it; here that is always the run.</summary>
internal sealed class Complete : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.Complete", "Complete", "Flow", "Completes the workflow as a whole.",
        inputs: [new("Outcomes", "Object", "Outcomes", "What it ends with.", "outcome-picker", DefaultSyntax: "Object")]) with { IsTerminal = true };

    public override void Execute(Step step) => step.Run.CompleteRun(step.Context, step.Node);
}

internal sealed class Fault : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.Fault", "Raise an incident", "Flow", "Stops this branch until a colleague has looked at it.",
        inputs:
        [
            Describe.Line("Code", "Code", "A short code for reports."), Describe.Line("Category", "Category", "For example Business."),
            Describe.Line("FaultType", "Type", "For example Integration."), Describe.Line("Message", "Message", "What the colleague should know. No personal data."),
        ]);

    public override void Execute(Step step) =>
        throw new ActivityFault(step.Text("code") ?? "workflow.fault", step.Text("message") ?? "The journey raised an incident.");
}
