using Portico.Workflows.Engine;
using Portico.Workflows.Schedules;

namespace Portico.Workflows.Activities;

/// <summary>Days as laws and promises count them: by the tenant's clock, and by the calendar that the activity names.</summary>
internal static class StatutoryDays
{
    public const int Most = 3660;

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
}
