using System.Collections.Concurrent;
using System.Reflection;
using Portico.Workflows;
using Portico.Workflows.Schedules;

namespace Portico.App.Calendars;

/// <summary>The calendars that come with the platform, and what can be asked of them. Pure: nothing here knows a tenant or the time.</summary>
public static class CalendarLibrary
{
    private const string Folder = "Calendars/";

    public static IReadOnlyList<HolidayCalendar> All { get; } = [.. Load().OrderBy(calendar => calendar.Code, StringComparer.Ordinal)];

    private static readonly ConcurrentDictionary<(string Code, int Year), HashSet<DateOnly>> Years = new();

    public static HolidayCalendar? Find(string code) => All.FirstOrDefault(calendar => calendar.Code == code);

    /// <summary>The calendar of a country, or of the part of it that stands for the whole.</summary>
    public static HolidayCalendar? Of(string country) => Find(country) ?? All.FirstOrDefault(calendar => calendar.Country == country && calendar.Default);

    /// <returns>Null: the rules are not known for that day.</returns>
    public static bool? IsWorkingDay(HolidayCalendar calendar, DateOnly day) =>
        day < calendar.ValidFrom || day > calendar.ValidThrough ? null : !calendar.Weekend.Contains(day.DayOfWeek) && !IsHoliday(calendar, day);

    /// <summary>By the rules as they are known; a weekend alone is none.</summary>
    public static bool IsHoliday(HolidayCalendar calendar, DateOnly day) => Years.GetOrAdd((calendar.Code, day.Year), _ => [.. calendar.In(day.Year).Select(holiday => holiday.On)]).Contains(day);

    /// <param name="closed">Days on which this tenant is closed beside the holidays.</param>
    public static WorkingCalendar With(HolidayCalendar calendar, IReadOnlySet<DateOnly> closed, string? version = null) =>
        new(calendar.Code, version ?? calendar.Version, day => IsWorkingDay(calendar, day) is { } open ? open && !closed.Contains(day) : null);

    public static DateOnly? AddWorkingDays(WorkingCalendar calendar, DateOnly from, int days) => WorkingTime.Add(calendar, from, days);

    /// <summary>When so many working days after an instant are over, by the clock of a zone.</summary>
    public static (DateOnly Day, DateTimeOffset Ends)? Forecast(WorkingCalendar calendar, DateTimeOffset from, int days, TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(from, zone).DateTime);
        return WorkingTime.Add(calendar, today, days) is { } day ? (day, WorkingTime.EndOf(day, zone)) : null;
    }

    private static IEnumerable<HolidayCalendar> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var json = assembly.GetManifestResourceStream(name)!;
            yield return HolidayCalendar.Read(json);
        }
    }
}
