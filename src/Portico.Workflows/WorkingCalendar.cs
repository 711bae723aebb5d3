namespace Portico.Workflows;

/// <summary>On which days offices are open. The same question always gets the same answer.</summary>
/// <param name="Code">For example <c>GB-ENG</c>.</param>
/// <param name="Version">Of the data behind it; kept with each clock that used it.</param>
/// <param name="IsWorkingDay">Null: the calendar says nothing about that day.</param>
public sealed record WorkingCalendar(string Code, string Version, Func<DateOnly, bool?> IsWorkingDay)
{
    /// <summary>Monday to Friday, without any holiday.</summary>
    public static WorkingCalendar Weekdays { get; } = new("", "1", day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));
}
