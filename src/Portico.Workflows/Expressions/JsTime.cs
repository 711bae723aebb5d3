namespace Portico.Workflows.Expressions;

/// <summary>The calendar of the language: milliseconds since 1970, about 270,000 years to either side, always UTC, whatever zone the machine is in.</summary>
internal static class JsTime
{
    public const double Day = 86_400_000;

    private const double Limit = 8.64e15;

    /// <summary>Whole milliseconds, or NaN for what is no instant.</summary>
    public static double Clip(double time) => double.IsFinite(time) && Math.Abs(time) <= Limit ? Math.Truncate(time) + 0d : double.NaN;

    /// <summary>Year, month from 0, day from 1, hour, minute, second, millisecond.</summary>
    public static double[] Parts(double time)
    {
        var days = Math.Floor(time / Day);
        var rest = time - (days * Day);
        var (year, month, day) = Civil((long)days);
        return [year, month, day, Math.Floor(rest / 3600000), Math.Floor(rest / 60000) % 60, Math.Floor(rest / 1000) % 60, rest % 1000];
    }

    public static int WeekDay(double time) => (int)(((Math.Floor(time / Day) + 4) % 7 + 7) % 7);

    /// <summary>Parts as the constructor takes them; they may overflow, as in month 13.</summary>
    public static double FromParts(ReadOnlySpan<double> parts)
    {
        foreach (var part in parts) if (!double.IsFinite(part)) return double.NaN;
        double At(ReadOnlySpan<double> all, int index, double missing) => index < all.Length ? Math.Truncate(all[index]) : missing;
        var month = At(parts, 1, 0);
        var year = At(parts, 0, 1970) + Math.Floor(month / 12);
        if (Math.Abs(year) > 400_000) return double.NaN;
        var days = DaysBefore((long)year, (int)(((month % 12) + 12) % 12)) + At(parts, 2, 1) - 1;
        return (days * Day) + (At(parts, 3, 0) * 3600000) + (At(parts, 4, 0) * 60000) + (At(parts, 5, 0) * 1000) + At(parts, 6, 0);
    }

    public static int DaysInMonth(double year, int month) => (int)(DaysBefore((long)year + (month / 11), (month + 1) % 12) - DaysBefore((long)year, month));

    // Years are counted from March, so that the day of a leap year comes last, and in eras of 400 years, which all have the same length.
    private static long DaysBefore(long year, int month)
    {
        if (month < 2) year--;
        var era = FloorDivide(year, 400);
        var yearOfEra = year - (era * 400);
        var dayOfYear = ((153 * ((month + 10) % 12)) + 2) / 5;
        return (era * 146097) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - 719468;
    }

    private static (long Year, int Month, int Day) Civil(long days)
    {
        days += 719468;
        var era = FloorDivide(days, 146097);
        var dayOfEra = days - (era * 146097);
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36524) - (dayOfEra / 146096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var monthFromMarch = ((5 * dayOfYear) + 2) / 153;
        var month = (int)(monthFromMarch + 2) % 12;
        return (yearOfEra + (era * 400) + (month < 2 ? 1 : 0), month, (int)(dayOfYear - (((153 * monthFromMarch) + 2) / 5) + 1));
    }

    private static long FloorDivide(long value, long by) => value >= 0 ? value / by : -((-value + by - 1) / by);
}
