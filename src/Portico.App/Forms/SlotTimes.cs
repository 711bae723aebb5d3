using System.Globalization;

namespace Portico.App.Forms;

/// <summary>Times of appointments: as answers, and in the words of a language. They are written by the clock whose offset they carry, which is the tenant's.</summary>
public static class SlotTimes
{
    /// <summary>An instant with its offset; a text without one could mean anything.</summary>
    public static DateTimeOffset? Read(string text) =>
        DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
        && (text[^1] is 'Z' or 'z' || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal)) ? at : null;

    public static string Iso(DateTimeOffset start) => start.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>The same moment by the clock of a zone, as an answer.</summary>
    public static DateTimeOffset In(TimeZoneInfo zone, DateTimeOffset start) => TimeZoneInfo.ConvertTime(start, zone);

    /// <summary>Tuesday, 5 January 2027, 9:00.</summary>
    public static string InWords(DateTimeOffset start, string locale, string country) => FormTexts.In(locale).Text("slot.words", ("date", Day(start, locale)), ("time", Time(start, locale, country)));

    /// <summary>With the zone, for whoever may be in another one.</summary>
    public static string InWords(DateTimeOffset start, TimeZoneInfo zone, string locale, string country)
    {
        var local = In(zone, start);
        return FormTexts.In(locale).Text("slot.words.zone", ("date", Day(local, locale)), ("time", Time(local, locale, country, zone)), ("zone", NameOf(zone.Id)));
    }

    public static string Day(DateTimeOffset start, string locale)
    {
        var texts = FormTexts.In(locale);
        return texts.Text("date.weekday", ("weekday", texts[FormattableString.Invariant($"weekday.{(int)start.DayOfWeek}")]), ("date", FormDates.InWords(DateOnly.FromDateTime(start.DateTime), locale)));
    }

    /// <param name="zone">Where the clock is put back, the same time comes twice: then the offset stands with it.</param>
    public static string Time(DateTimeOffset start, string locale, string country, TimeZoneInfo? zone = null)
    {
        var culture = CultureInfo.GetCultureInfo(locale.Contains('-', StringComparison.Ordinal) || country.Length != 2 ? locale : $"{locale}-{country}");
        var time = start.ToString(culture.DateTimeFormat.ShortTimePattern, culture);
        return zone?.IsAmbiguousTime(start.DateTime) == true ? FormTexts.In(locale).Text("slot.twice", ("time", time), ("offset", start.ToString("zzz", CultureInfo.InvariantCulture))) : time;
    }

    /// <summary>How people call the clock of a place: <c>America/New_York</c> is New York time.</summary>
    public static string NameOf(string zone) => zone[(zone.LastIndexOf('/') + 1)..].Replace('_', ' ');
}
