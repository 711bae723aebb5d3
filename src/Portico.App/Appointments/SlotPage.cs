using Portico.App.Forms;

namespace Portico.App.Appointments;

/// <summary>A few days of free times to choose from, with the way to earlier and later ones.</summary>
public sealed record SlotPage(IReadOnlyList<OptionView> Options, SlotsView Slots)
{
    private const int Days = 5;

    /// <param name="from">First day to show; null: the first that has a time.</param>
    /// <param name="chosen">Stays among them wherever one looks, if it is still free.</param>
    public static SlotPage Of(SlotFinder.Free free, DateOnly? from, DateTimeOffset? chosen, string locale)
    {
        var (time, days) = (free.Time, free.Slots.GroupBy(slot => free.Time.DayOf(slot.StartsAt)).ToList());
        var first = from is { } day ? days.FindIndex(slots => slots.Key >= day) : 0;
        if (first < 0) first = Math.Max(0, days.Count - Days);
        var shown = days.Skip(first).Take(Days).SelectMany(slots => slots).ToList();
        if (chosen is { } start && free.At(start) is { } kept && !shown.Contains(kept)) shown.Add(kept);
        return new(
            [.. shown.OrderBy(slot => slot.StartsAt).Select(slot => SlotTimes.In(time.Zone, slot.StartsAt)).Select(local => new OptionView(SlotTimes.Iso(local), SlotTimes.InWords(local, locale, time.Country), null, null))],
            new(free.Service.Name.In(locale, time.DefaultLocale), time.Zone.Id, free.Service.DurationMinutes, first > 0 ? days[Math.Max(0, first - Days)].Key : null, first + Days < days.Count ? days[first + Days].Key : null));
    }
}
