using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

/// <summary>The days in which the customer may withdraw from the contract: a statutory clock, and the function to withdraw as long as it runs.</summary>
internal sealed class WithdrawalPeriod : Activity
{
    public const string Over = "Over", Withdrawn = "Withdrawn";

    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Portico.WithdrawalPeriod", "Withdrawal period", "Customer", "Waits through the days in which the customer may withdraw from the contract. All that time the customer's pages offer to withdraw here, in two steps.", "Task",
        ports: [Describe.Flow(Over, "Period over"), Describe.Flow(Withdrawn)],
        inputs:
        [
            .. StatutoryDays.Inputs,
            Describe.From("templates", "NoticeTemplate", "Message at the beginning", "Tells the customer until when, and has the link to withdraw. Empty: no message."),
            Describe.From("templates", "Template", "Acknowledgement", "The message that acknowledges a withdrawal, with its content, date and time; by e-mail, or as a text message to who left no e-mail address."),
        ],
        outputs: [Describe.Result("Until", "The last day, as year-month-day.", "String"), Describe.Result("WithdrawnAt", "When the customer withdrew; empty if not.", "String")]);

    public override bool Rests(ActivityNode node) => true;

    public override string? ShownAs => "withdrawal";

    /// <summary>That somebody withdraws is never presumed.</summary>
    public override bool IsPresumed => true;

    public override void Execute(Step step)
    {
        var (due, data) = StatutoryDays.Begin(step);
        if (due <= step.Run.Now)
        {
            step.Complete(Over);
            return;
        }
        step.SetTimer(StatutoryDays.Clock, due - step.Run.Now);
        data["template"] = step.Text("template") ?? throw new ActivityFault("activity.input_missing", "No acknowledgement was chosen.");
        var wait = step.Wait(WaitKind.Withdrawal, data);
        step.Run.Data.Withdrawals = [.. step.Run.Data.Withdrawals ?? [], new() { Wait = wait.Id, Until = (string)data["until"]!, DueAt = due }];
        if (step.Text("noticeTemplate") is { } notice) step.Tell(CallContracts.Channel, "send", new() { ["template"] = notice, ["channel"] = CallContracts.Durable });
    }

    public override void Resume(Step step, RunEvent e, string? timer)
    {
        if (e is not RunEvent.Withdrawn)
        {
            step.Complete(Over);
            return;
        }
        var wait = step.Run.Data.Waits.First(wait => wait.Context == step.Context.Id).Id;
        step.Run.Data.Withdrawals = [.. (step.Run.Data.Withdrawals ?? []).Select(one => one.Wait == wait ? new() { Wait = wait, Until = one.Until, DueAt = one.DueAt, At = step.Run.Now } : one)];
        step.SetOutput("WithdrawnAt", step.Run.Now.ToString("O", CultureInfo.InvariantCulture));
        step.Complete(Withdrawn);
    }

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        if (!node.IsSet("days")) yield return Missing(node, "number of days", "Say for how many days the customer may withdraw.");
        if (!node.IsSet("template")) yield return Missing(node, "acknowledgement", "Choose the message that acknowledges a withdrawal: it has to reach the customer.");
    }
}
