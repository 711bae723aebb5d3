using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

internal sealed class SendMessage : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Portico.SendMessage", "Send message", "Messages", "Sends the customer a message, and goes on when it is on its way.", "Task",
        ports: [Describe.Flow("Sent"), Describe.Flow("Failed")],
        inputs:
        [
            Describe.From("templates", "Template", "Message", "The message to send."),
            Describe.Choice("Channel", "Channel", "How it is sent; preferred is what the customer chose.", "preferred", "preferred", "email", "sms"),
        ]);

    public override bool Rests(ActivityNode node) => true;

    public override string? Contract => CallContracts.Channel;

    /// <summary>Where the customer can be reached.</summary>
    public override IEnumerable<string> OwnAnswers(ActivityNode node) => node.Literal("channel") switch { "email" => ["email"], "sms" => ["phone"], _ => ["email", "phone", "preferredChannel"] };

    public override bool IsPresumed => true;

    public override void Execute(Step step)
    {
        var template = step.Text("template") ?? throw new ActivityFault("activity.input_missing", "No message was chosen.");
        step.Ask(CallContracts.Channel, "send", "", new() { ["template"] = template, ["channel"] = step.Text("channel") ?? "preferred" });
    }

    public override void Resume(Step step, RunEvent e, string? timer) => step.Complete(e is RunEvent.CallCompleted ? "Sent" : "Failed");

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        if (!node.IsSet("template")) yield return Missing(node, "message", "Choose the message it sends.");
    }
}
