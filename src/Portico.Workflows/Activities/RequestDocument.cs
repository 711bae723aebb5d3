using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

/// <summary>Waits for a document that the customer sends by post, mail or in person, until a colleague has seen it.</summary>
internal sealed class RequestDocument : AskAgent
{
    private const string Received = "Received", Refused = "Refused";

    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Portico.RequestDocument", "Wait for a document", "Checks", "Waits until a colleague has marked a document of the customer as received or refused.", "Task",
        ports: [Describe.Flow(Received), Describe.Flow(Refused), Describe.Flow(Expired)],
        inputs:
        [
            Describe.Line("Document", "Document", "What the customer has to send; the customer reads it, too."),
            Describe.Line("Instructions", "Instructions", "What the colleague should look at.") with { UiHint = "multiline" },
            Describe.Line("ReminderAfter", "Remind after (hours)", "Reminds the customer once when nothing came by then. Empty: no reminder."),
            Describe.From("templates", "ReminderTemplate", "Reminder", "The message that reminds."),
            .. TaskInputs,
        ],
        outputs: [Describe.Result("Reason", "Why it was refused, in the colleague's words.", "String")]);

    public override string? ShownAs => "document";

    public override bool IsPresumed => true;

    public override void Execute(Step step)
    {
        var document = step.Text("document") ?? throw new ActivityFault("activity.input_missing", "It is not said which document is waited for.");
        var reminder = step.Node.IsSet("reminderTemplate") ? step.Hours("reminderAfter") : null;
        Open(step, new JsonObject
        {
            ["title"] = document, ["instructions"] = step.Text("instructions"), ["outcomes"] = new JsonArray(Received, Refused), ["task"] = "document", ["document"] = document, ["reasonFor"] = new JsonArray(Refused),
        }, "document");
        if (reminder is { } soon) step.SetTimer(ShowForm.Reminder, soon);
    }

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        foreach (var finding in base.Check(node)) yield return finding;
        if (!node.IsSet("document")) yield return Missing(node, "document", "Say which document the customer has to send.");
        if (node.IsSet("reminderAfter") && !node.IsSet("reminderTemplate"))
            yield return new("activity.reminder_silent", FindingSeverity.Warning, node.NodeId, $"'{node.DisplayText}' would remind, but has no message for it.", "Choose a reminder, or empty the hours.");
    }

    protected override void OtherTimer(Step step, string timer)
    {
        var template = step.Text("reminderTemplate") ?? throw new ActivityFault("activity.input_missing", "No reminder was chosen.");
        step.Tell(CallContracts.Channel, "send", new() { ["template"] = template, ["channel"] = "preferred" });
        step.Journal(JournalKinds.ReminderSent, new() { ["template"] = template });
    }

    protected override void Decided(Step step, RunEvent e)
    {
        var (outcome, note) = Decision(e);
        step.Journal(JournalKinds.StepCompleted, new() { ["kind"] = "document", ["outcome"] = outcome });
        if (outcome == Refused) step.SetOutput("Reason", note);
        step.Complete(outcome);
    }
}
