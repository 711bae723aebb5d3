namespace Portico.App.Calendars;

/// <summary>What happens to a holiday that falls on a weekend.</summary>
public enum Observed
{
    /// <summary>Nothing.</summary>
    AsItFalls,

    /// <summary>The next day that is neither weekend nor holiday is free, too.</summary>
    NextFreeDay,

    /// <summary>Saturday: the Friday before; Sunday: the Monday after.</summary>
    NearestWeekday,
}

/// <summary>One holiday, told in one of four ways: <see cref="Date"/>, <see cref="Easter"/>, <see cref="Month"/> with <see cref="Weekday"/> and <see cref="Nth"/>, or <see cref="Days"/>.</summary>
public sealed record HolidayRule
{
    public required string Name { get; init; }

    /// <summary>The same every year, as <c>12-25</c>.</summary>
    public string? Date { get; init; }

    /// <summary>Days after Easter Sunday; before it if negative.</summary>
    public int? Easter { get; init; }

    public int? Month { get; init; }
    public DayOfWeek? Weekday { get; init; }

    /// <summary>1: the first of the month; -1: the last.</summary>
    public int? Nth { get; init; }

    /// <summary>Days that no rule gives, each with its year: moveable feasts of other calendars, and days that were proclaimed once.</summary>
    public IReadOnlyList<DateOnly>? Days { get; init; }

    public Observed Observed { get; init; }

    /// <summary>First and last year.</summary>
    public int? From { get; init; }
    public int? To { get; init; }

    /// <summary>Only if this date (as <c>02-01</c>) falls on this weekday, or unless it does.</summary>
    public DateIs? If { get; init; }
    public DateIs? Unless { get; init; }

    public sealed record DateIs(string Date, DayOfWeek Weekday)
    {
        public bool HoldsIn(int year) => On(Date, year)?.DayOfWeek == Weekday;
    }

    public bool HoldsIn(int year) => year >= (From ?? year) && year <= (To ?? year) && If?.HoldsIn(year) != false && Unless?.HoldsIn(year) != true;

    public IEnumerable<DateOnly> In(int year) => this switch
    {
        { Date: { } date } => On(date, year) is { } day ? [day] : [],
        { Easter: { } after } => [EasterSunday(year).AddDays(after)],
        { Month: { } month, Weekday: { } weekday, Nth: { } nth } => [NthWeekday(year, month, weekday, nth)],
        { Days: { } days } => days.Where(day => day.Year == year),
        _ => throw new InvalidOperationException($"The holiday '{Name}' does not say when it is."),
    };

    /// <summary>Of the western churches, by the anonymous Gregorian algorithm.</summary>
    public static DateOnly EasterSunday(int year)
    {
        int a = year % 19, b = year / 100, c = year % 100;
        int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
        var h = ((19 * a) + b - d - g + 15) % 30;
        int i = c / 4, k = c % 4;
        var l = (32 + (2 * e) + (2 * i) - h - k) % 7;
        var m = (a + (11 * h) + (22 * l)) / 451;
        var n = h + l - (7 * m) + 114;
        return new DateOnly(year, n / 31, (n % 31) + 1);
    }

    private static DateOnly NthWeekday(int year, int month, DayOfWeek weekday, int nth)
    {
        if (nth > 0)
        {
            var first = new DateOnly(year, month, 1);
            return first.AddDays((((int)weekday - (int)first.DayOfWeek + 7) % 7) + ((nth - 1) * 7));
        }

        var last = new DateOnly(year, month, DateTime.DaysInMonth(year, month));
        return last.AddDays(-(((int)last.DayOfWeek - (int)weekday + 7) % 7) + ((nth + 1) * 7));
    }

    private static DateOnly? On(string monthAndDay, int year) => DateOnly.TryParseExact($"{year:D4}-{monthAndDay}", "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day) ? day : null;
}
