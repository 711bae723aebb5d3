namespace Portico.Workflows.Schedules;

/// <summary>What a cron expression allows, field by field.</summary>
internal sealed class CronFields
{
    private static readonly string[] MonthNames = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] DayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private static readonly Dictionary<string, string> Macros = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@yearly"] = "0 0 1 1 *", ["@annually"] = "0 0 1 1 *", ["@monthly"] = "0 0 1 * *", ["@weekly"] = "0 0 * * 0", ["@daily"] = "0 0 * * *", ["@midnight"] = "0 0 * * *", ["@hourly"] = "0 * * * *",
        ["@every_minute"] = "* * * * *", ["@every_second"] = "* * * * * *",
    };

    private HashSet<int> months = [];
    private MonthDays dayOfMonth = new([], null, false);
    private WeekDays dayOfWeek = new([], null, false);

    public IReadOnlyList<int> Seconds { get; private set; } = [0];

    public IReadOnlyList<int> Minutes { get; private set; } = [];

    public IReadOnlyList<int> Hours { get; private set; } = [];

    /// <summary>Seconds, minutes or hours hold a star, a range or a step.</summary>
    public bool IsInterval { get; private set; }

    public static CronFields? Read(string text, out string why)
    {
        why = "";
        try
        {
            return new CronFields().ReadAll(text);
        }
        catch (FormatException wrong)
        {
            why = wrong.Message;
            return null;
        }
    }

    public bool HasMonth(int month) => months.Contains(month);

    public bool Fits(DateOnly day) => dayOfMonth.Fits(day) && dayOfWeek.Fits(day);

    private CronFields ReadAll(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.StartsWith('@')) trimmed = Macros.TryGetValue(trimmed, out var meant) ? meant : throw new FormatException($"'{trimmed}' is not known.");
        var parts = trimmed.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is not (5 or 6)) throw new FormatException("It has five fields, or six with seconds.");
        var next = 0;
        if (parts.Length == 6) Seconds = Clock(parts[next++], "seconds", 59);
        Minutes = Clock(parts[next++], "minutes", 59);
        Hours = Clock(parts[next++], "hours", 23);
        dayOfMonth = ReadMonthDays(parts[next++]);
        months = List(parts[next++], "months", 1, 12, MonthNames);
        dayOfWeek = ReadWeekDays(parts[next]);
        return this;
    }

    private List<int> Clock(string field, string name, int last)
    {
        IsInterval |= field.Any(letter => letter is '*' or '?' or '-' or '/');
        return [.. List(field, name, 0, last, []).Order()];
    }

    private static MonthDays ReadMonthDays(string field)
    {
        const string Name = "days of the month";
        var upper = field.ToUpperInvariant();
        if (upper.StartsWith('L'))
        {
            var nearest = upper.EndsWith('W');
            var rest = nearest ? upper[1..^1] : upper[1..];
            var before = rest.Length == 0 ? 0 : rest[0] == '-' ? Number(rest[1..], Name, 0, 30) : throw Odd(field, Name);
            return new([], before, nearest);
        }
        return upper.EndsWith('W') ? new([Number(upper[..^1], Name, 1, 31)], null, true) : new(List(field, Name, 1, 31, []), null, false);
    }

    private static WeekDays ReadWeekDays(string field)
    {
        const string Name = "days of the week";
        var hash = field.IndexOf('#', StringComparison.Ordinal);
        if (hash >= 0) return new([Value(field[..hash], Name, 0, 7, DayNames) % 7], Number(field[(hash + 1)..], Name, 1, 5), false);
        if (field.Length > 1 && field[^1] is 'L' or 'l') return new([Value(field[..^1], Name, 0, 7, DayNames) % 7], null, true);
        return new([.. List(field, Name, 0, 7, DayNames).Select(day => day % 7)], null, false);
    }

    private static HashSet<int> List(string field, string name, int first, int last, string[] names)
    {
        HashSet<int> values = [];
        foreach (var part in field.Split(','))
        {
            var step = 1;
            var slash = part.IndexOf('/', StringComparison.Ordinal);
            var range = slash < 0 ? part : part[..slash];
            if (slash >= 0) step = Number(part[(slash + 1)..], name, 1, last);
            int from, to;
            if (range is "*" or "?")
            {
                // A star beside others says nothing that they do not.
                if (field.Contains(',', StringComparison.Ordinal)) throw Odd(field, name);
                (from, to) = (first, last);
            }
            else if (range.IndexOf('-', StringComparison.Ordinal) is var dash and >= 0) (from, to) = (Value(range[..dash], name, first, last, names), Value(range[(dash + 1)..], name, first, last, names));
            else
            {
                from = Value(range, name, first, last, names);
                to = slash < 0 ? from : last;
            }
            // Sunday is 0 and 7, so that the week has 7 days although its last number is 7; and 22-2 passes midnight.
            var size = names == DayNames ? 7 : last - first + 1;
            if (to < from) to += size;
            for (var value = from; value <= to; value += step) values.Add(value > last ? value - size : value);
        }
        return values;
    }

    private static int Value(string text, string name, int first, int last, string[] names)
    {
        var index = Array.FindIndex(names, known => known.Equals(text, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? index + first : Number(text, name, first, last);
    }

    private static int Number(string text, string name, int first, int last) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= first && number <= last ? number : throw Odd(text, name);

    private static FormatException Odd(string text, string name) => new($"'{text}' does not fit the {name}.");

    /// <param name="BeforeLast">So many days before the last one of the month; null: <paramref name="Days"/>.</param>
    /// <param name="Nearest">The working day of the same month that is nearest to it.</param>
    private sealed record MonthDays(IReadOnlySet<int> Days, int? BeforeLast, bool Nearest)
    {
        public MonthDays(IEnumerable<int> days, int? beforeLast, bool nearest) : this(days.ToHashSet(), beforeLast, nearest) { }

        public bool Fits(DateOnly day)
        {
            var length = DateTime.DaysInMonth(day.Year, day.Month);
            if (BeforeLast is null && !Nearest) return Days.Contains(day.Day);
            var wanted = BeforeLast is { } before ? length - before : Days.First();
            if (wanted < 1 || wanted > length) return false;
            return day.Day == (Nearest ? WorkingDay(day.Year, day.Month, wanted, length) : wanted);
        }

        private static int WorkingDay(int year, int month, int wanted, int length) => new DateOnly(year, month, wanted).DayOfWeek switch
        {
            DayOfWeek.Saturday => wanted == 1 ? 3 : wanted - 1,
            DayOfWeek.Sunday => wanted == length ? wanted - 2 : wanted + 1,
            _ => wanted,
        };
    }

    /// <param name="Nth">Which one of the month; null: each.</param>
    /// <param name="Last">Only the last one of the month.</param>
    private sealed record WeekDays(IReadOnlySet<int> Days, int? Nth, bool Last)
    {
        public WeekDays(IEnumerable<int> days, int? nth, bool last) : this(days.ToHashSet(), nth, last) { }

        public bool Fits(DateOnly day)
        {
            if (!Days.Contains((int)day.DayOfWeek)) return false;
            if (Nth is { } nth) return (day.Day + 6) / 7 == nth;
            return !Last || day.Day + 7 > DateTime.DaysInMonth(day.Year, day.Month);
        }
    }
}
