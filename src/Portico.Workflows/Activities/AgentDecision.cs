using System.Text.Json.Nodes;
using Portico.Workflows.Engine;

namespace Portico.Workflows.Activities;

internal sealed class AgentDecision : AskAgent
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Portico.AgentDecision", "Ask an agent", "Checks", "Waits until a colleague has decided.", "Task",
        ports: [Describe.Flow("Approved"), Describe.Flow("Declined"), Describe.Flow(Expired)],
        inputs:
        [
            Describe.Line("Title", "Title", "What is to be decided, in a few words."),
            Describe.Line("Instructions", "Instructions", "How the colleague should decide.") with { UiHint = "multiline" },
            Describe.Line("Suggestion", "Suggested outcome", "What a check or a rule came to: Approved or Declined. Whoever decides otherwise has to say why. Empty: no suggestion."),
            Describe.Line("FourEyes", "Two people", "The first proposes, a second one confirms or rejects.", "False", "Boolean") with { UiHint = "checkbox" },
            .. TaskInputs,
        ]);

    public override string? ShownAs => "agent";

    public override void Execute(Step step)
    {
        var choices = Choices(step.Node);
        var wait = new JsonObject
        {
            ["title"] = step.Text("title") ?? step.Node.DisplayText,
            ["instructions"] = step.Text("instructions"),
            ["outcomes"] = Names(choices),
        };
        if (step.Text("suggestion") is { } suggested && choices.Contains(suggested))
        {
            wait["suggested"] = suggested;
            wait["reasonFor"] = Names(choices.Where(choice => choice != suggested));
        }
        if (step.Flag("fourEyes")) wait["fourEyes"] = true;
        Open(step, wait, "agent");
    }

    // The note may speak of the customer: it is the caller's to keep, and stays out of the journal.
    protected override void Decided(Step step, RunEvent e)
    {
        var (outcome, _) = Decision(e);
        var details = new JsonObject { ["kind"] = "agent", ["outcome"] = outcome };
        if (WaitOf(step).Data["suggested"] is { } suggested && (string?)suggested != outcome) details["suggested"] = suggested.DeepClone();
        step.Journal(JournalKinds.StepCompleted, details);
        step.Complete(outcome);
    }

    private static JsonArray Names(IEnumerable<string> outcomes) => new([.. outcomes.Select(outcome => JsonValue.Create(outcome))]);
}
