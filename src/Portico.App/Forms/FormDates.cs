using System.Globalization;

namespace Portico.App.Forms;

/// <summary>Dates in forms: ISO, or relative to the day the form is shown (<c>today</c>, <c>today+14d</c>, <c>today-2w</c>, <c>today+6m</c>, <c>today-18y</c>).</summary>
public static class FormDates
{
    /// <returns>Null when the text is no such date.</returns>
    public static DateOnly? Resolve(string text, DateOnly today)
    {
        if (!text.StartsWith("today", StringComparison.Ordinal)) return Read(text);
        var rest = text["today".Length..];
        if (rest.Length == 0) return today;
        if (rest.Length < 3 || rest[0] is not ('+' or '-') || !int.TryParse(rest.AsSpan(0, rest.Length - 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) || Math.Abs(count) > 50_000) return null;
        try
        {
            return rest[^1] switch { 'd' => today.AddDays(count), 'w' => today.AddDays(count * 7), 'm' => today.AddMonths(count), 'y' => today.AddYears(count), _ => null };
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;     // before year 1 or after 9999: no date
        }
    }

    public static DateOnly? Read(string text) =>
        DateOnly.TryParseExact(Digits.ToLatin(text).Trim(), ["yyyy-MM-dd", "yyyy-M-d"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    public static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>For people: 5 March 2027. The digits are 0 to 9 in every language.</summary>
    public static string InWords(DateOnly date, string locale)
    {
        var texts = FormTexts.In(locale);
        return texts.Text("date.long", ("day", date.Day == 1 ? texts["date.first"] : date.Day.ToString(CultureInfo.InvariantCulture)), ("month", texts[$"month.{date.Month}"]), ("year", date.Year.ToString(CultureInfo.InvariantCulture)));
    }
}
