namespace Portico.Workflows.Schedules;

/// <summary>From what a clock on the wall shows to the instant that is meant.</summary>
internal static class LocalTime
{
    /// <summary>A time that the clock leaps over is the end of the leap; one that it shows twice is the first of the two.</summary>
    public static DateTimeOffset InstantOf(DateTime local, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(local))
        {
            // Leaps are whole minutes; the first minute that exists is the end of this one.
            var end = new DateTime(local.Year, local.Month, local.Day, local.Hour, local.Minute, 0);
            while (zone.IsInvalidTime(end)) end = end.AddMinutes(1);
            local = end;
        }

        return new(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local));
    }
}
