namespace Portico.Workflows.Schedules;

/// <summary>Hours of the day in which nobody is reminded of anything.</summary>
/// <param name="From">When they begin, by the clock where the customer is served.</param>
/// <param name="Until">When they end; earlier than <paramref name="From"/>: on the next day.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly Until)
{
    /// <returns>The instant itself, or the end of the quiet hours it falls in.</returns>
    public DateTimeOffset After(DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone).DateTime;
        var time = TimeOnly.FromDateTime(local);
        if (!time.IsBetween(From, Until)) return at;
        var day = DateOnly.FromDateTime(local);
        var end = LocalTime.InstantOf((time < Until ? day : day.AddDays(1)).ToDateTime(Until), zone);
        return end > at ? end : at; // where the clock is put back it may have struck that hour already
    }
}
