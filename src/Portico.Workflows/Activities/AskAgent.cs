using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;
using Portico.Workflows.Schedules;

namespace Portico.Workflows.Activities;

/// <summary>Asks a colleague and waits: who may take it, until when, and what happens when nobody does.</summary>
internal abstract class AskAgent : Activity
{
    public const string Expired = "Expired";
    private const string Deadline = "deadline", Escalation = "escalation", Expiry = "expiry";

    protected static IReadOnlyList<InputDescriptor> TaskInputs { get; } =
    [
        Describe.Line("Skill", "Skill", "Who can do it: a word that your teams filter their tasks by. Empty: everybody."),
        Describe.Line("DeadlineHours", "Deadline (hours)", "By when it should be done. Empty: no deadline."),
        Describe.Line("DeadlineWorkingDays", "Deadline (working days)", "Instead of hours: the end of that working day."),
        Describe.From("calendars", "Calendar", "Calendar", "Whose working days count. Empty: those of your country."),
        Describe.Line("EscalateAfter", "Escalate after (hours)", "When it was not done by then it comes first in the list, and the team is told. Empty: never."),
        Describe.From("templates", "EscalationTemplate", "Message to the team", "What the team is told. Empty: nothing."),
        Describe.Line("EscalationTo", "E-mail of the team", "Where the message to the team goes."),
        Describe.Line("ExpiresAfter", "Expires after (hours)", "Leaves by Expired when it was not done by then. Empty: waits for ever."),
    ];

    /// <summary>What a person can choose among.</summary>
    public static IReadOnlyList<string> Choices(ActivityNode node) => [.. node.Outcomes.Where(outcome => outcome != Expired)];

    public override bool Rests(ActivityNode node) => true;

    /// <summary>A deadline does not end the wait, but somebody is told that it is late.</summary>
    public override bool WaitsForEver(ActivityNode node) => !node.IsLimitedBy("expiresAfter") && !node.IsLimitedBy("deadlineHours") && !node.IsLimitedBy("deadlineWorkingDays") && !node.IsLimitedBy("escalateAfter");

    public override IEnumerable<string> LikelyOutcomes(ActivityNode node) => node.Outcomes.Where(outcome => outcome != Expired || node.IsLimitedBy("expiresAfter"));

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        if (node.IsSet("escalationTemplate") && !node.IsSet("escalationTo"))
            yield return new("activity.escalation_silent", FindingSeverity.Warning, node.NodeId, $"'{node.DisplayText}' has a message for the team, but no address for it.", "Give the team's e-mail address, or empty the message.");
    }

    /// <summary>Opens the task. Nothing is added to what it holds but what was asked for, so that older journeys go on as they were recorded.</summary>
    protected static void Open(Step step, JsonObject wait, string kind)
    {
        if (step.Text("skill") is { } skill) wait["skill"] = skill;
        var deadline = ReadDeadline(step, wait);
        var (escalation, expiry) = (step.Hours("escalateAfter"), step.Hours("expiresAfter"));
        if (expiry is { } last) wait["expiresAt"] = Instant(step.Run.Now + last);
        step.Wait(WaitKind.Agent, wait);
        step.Journal(JournalKinds.StepOpened, new() { ["kind"] = kind });
        if (deadline is { } by && by > step.Run.Now) step.SetTimer(Deadline, by - step.Run.Now);
        if (escalation is { } late) step.SetTimer(Escalation, late);
        if (expiry is { } end) step.SetTimer(Expiry, end);
    }

    public sealed override void Resume(Step step, RunEvent e, string? timer)
    {
        switch (timer)
        {
            case null:
                Decided(step, e);
                break;
            case Deadline:
                Raise(step, 1);
                step.Journal(JournalKinds.TaskOverdue, []);
                break;
            case Escalation:
                Raise(step, 2);
                step.Journal(JournalKinds.TaskEscalated, []);
                if (step.Text("escalationTemplate") is { } template && step.Text("escalationTo") is { } to)
                    step.Tell(CallContracts.Channel, "send", new() { ["template"] = template, ["channel"] = "email", ["to"] = to });
                break;
            case Expiry:
                step.Complete(Expired);
                break;
            default:
                OtherTimer(step, timer);
                break;
        }
    }

    protected virtual void OtherTimer(Step step, string timer) => throw new InvalidOperationException($"{Descriptor.Type} sets no timer for {timer}.");

    protected abstract void Decided(Step step, RunEvent e);

    protected static (string Outcome, string? Note) Decision(RunEvent e) => e switch
    {
        RunEvent.Decided decided => (decided.Outcome, decided.Note),
        RunEvent.Confirmed confirmed => (confirmed.Outcome, confirmed.Note),
        _ => throw new InvalidOperationException($"{e.GetType().Name} decides nothing."),
    };

    protected static WaitData WaitOf(Step step) => step.Run.Data.Waits.First(wait => wait.Context == step.Context.Id);

    private static DateTimeOffset? ReadDeadline(Step step, JsonObject wait)
    {
        if (step.Node.IsSet("deadlineWorkingDays") && step.Number("deadlineWorkingDays") is > 0 and var days)
        {
            var day = StatutoryDays.Working(step, StatutoryDays.Today(step), (int)Math.Min(days, StatutoryDays.Most));
            wait["deadlineDay"] = StatutoryDays.Text(day);
            var end = WorkingTime.EndOf(day, step.Run.Zone);
            wait["deadline"] = Instant(end);
            return end;
        }
        if (step.Hours("deadlineHours") is not { } hours) return null;
        wait["deadline"] = Instant(step.Run.Now + hours);
        return step.Run.Now + hours;
    }

    private static void Raise(Step step, int priority) =>
        WaitOf(step).Change(data => data["priority"] = Math.Max(priority, data["priority"] is JsonValue known ? known.GetValue<int>() : 0));

    private static string Instant(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);
}
