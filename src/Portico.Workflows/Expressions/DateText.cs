using System.Text.RegularExpressions;

namespace Portico.Workflows.Expressions;

/// <summary>Dates as texts and back. Of the many texts that browsers guess at, only those that the language itself defines are read.</summary>
internal static partial class DateText
{
    private static readonly string[] Days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    public static string ToText(double time) => double.IsNaN(time) ? "Invalid Date" : $"{ToDay(time)} {ToClock(time)}";

    public static string ToDay(double time)
    {
        if (double.IsNaN(time)) return "Invalid Date";
        var parts = JsTime.Parts(time);
        return $"{Days[JsTime.WeekDay(time)]} {Months[(int)parts[1]]} {Two(parts[2])} {Year(parts[0])}";
    }

    public static string ToClock(double time) => double.IsNaN(time) ? "Invalid Date" : $"{Clock(JsTime.Parts(time))} GMT+0000 (Coordinated Universal Time)";

    public static string ToUtc(double time)
    {
        if (double.IsNaN(time)) return "Invalid Date";
        var parts = JsTime.Parts(time);
        return $"{Days[JsTime.WeekDay(time)]}, {Two(parts[2])} {Months[(int)parts[1]]} {Year(parts[0])} {Clock(parts)} GMT";
    }

    /// <summary>Not for NaN.</summary>
    public static string ToIso(double time)
    {
        var parts = JsTime.Parts(time);
        var year = parts[0] is >= 0 and <= 9999 ? Digits(parts[0], "0000") : (parts[0] < 0 ? "-" : "+") + Digits(Math.Abs(parts[0]), "000000");
        return $"{year}-{Two(parts[1] + 1)}-{Two(parts[2])}T{Clock(parts)}.{Digits(parts[6], "000")}Z";
    }

    public static double Parse(string text, Meter meter)
    {
        if (text.Length > 100) return double.NaN;
        // The matches and their groups.
        meter.Step(4);
        meter.Allocate(2500);
        var trimmed = JsText.Trim(text).ToString();
        if (Iso().Match(trimmed) is { Success: true } iso) return FromMatch(iso, int.Parse(iso.Groups["month"].ValueSpan is { Length: > 0 } month ? month : "1", CultureInfo.InvariantCulture) - 1);
        foreach (var form in new[] { Text().Match(trimmed), Utc().Match(trimmed) })
            if (form.Success) return FromMatch(form, Array.IndexOf(Months, form.Groups["month"].Value));
        return double.NaN;
    }

    private static double FromMatch(Match match, int month)
    {
        double Number(string group, double missing) => match.Groups[group] is { Success: true } found ? double.Parse(found.ValueSpan, CultureInfo.InvariantCulture) : missing;
        var (year, day) = (Number("year", 0), Number("day", 1));
        var (hour, minute, second) = (Number("hour", 0), Number("minute", 0), Number("second", 0));
        var millisecond = Math.Floor(Number("fraction", 0) * 1000);
        if (match.Groups["year"].ValueSpan is "-000000" || month is < 0 or > 11 || day < 1 || day > JsTime.DaysInMonth(year, month)) return double.NaN;
        if (minute > 59 || second > 59 || hour > 24 || (hour == 24 && minute + second + millisecond > 0)) return double.NaN;
        var offset = (Number("offsetHour", 0) * 60) + Number("offsetMinute", 0);
        if (Number("offsetHour", 0) > 23 || Number("offsetMinute", 0) > 59) return double.NaN;
        if (match.Groups["sign"].ValueSpan is "-") offset = -offset;
        return JsTime.Clip(JsTime.FromParts([year, month, day, hour, minute, second, millisecond]) - (offset * 60000));
    }

    private static string Clock(double[] parts) => $"{Two(parts[3])}:{Two(parts[4])}:{Two(parts[5])}";

    private static string Year(double year) => (year < 0 ? "-" : "") + Digits(Math.Abs(year), "0000");

    private static string Two(double value) => Digits(value, "00");

    private static string Digits(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<year>[0-9]{4}|[+-][0-9]{6})(-(?<month>[0-9]{2})(-(?<day>[0-9]{2}))?)?([T ](?<hour>[0-9]{2}):(?<minute>[0-9]{2})(:(?<second>[0-9]{2})(?<fraction>\.[0-9]{1,40})?)?(Z|(?<sign>[+-])(?<offsetHour>[0-9]{2}):(?<offsetMinute>[0-9]{2}))?)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Iso();

    [GeneratedRegex(@"^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[0-9]{2}) (?<year>[0-9]{4})( (?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})( GMT(?<sign>[+-])(?<offsetHour>[0-9]{2})(?<offsetMinute>[0-9]{2})( \([A-Za-z ]*\))?)?)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Text();

    [GeneratedRegex(@"^[A-Z][a-z]{2}, (?<day>[0-9]{2}) (?<month>[A-Z][a-z]{2}) (?<year>[0-9]{4}) (?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2}) GMT\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Utc();
}
