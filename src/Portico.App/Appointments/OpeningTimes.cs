namespace Portico.App.Appointments;

/// <summary>Which times a service has on a day, before anybody books. Pure.</summary>
public static class OpeningTimes
{
    /// <returns>Starts, one after the other with what each takes, from the moment it opens: on a day on which the clock leaps or is put back there are fewer or more.</returns>
    public static IEnumerable<DateTimeOffset> On(DateOnly day, ServiceOffer service, TimeZoneInfo zone)
    {
        var (takes, busy) = (TimeSpan.FromMinutes(service.DurationMinutes), TimeSpan.FromMinutes(service.DurationMinutes + service.BufferMinutes));
        foreach (var hours in service.Hours.Where(hours => hours.Day == day.DayOfWeek).OrderBy(hours => hours.From))
        {
            var closes = At(day, hours.To, zone, last: true);
            for (var start = At(day, hours.From, zone, last: false); start + takes <= closes; start += busy) yield return start;
        }
    }

    /// <summary>A time that the clock leaps over comes at the end of the leap. Of two, it opens at the first and closes at the second.</summary>
    private static DateTimeOffset At(DateOnly day, int minutes, TimeZoneInfo zone, bool last)
    {
        var local = day.ToDateTime(TimeOnly.MinValue).AddMinutes(minutes);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        var offset = !zone.IsAmbiguousTime(local) ? zone.GetUtcOffset(local) : last ? zone.GetAmbiguousTimeOffsets(local).Min() : zone.GetAmbiguousTimeOffsets(local).Max();
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
