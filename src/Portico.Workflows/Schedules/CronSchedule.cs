using System.Diagnostics.CodeAnalysis;

namespace Portico.Workflows.Schedules;

/// <summary>
/// A cron expression of five fields (minute, hour, day of the month, month, day of the week) or six (seconds in front, as Elsa writes them), with names, lists, ranges, steps, <c>?</c>,
/// <c>L</c>, <c>L-3</c>, <c>LW</c>, <c>15W</c>, <c>5L</c>, <c>MON#2</c> and <c>@daily</c> and its like. Day of the month and day of the week must both fit.
/// </summary>
public sealed class CronSchedule
{
    /// <summary>Weekdays and leap days come together again after 28 years, and once later because of a century that has no leap day.</summary>
    private const int Years = 41;

    private readonly CronFields fields;
    private readonly Lazy<bool> never;

    private CronSchedule(CronFields fields)
    {
        this.fields = fields;
        never = new(() => FirstDay(new(2000, 1, 1)) is null);
    }

    /// <summary>There is no such day, for example the 30th of February.</summary>
    public bool NeverHappens => never.Value;

    /// <param name="why">What is wrong, in a sentence; empty if nothing is.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out CronSchedule? schedule, out string why)
    {
        ArgumentNullException.ThrowIfNull(text);
        var fields = CronFields.Read(text, out why);
        schedule = fields is null ? null : new(fields);
        return fields is not null;
    }

    /// <summary>
    /// The first occurrence after <paramref name="after"/>; null if there is none. Times that the clock leaps over happen at the end of the leap. When the clock is put back, a schedule with
    /// fixed times happens once, the first time; one with intervals (<c>*</c>, ranges or steps in seconds, minutes or hours) goes on through both hours.
    /// </summary>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var local = TimeZoneInfo.ConvertTime(after, zone);
        // Inside the repeated hour: the second pass has its own occurrences only for intervals.
        if (zone.IsAmbiguousTime(local.DateTime))
        {
            var (first, second) = Offsets(local.DateTime, zone);
            var end = EndOfAmbiguity(local.DateTime, zone);
            if (local.Offset == first)
            {
                if (NextLocal(local.DateTime) is { } found && found < end) return new(found, first);
                // The second pass begins an hour earlier on the clock than the first one ended.
                var begin = end - (first - second);
                if (fields.IsInterval && NextLocal(begin.AddTicks(-1)) is { } again && again < end) return new(again, second);
                return Resolve(NextLocal(end.AddTicks(-1)), zone);
            }
            if (fields.IsInterval && NextLocal(local.DateTime) is { } inSecond && inSecond < end) return new(inSecond, second);
            return Resolve(NextLocal(end.AddTicks(-1)), zone);
        }
        return Resolve(NextLocal(local.DateTime), zone) is { } next && next > after ? next : After(local.DateTime, after, zone);
    }

    /// <summary>Several local times of a leap happen at its end, which may be the very instant we come from.</summary>
    private DateTimeOffset? After(DateTime local, DateTimeOffset after, TimeZoneInfo zone)
    {
        for (var candidate = NextLocal(local); candidate is { } time; candidate = NextLocal(time))
            if (LocalTime.InstantOf(time, zone) is var next && next > after) return next;
        return null;
    }

    private static DateTimeOffset? Resolve(DateTime? local, TimeZoneInfo zone) => local is { } time ? LocalTime.InstantOf(time, zone) : null;

    private static (TimeSpan First, TimeSpan Second) Offsets(DateTime local, TimeZoneInfo zone)
    {
        var offsets = zone.GetAmbiguousTimeOffsets(local);
        return (offsets.Max(), offsets.Min());
    }

    private static DateTime EndOfAmbiguity(DateTime local, TimeZoneInfo zone)
    {
        var end = new DateTime(local.Year, local.Month, local.Day, local.Hour, local.Minute, 0);
        while (zone.IsAmbiguousTime(end)) end = end.AddMinutes(1);
        return end;
    }

    /// <summary>The first time on the clock after this one that fits, leaps and repetitions left aside.</summary>
    private DateTime? NextLocal(DateTime after)
    {
        if (after > DateTime.MaxValue.AddYears(-Years - 1)) return null;
        var from = new DateTime(after.Year, after.Month, after.Day, after.Hour, after.Minute, after.Second).AddSeconds(1);
        if (FirstDay(DateOnly.FromDateTime(from)) is not { } day) return null;
        if (day == DateOnly.FromDateTime(from) && TimeOfDay(from.TimeOfDay) is { } today) return day.ToDateTime(default) + today;
        if (day == DateOnly.FromDateTime(from) && FirstDay(day.AddDays(1)) is { } later) day = later;
        else if (day == DateOnly.FromDateTime(from)) return null;
        return day.ToDateTime(default) + TimeOfDay(TimeSpan.Zero)!.Value;
    }

    private DateOnly? FirstDay(DateOnly from)
    {
        var last = from.AddYears(Years);
        for (var day = from; day <= last; day = fields.HasMonth(day.Month) ? day.AddDays(1) : new DateOnly(day.Year, day.Month, 1).AddMonths(1))
            if (fields.HasMonth(day.Month) && fields.Fits(day)) return day;
        return null;
    }

    private TimeSpan? TimeOfDay(TimeSpan from)
    {
        foreach (var hour in fields.Hours.Where(hour => hour >= from.Hours))
        {
            foreach (var minute in fields.Minutes.Where(minute => hour > from.Hours || minute >= from.Minutes))
            {
                var earliest = hour == from.Hours && minute == from.Minutes ? from.Seconds : 0;
                foreach (var second in fields.Seconds)
                    if (second >= earliest) return new(hour, minute, second);
            }
        }
        return null;
    }
}
