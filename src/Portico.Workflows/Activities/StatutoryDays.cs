using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Schedules;

namespace Portico.Workflows.Activities;

/// <summary>Days as laws and promises count them: by the tenant's clock, and by the calendar that the activity names.</summary>
internal static class StatutoryDays
{
    public const int Most = 3660;

    /// <summary>Name of the timer that ends a period.</summary>
    public const string Clock = "clock";

    private const string WorkingDays = "working";

    /// <summary>What a period is counted by, for each activity that has one.</summary>
    public static IReadOnlyList<InputDescriptor> Inputs { get; } =
    [
        Describe.Line("Days", "Days", "How many. The day that is counted from does not count.", type: "Int32"),
        Describe.Choice("DayKind", "Kind of days", "Working days leave out weekends and holidays.", "calendar", "calendar", WorkingDays),
        Describe.Script("CountFrom", "Counted from", "A date or an instant, for example the answer moveInDate. Empty: when the case comes here."),
        Describe.From("calendars", "Calendar", "Calendar", "Whose working days count. Empty: those of your country."),
        Describe.Line("MoveToWorkingDay", "Last day must be a working day", "If it is none, the time ends with the next working day.", "False", "Boolean") with { UiHint = "checkbox" },
    ];

    public static DateOnly Today(Step step) => DayOf(step.Run.Now, step);

    public static DateOnly DayOf(DateTimeOffset at, Step step) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, step.Run.Zone).DateTime);

    public static WorkingCalendar Calendar(Step step)
    {
        var code = step.Text("calendar") ?? "";
        return step.Run.Calendar(code) ?? throw new ActivityFault("calendar.unknown", code.Length == 0 ? "There is no calendar for your country. Choose one." : $"There is no calendar '{code}'.");
    }

    public static DateOnly Working(Step step, DateOnly from, int days) => Known(WorkingTime.Add(Calendar(step), from, days));

    public static DateOnly Known(DateOnly? day) => day ?? throw new ActivityFault("calendar.not_covered", "The calendar does not reach that far.");

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Begins the period that <see cref="Inputs"/> describe: the journal knows it, and so does the output <c>Until</c>.</summary>
    /// <returns>When it is over, and what a wait for that holds.</returns>
    public static (DateTimeOffset Due, JsonObject Data) Begin(Step step)
    {
        var days = step.Number("days") is { } given and >= 0 and <= Most ? (int)given : throw new ActivityFault("activity.input_missing", $"The number of days has to lie between 0 and {Most}.");
        var working = step.Text("dayKind") == WorkingDays;
        var move = step.Flag("moveToWorkingDay");
        var calendar = working || move ? Calendar(step) : null;

        var from = Reference(step);
        var until = working ? Known(WorkingTime.Add(calendar!, from, days)) : from.AddDays(days);
        if (move) until = Known(WorkingTime.Next(calendar!, until));
        var due = WorkingTime.EndOf(until, step.Run.Zone);
        var data = new JsonObject
        {
            ["dueAt"] = due.ToString("O", CultureInfo.InvariantCulture), ["until"] = Text(until), ["from"] = Text(from), ["days"] = days, ["dayKind"] = working ? WorkingDays : "calendar",
        };
        if (calendar is not null) (data["calendar"], data["calendarVersion"]) = (calendar.Code, calendar.Version);

        step.SetOutput("Until", Text(until));
        step.Journal(JournalKinds.ClockStarted, data.DeepClone().AsObject());
        return (due, data);
    }

    private static DateOnly Reference(Step step)
    {
        if (!step.Node.IsSet("countFrom")) return Today(step);
        var text = step.Text("countFrom") ?? throw new ActivityFault("activity.input_missing", "There is no day to count from.");
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? DayOf(at, step)
            : throw new ActivityFault("expression.type", "A date such as 2027-01-31 was expected.");
    }
}
