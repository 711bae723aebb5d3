using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;
using Portico.Workflows.Schedules;

namespace Portico.Workflows.Activities;

/// <summary>A statutory clock: so many days after a day, to the end of the last one.</summary>
internal sealed class WaitUntil : Activity
{
    private const string Working = "working";

    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Portico.WaitUntil", "Wait so many days", "Scheduling", "Waits until the end of a day that is so many working or calendar days after another.", "Task",
        inputs:
        [
            Describe.Line("Days", "Days", "How many. The day that is counted from does not count.", type: "Int32"),
            Describe.Choice("DayKind", "Kind of days", "Working days leave out weekends and holidays.", "calendar", "calendar", Working),
            Describe.Script("CountFrom", "Counted from", "A date or an instant, for example the answer moveInDate. Empty: when the case comes here."),
            Describe.From("calendars", "Calendar", "Calendar", "Whose working days count. Empty: those of your country."),
            Describe.Line("MoveToWorkingDay", "Last day must be a working day", "If it is none, the time ends with the next working day.", "False", "Boolean") with { UiHint = "checkbox" },
        ],
        outputs: [Describe.Result("Until", "The last day, as year-month-day.", "String")]);

    public override bool Rests(ActivityNode node) => true;

    public override void Execute(Step step)
    {
        var days = step.Number("days") is { } given and >= 0 and <= StatutoryDays.Most ? (int)given : throw new ActivityFault("activity.input_missing", $"The number of days has to lie between 0 and {StatutoryDays.Most}.");
        var working = step.Text("dayKind") == Working;
        var move = step.Flag("moveToWorkingDay");
        var calendar = working || move ? StatutoryDays.Calendar(step) : null;

        var from = Reference(step);
        var until = working ? StatutoryDays.Known(WorkingTime.Add(calendar!, from, days)) : from.AddDays(days);
        if (move) until = StatutoryDays.Known(WorkingTime.Next(calendar!, until));
        var due = WorkingTime.EndOf(until, step.Run.Zone);
        var data = new JsonObject
        {
            ["dueAt"] = due.ToString("O", CultureInfo.InvariantCulture), ["until"] = StatutoryDays.Text(until), ["from"] = StatutoryDays.Text(from), ["days"] = days, ["dayKind"] = working ? Working : "calendar",
        };
        if (calendar is not null) (data["calendar"], data["calendarVersion"]) = (calendar.Code, calendar.Version);

        step.SetOutput("Until", StatutoryDays.Text(until));
        step.Journal(JournalKinds.ClockStarted, data.DeepClone().AsObject());
        if (due <= step.Run.Now)
        {
            step.Complete();
            return;
        }
        step.SetTimer("clock", due - step.Run.Now);
        step.Wait(WaitKind.Timer, data);
    }

    public override void Resume(Step step, RunEvent e, string? timer) => step.Complete();

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        if (!node.IsSet("days")) yield return Missing(node, "number of days", "Say how many days it waits.");
    }

    private static DateOnly Reference(Step step)
    {
        if (!step.Node.IsSet("countFrom")) return StatutoryDays.Today(step);
        var text = step.Text("countFrom") ?? throw new ActivityFault("activity.input_missing", "There is no day to count from.");
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? StatutoryDays.DayOf(at, step)
            : throw new ActivityFault("expression.type", "A date such as 2027-01-31 was expected.");
    }
}
