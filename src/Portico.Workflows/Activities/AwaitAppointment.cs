using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

/// <summary>Waits for a time that the customer chose at a question of the type <c>slot</c>, until it is said what became of it.</summary>
internal sealed class AwaitAppointment : Activity
{
    public const string Held = "Held", Cancelled = "Cancelled", NoShow = "NoShow";

    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Portico.AwaitAppointment", "Wait for the appointment", "Customer", "Waits for an appointment that the customer chose, until it was held, was cancelled, or nobody came.", "Task",
        ports: [Describe.Flow(Held), Describe.Flow(Cancelled), Describe.Flow(NoShow, "No-show")],
        inputs:
        [
            Describe.Line("Appointment", "Appointment", "The name of the question at which the customer chose the time."),
            Describe.Line("ReminderBefore", "Remind before (hours)", "So many hours before it begins the customer is reminded; also after it was moved. Empty: no reminder."),
            Describe.From("templates", "ReminderTemplate", "Reminder", "The message that reminds."),
        ],
        outputs: [Describe.Result("StartsAt", "When it began, or would have.", "String")]);

    public override bool Rests(ActivityNode node) => true;

    /// <summary>The one that it waits for, which need not say why it is asked.</summary>
    public override IEnumerable<string> OwnAnswers(ActivityNode node) => node.Literal("appointment") is { } name ? [name] : [];

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        if (!node.IsSet("appointment")) yield return Missing(node, "appointment", "Name the question at which the customer chooses the time.");
        if (node.IsSet("reminderBefore") && !node.IsSet("reminderTemplate"))
            yield return new("activity.reminder_silent", FindingSeverity.Warning, node.NodeId, $"'{node.DisplayText}' would remind, but has no message for it.", "Choose a reminder, or empty the hours.");
    }

    public override string? ShownAs => "appointment";

    public override bool IsPresumed => true;

    public override void Execute(Step step)
    {
        var name = step.Text("appointment") ?? throw new ActivityFault("activity.input_missing", "It is not said which appointment is waited for.");
        var starts = Coerce.ToText(step.Answers[name]);
        step.SetOutput("StartsAt", starts);
        // What became of it may be known before the case comes here; and who chose no time has no appointment.
        if ((step.Run.Data.AppointmentsEnded?.GetValueOrDefault(name) ?? (string.IsNullOrEmpty(starts) ? Cancelled : null)) is { } outcome)
        {
            step.Complete(outcome);
            return;
        }
        step.Wait(WaitKind.Appointment, new() { ["appointment"] = name, ["startsAt"] = starts });
        step.Journal(JournalKinds.StepOpened, new() { ["kind"] = "appointment" });
        Plan(step, starts!);
    }

    public override void Resume(Step step, RunEvent e, string? timer)
    {
        switch (e)
        {
            case RunEvent.AppointmentMoved moved:
                step.Run.Data.Waits.First(wait => wait.Context == step.Context.Id).Change(data => data["startsAt"] = moved.StartsAt);
                step.SetOutput("StartsAt", moved.StartsAt);
                step.ForgetTimers();
                Plan(step, moved.StartsAt);
                break;
            case RunEvent.AppointmentEnded ended:
                step.Journal(JournalKinds.StepCompleted, new() { ["kind"] = "appointment", ["outcome"] = ended.Outcome });
                step.Complete(ended.Outcome);
                break;
            default:
                var template = step.Text("reminderTemplate") ?? throw new ActivityFault("activity.input_missing", "No reminder was chosen.");
                step.Tell(CallContracts.Channel, "send", new() { ["template"] = template, ["channel"] = "preferred", ["appointment"] = step.Text("appointment") });
                step.Journal(JournalKinds.ReminderSent, new() { ["template"] = template });
                break;
        }
    }

    /// <summary>Who books later than the reminder would come knows it anyway.</summary>
    private static void Plan(Step step, string startsAt)
    {
        if (!step.Node.IsSet("reminderTemplate") || step.Hours("reminderBefore") is not { } before) return;
        if (!DateTimeOffset.TryParse(startsAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) throw new ActivityFault("expression.type", "The answer is no time of an appointment.");
        if (at - before - step.Run.Now is { } left && left > TimeSpan.Zero) step.SetTimer(ShowForm.Reminder, left);
    }
}
