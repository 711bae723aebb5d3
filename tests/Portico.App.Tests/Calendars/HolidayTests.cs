using Portico.App.Calendars;
using Portico.Workflows.Schedules;

namespace Portico.App.Tests.Calendars;

/// <summary>Holidays as they were published, and what is counted with them.</summary>
public sealed class HolidayTests
{
    private static readonly HashSet<DateOnly> NoOthers = [];

    [Theory]
    [InlineData("GB-ENG", 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28")]
    [InlineData("GB-ENG", 2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28")]
    [InlineData("GB-ENG", 2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26")]
    [InlineData("GB-NIR", 2026, "01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28")]
    [InlineData("GB-SCT", 2025, "01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26")]
    [InlineData("US-TX", 2026, "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25")]
    [InlineData("US-TX", 2027, "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31")]
    [InlineData("DE", 2026, "01-01 04-03 04-06 05-01 05-14 05-25 12-25")]
    [InlineData("FR", 2026, "01-01 04-06 05-01 05-08 05-14 05-25 07-14 11-11 12-25")]
    [InlineData("IE", 2026, "01-01 02-02 03-17 04-06 05-04 06-01 08-03 10-26 12-25 12-28")]
    [InlineData("TR", 2026, "01-01 03-20 04-23 05-01 05-19 05-27 05-28 05-29 07-15 10-29")]
    public void On_these_weekdays_offices_are_closed(string code, int year, string closed)
    {
        var calendar = CalendarLibrary.Find(code)!;

        var found = calendar.In(year).Select(holiday => holiday.On).Where(day => !calendar.Weekend.Contains(day.DayOfWeek)).Distinct();

        Assert.Equal(closed, string.Join(' ', found.Select(day => day.ToString("MM-dd", System.Globalization.CultureInfo.InvariantCulture))));
    }

    [Theory]
    [InlineData(2024, "2024-03-31")]
    [InlineData(2025, "2025-04-20")]
    [InlineData(2026, "2026-04-05")]
    [InlineData(2027, "2027-03-28")]
    [InlineData(2038, "2038-04-25")]
    public void Easter_is_when_it_is(int year, string sunday) => Assert.Equal(DateOnly.Parse(sunday, System.Globalization.CultureInfo.InvariantCulture), HolidayRule.EasterSunday(year));

    [Theory]
    [InlineData("GB-ENG", "2026-12-24", 1, "2026-12-29")]
    [InlineData("GB-ENG", "2026-04-02", 5, "2026-04-13")]
    [InlineData("GB-NIR", "2026-07-10", 10, "2026-07-27")]
    [InlineData("US-TX", "2026-07-02", 3, "2026-07-08")]
    [InlineData("DE", "2026-04-02", 1, "2026-04-07")]
    [InlineData("DE", "2026-04-04", 0, "2026-04-07")]
    public void So_many_working_days_later_it_is(string code, string from, int days, string until) =>
        Assert.Equal(Day(until), CalendarLibrary.AddWorkingDays(CalendarLibrary.With(CalendarLibrary.Find(code)!, NoOthers), Day(from), days));

    [Fact]
    public void A_closing_day_of_the_tenant_counts_like_a_holiday() =>
        Assert.Equal(Day("2026-12-30"), CalendarLibrary.AddWorkingDays(CalendarLibrary.With(CalendarLibrary.Find("GB-ENG")!, new HashSet<DateOnly> { Day("2026-12-29") }), Day("2026-12-24"), 1));

    [Fact]
    public void Where_the_calendar_ends_there_is_no_answer() =>
        Assert.Null(CalendarLibrary.AddWorkingDays(CalendarLibrary.With(CalendarLibrary.Find("TR")!, NoOthers), Day("2026-12-30"), 5));

    [Theory]
    [InlineData("Europe/London", "2026-03-28", "2026-03-29T00:00:00Z")]
    [InlineData("Europe/London", "2026-03-29", "2026-03-29T23:00:00Z")]
    [InlineData("Europe/London", "2026-10-25", "2026-10-26T00:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-24", "2026-10-24T22:00:00Z")]
    [InlineData("Africa/Cairo", "2026-04-23", "2026-04-23T22:00:00Z")]
    [InlineData("America/Havana", "2026-10-31", "2026-11-01T04:00:00Z")]
    public void A_day_ends_when_it_ends_also_when_the_clock_changes(string zone, string day, string ends) =>
        Assert.Equal(DateTimeOffset.Parse(ends, System.Globalization.CultureInfo.InvariantCulture), WorkingTime.EndOf(Day(day), TimeZoneInfo.FindSystemTimeZoneById(zone)));

    [Fact]
    public void What_is_late_in_the_evening_in_Texas_counts_from_that_day()
    {
        var texas = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");
        var evening = new DateTimeOffset(2026, 11, 25, 4, 30, 0, TimeSpan.Zero); // Tuesday 22:30 there

        var forecast = CalendarLibrary.Forecast(CalendarLibrary.With(CalendarLibrary.Find("US-TX")!, NoOthers), evening, 3, texas);

        Assert.Equal((Day("2026-11-30"), new DateTimeOffset(2026, 12, 1, 6, 0, 0, TimeSpan.Zero)), forecast);
    }

    [Fact]
    public void Every_calendar_can_be_read_and_its_rules_are_complete()
    {
        Assert.Equal(["AU", "DE", "ES", "FR", "GB-ENG", "GB-NIR", "GB-SCT", "IE", "IT", "NL", "TR", "US-TX"], CalendarLibrary.All.Select(calendar => calendar.Code));
        Assert.All(CalendarLibrary.All, calendar =>
        {
            Assert.NotNull(TimeZoneInfo.FindSystemTimeZoneById(calendar.Zone));
            Assert.All(Enumerable.Range(2024, 40), year => Assert.True(calendar.In(year).Count >= 7, $"{calendar.Code} {year}"));
        });
        Assert.Equal("GB-ENG", CalendarLibrary.Of("GB")!.Code);
    }

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
