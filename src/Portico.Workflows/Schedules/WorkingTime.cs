namespace Portico.Workflows.Schedules;

/// <summary>Counts working days, and says when a day ends.</summary>
public static class WorkingTime
{
    // No calendar is closed for so many days in a row.
    private const int LongestRest = 60;

    /// <param name="days">0: the day itself, or if it is no working day the next that is one; 1: the first working day after it.</param>
    /// <returns>Null: the calendar does not reach that far.</returns>
    public static DateOnly? Add(WorkingCalendar calendar, DateOnly from, int days)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        if (days == 0) return Next(calendar, from);
        DateOnly? day = from;
        for (var left = days; left > 0 && day is { } last; left--) day = Next(calendar, last.AddDays(1));
        return day;
    }

    /// <summary>The day itself if it is a working day, else the next one.</summary>
    public static DateOnly? Next(WorkingCalendar calendar, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        for (var rest = 0; rest < LongestRest; rest++, day = day.AddDays(1))
        {
            if (calendar.IsWorkingDay(day) is not { } open) return null;
            if (open) return day;
        }

        return null;
    }

    /// <summary>The instant at which a day ends in a zone, also where the clock leaps at midnight or is put back.</summary>
    public static DateTimeOffset EndOf(DateOnly day, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var midnight = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        // Leapt over: the day ends when the clock leaps, by the offset from before. Twice: it ends at the first of the two.
        var offset = zone.IsInvalidTime(midnight) ? zone.GetUtcOffset(midnight.AddHours(-3))
            : zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max()
            : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }
}
