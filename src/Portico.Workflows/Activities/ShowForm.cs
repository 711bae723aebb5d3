using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

/// <summary>Shows the customer a form, reminds once, and gives up if asked to.</summary>
internal sealed class ShowForm : Activity
{
    public const string Reminder = "reminder";
    private const string Expiry = "expiry";

    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Portico.ShowForm", "Show form", "Customer", "Shows the customer a form and waits until it is handed in.", "Task",
        ports: [Describe.Flow("Submitted"), Describe.Flow("Expired")],
        inputs:
        [
            Describe.From("forms", "Form", "Form", "The form the customer fills in."),
            Describe.Line("ReminderAfter", "Remind after (hours)", "Sends one reminder when the form was not handed in by then. Empty: no reminder."),
            Describe.From("templates", "ReminderTemplate", "Reminder", "The message that reminds."),
            Describe.Line("ExpiresAfter", "Expires after (hours)", "Gives up when the form was not handed in by then. Empty: waits for ever."),
        ],
        outputs: [Describe.Result("Answers", "What the customer answered, by field.")]);

    public override bool Rests(ActivityNode node) => true;

    public override bool WaitsForEver(ActivityNode node) => !node.IsLimitedBy("expiresAfter");

    public override IEnumerable<string> LikelyOutcomes(ActivityNode node) => WaitsForEver(node) ? ["Submitted"] : node.Outcomes;

    public override string? ShownAs => "form";

    public override bool IsPresumed => true;

    public override void Execute(Step step)
    {
        var form = step.Text("form") ?? throw new ActivityFault("activity.input_missing", "No form was chosen.");
        var reminder = step.Node.IsSet("reminderTemplate") ? step.Hours("reminderAfter") : null;
        var expiry = step.Hours("expiresAfter");
        step.Wait(WaitKind.Form, new() { ["form"] = form });
        step.Journal(JournalKinds.StepOpened, new() { ["form"] = form });
        if (reminder is { } soon) step.SetTimer(Reminder, soon);
        if (expiry is { } late) step.SetTimer(Expiry, late);
    }

    public override void Resume(Step step, RunEvent e, string? timer)
    {
        switch (timer)
        {
            case Reminder:
                var template = step.Text("reminderTemplate") ?? throw new ActivityFault("activity.input_missing", "No reminder was chosen.");
                step.Tell(CallContracts.Channel, "send", new() { ["template"] = template, ["channel"] = "preferred" });
                step.Journal(JournalKinds.ReminderSent, new() { ["template"] = template });
                break;
            case Expiry:
                step.Complete("Expired");
                break;
            default:
                Submit(step, ((RunEvent.Submitted)e).Answers);
                break;
        }
    }

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        if (!node.IsSet("form")) yield return Missing(node, "form", "Choose the form it shows.");
        if (node.IsSet("reminderAfter") && !node.IsSet("reminderTemplate"))
            yield return new("activity.reminder_silent", FindingSeverity.Warning, node.NodeId, $"'{node.DisplayText}' would remind, but has no message for it.", "Choose a reminder, or empty the hours.");
    }

    private static void Submit(Step step, JsonObject answers)
    {
        var form = step.Run.Data.Waits.First(wait => wait.Context == step.Context.Id).Data["form"]!.GetValue<string>();
        var merged = step.Answers.DeepClone().AsObject();
        foreach (var (name, value) in answers)
        {
            Interpreter.EnsureFits(name, value);
            merged[name] = value?.DeepClone();
        }
        step.Run.EnsureRoom(answers);
        step.Run.Data.Answers = merged;
        step.Run.Data.StepsDone.Add(new(step.Node.Id, form));
        step.Journal(JournalKinds.StepCompleted, new() { ["form"] = form, ["fields"] = new JsonArray([.. answers.Select(answer => JsonValue.Create(answer.Key))]) });
        step.SetOutput("Answers", answers);
        step.Complete("Submitted");
    }
}
