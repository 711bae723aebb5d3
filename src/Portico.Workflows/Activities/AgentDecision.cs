using System.Text.Json.Nodes;
using Portico.Workflows.Engine;

namespace Portico.Workflows.Activities;

internal sealed class AgentDecision : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Portico.AgentDecision", "Ask an agent", "Checks", "Waits until a colleague has decided.", "Task",
        ports: [Describe.Flow("Approved"), Describe.Flow("Declined")],
        inputs:
        [
            Describe.Line("Title", "Title", "What is to be decided, in a few words."),
            Describe.Line("Instructions", "Instructions", "How the colleague should decide.") with { UiHint = "multiline" },
        ]);

    public override void Execute(Step step)
    {
        var wait = new JsonObject
        {
            ["title"] = step.Text("title") ?? step.Node.DisplayText,
            ["instructions"] = step.Text("instructions"),
            ["outcomes"] = new JsonArray([.. step.Node.Outcomes.Select(outcome => JsonValue.Create(outcome))]),
        };
        step.Wait(WaitKind.Agent, wait);
        step.Journal(JournalKinds.StepOpened, new() { ["kind"] = "agent" });
    }

    // The note may speak of the customer: it is the caller's to keep, and stays out of the journal.
    public override void Resume(Step step, RunEvent e, string? timer)
    {
        var outcome = ((RunEvent.Decided)e).Outcome;
        step.Journal(JournalKinds.StepCompleted, new() { ["kind"] = "agent", ["outcome"] = outcome });
        step.Complete(outcome);
    }
}
