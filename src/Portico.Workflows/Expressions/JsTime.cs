namespace Portico.Workflows.Expressions;

/// <summary>Dates without time zones of machines: a text without an offset is UTC, and all parts are UTC.</summary>
internal static class JsTime
{
    private const double Limit = 8.64e15;

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM", "yyyy", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm",
    ];

    public static JsDate At(double time) => new(double.IsFinite(time) && Math.Abs(time) <= Limit ? Math.Truncate(time) + 0d : double.NaN);

    public static double Parse(string text) =>
        DateTimeOffset.TryParseExact(text.Trim(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed) ? Math.Floor((parsed - DateTimeOffset.UnixEpoch).TotalMilliseconds) : double.NaN;

    public static string ToIso(JsDate date) =>
        Moment(date) is { } moment ? moment.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) : "Invalid Date";

    /// <summary>Null for what is not a date, or lies outside the years 1 to 9999.</summary>
    public static DateTime? Moment(JsDate date) =>
        date.Time is >= -62135596800000d and <= 253402300799999d ? DateTime.UnixEpoch.AddMilliseconds(date.Time) : null;

    /// <summary>Parts as the constructor takes them; they may overflow, as in month 13.</summary>
    public static double FromParts(ReadOnlySpan<double> parts)
    {
        foreach (var part in parts) if (!double.IsFinite(part) || Math.Abs(part) > 1e9) return double.NaN;
        var month = (int)parts[1];
        var year = (int)parts[0] + (int)Math.Floor(month / 12d);
        if (parts[0] is >= 0 and <= 99) year += 1900;
        if (year is < 1 or > 9999) return double.NaN;
        var start = new DateTime(year, (((month % 12) + 12) % 12) + 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var time = (start - DateTime.UnixEpoch).TotalMilliseconds;
        ReadOnlySpan<double> units = [86400000, 3600000, 60000, 1000, 1];
        for (var i = 2; i < parts.Length && i < 7; i++) time += (Math.Truncate(parts[i]) - (i == 2 ? 1 : 0)) * units[i - 2];
        return time;
    }
}
