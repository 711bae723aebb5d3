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

    public override string? ShownAs => "end";

    public override void Execute(Step step)
    {
        var (outcome, page) = (step.Text("outcome"), step.Text("page"));
        (step.Run.Data.Outcome, step.Run.Data.EndPage) = (outcome, page);
        step.Run.CompleteRun(step.Context, step.Node);
    }
}
