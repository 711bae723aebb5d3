using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portico.App.Calendars;

/// <summary>The public holidays of a country or a part of it, as data: rules with the years in which they hold.</summary>
public sealed record HolidayCalendar
{
    private static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() }, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>Country by ISO 3166, with a part of it where holidays differ: <c>DE</c>, <c>GB-SCT</c>.</summary>
    public required string Code { get; init; }
    public required string Name { get; init; }

    /// <summary>Grows whenever a rule changes; a clock keeps the one it was started with.</summary>
    public required string Version { get; init; }

    /// <summary>By whose clock a day ends there.</summary>
    public required string Zone { get; init; }

    /// <summary>First and last day that the rules are known for; no last day: until they are changed.</summary>
    public required DateOnly ValidFrom { get; init; }
    public DateOnly? ValidThrough { get; init; }

    /// <summary>What a tenant of the country gets that names no part of it.</summary>
    public bool Default { get; init; }
    public IReadOnlyList<DayOfWeek> Weekend { get; init; } = [DayOfWeek.Saturday, DayOfWeek.Sunday];

    /// <summary>Where the rules come from.</summary>
    public string? Source { get; init; }
    public required IReadOnlyList<HolidayRule> Holidays { get; init; }

    public string Country => Code.Split('-')[0];

    public static HolidayCalendar Read(Stream json) => JsonSerializer.Deserialize<HolidayCalendar>(json, Reading) ?? throw new JsonException("A calendar is a JSON object.");

    /// <summary>The days of a year on which offices are closed for a holiday, in order; a holiday that is made up for stands at both days.</summary>
    public IReadOnlyList<Holiday> In(int year)
    {
        // A neighbouring year can move a holiday into this one: 1 January on a Saturday is kept on 31 December.
        var natural = Enumerable.Range(year - 1, 3).SelectMany(Natural).OrderBy(day => day.Holiday.On).ToList();
        var taken = natural.Select(day => day.Holiday.On).ToHashSet();
        var made = new List<Holiday>();
        foreach (var (holiday, rule) in natural)
        {
            if (Substitute(holiday.On, rule, taken) is not { } instead) continue;
            taken.Add(instead);
            made.Add(new(instead, holiday.Name, IsSubstitute: true));
        }

        return [.. natural.Select(day => day.Holiday).Concat(made).Where(holiday => holiday.On.Year == year).OrderBy(holiday => holiday.On)];
    }

    private IEnumerable<(Holiday Holiday, HolidayRule Rule)> Natural(int year) => Holidays.Where(rule => rule.HoldsIn(year)).SelectMany(rule => rule.In(year).Select(day => (new Holiday(day, rule.Name), rule)));

    private DateOnly? Substitute(DateOnly day, HolidayRule rule, HashSet<DateOnly> taken)
    {
        if (!Weekend.Contains(day.DayOfWeek)) return null;
        switch (rule.Observed)
        {
            case Observed.NextFreeDay:
                do day = day.AddDays(1); while (Weekend.Contains(day.DayOfWeek) || taken.Contains(day));
                return day;
            case Observed.NearestWeekday:
                return day.AddDays(day.DayOfWeek == DayOfWeek.Saturday ? -1 : 1);
            default:
                return null;
        }
    }
}

/// <param name="IsSubstitute">The day off that makes up for a holiday at a weekend.</param>
public sealed record Holiday(DateOnly On, string Name, bool IsSubstitute = false);
