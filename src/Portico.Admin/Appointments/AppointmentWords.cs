using System.Globalization;
using Portico.App.Appointments;
using Portico.App.Forms;

namespace Portico.Admin.Appointments;

/// <summary>Appointments in the words of the product.</summary>
public static class AppointmentWords
{
    public static string Of(AppointmentState state) => state switch { AppointmentState.Booked => "Booked", AppointmentState.Held => "Held", AppointmentState.NoShow => "No-show", _ => "Cancelled" };

    public static string Tone(AppointmentState state) => state switch { AppointmentState.Booked => "info", AppointmentState.Held => "success", AppointmentState.NoShow => "danger", _ => "neutral" };

    public static string Day(DateOnly day) => day.ToString("dddd d MMMM", CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset at) => at.ToString("HH:mm", CultureInfo.InvariantCulture);

    public static string Zone(TimeZoneInfo zone) => $"{SlotTimes.NameOf(zone.Id)} time";

    /// <summary>9:00 – 17:30 as it is typed; the end of a day is 24:00.</summary>
    public static string Clock(int minutes) => string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:00}:{minutes % 60:00}");

    /// <returns>Null: no time of a day.</returns>
    public static int? Minutes(string clock) => clock.Trim() is "24:00" ? 1440 : TimeOnly.TryParseExact(clock.Trim(), ["H:mm", "HH:mm", "H"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? (int)time.ToTimeSpan().TotalMinutes : null;

    /// <summary>Monday first.</summary>
    public static readonly IReadOnlyList<DayOfWeek> Week = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    /// <summary>Mon–Fri 09:00–17:00.</summary>
    public static string Of(IReadOnlyList<OpeningHours> hours)
    {
        var spans = new List<(DayOfWeek First, DayOfWeek Last, string Words)>();
        DayOfWeek? before = null;
        foreach (var day in Week)
        {
            var words = string.Join(", ", hours.Where(h => h.Day == day).Select(h => $"{Clock(h.From)}–{Clock(h.To)}"));
            if (words.Length > 0 && spans.Count > 0 && spans[^1].Last == before && spans[^1].Words == words) spans[^1] = (spans[^1].First, day, words);
            else if (words.Length > 0) spans.Add((day, day, words));
            before = day;
        }

        return spans.Count == 0 ? "never open" : string.Join("; ", spans.Select(span => $"{(span.First == span.Last ? Short(span.First) : $"{Short(span.First)}–{Short(span.Last)}")} {span.Words}"));

        static string Short(DayOfWeek day) => day.ToString()[..3];
    }
}
