using Portico.Workflows.Schedules;

namespace Portico.Workflows.Tests.Schedules;

public sealed class QuietHoursTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("21:00", "08:00", "2026-01-10T21:00", "2026-01-11T08:00")]
    [InlineData("21:00", "08:00", "2026-01-11T03:00", "2026-01-11T08:00")]
    [InlineData("12:00", "14:30", "2026-01-11T13:59", "2026-01-11T14:30")]
    [InlineData("00:00", "06:00", "2026-01-11T00:00", "2026-01-11T06:00")]
    public void What_falls_into_them_waits_until_they_end(string from, string until, string at, string then)
    {
        var hours = new QuietHours(TimeOnly.Parse(from, null), TimeOnly.Parse(until, null));

        Assert.Equal(Local(then), hours.After(Local(at), Berlin));
    }

    [Theory]
    [InlineData("21:00", "08:00", "2026-01-11T08:00")]
    [InlineData("21:00", "08:00", "2026-01-11T20:59")]
    [InlineData("12:00", "14:30", "2026-01-11T14:30")]
    public void What_does_not_fall_into_them_stays_where_it_is(string from, string until, string at) =>
        Assert.Equal(Local(at), new QuietHours(TimeOnly.Parse(from, null), TimeOnly.Parse(until, null)).After(Local(at), Berlin));

    [Fact]
    public void An_end_that_the_clock_leaps_over_is_the_end_of_the_leap() =>
        Assert.Equal(DateTimeOffset.Parse("2026-03-29T01:00Z", null), new QuietHours(new(22, 0), new(2, 30)).After(DateTimeOffset.Parse("2026-03-28T23:00Z", null), Berlin));

    [Fact]
    public void Where_the_clock_shows_the_end_twice_the_first_one_counts_and_nothing_ever_goes_back_in_time()
    {
        var hours = new QuietHours(new(22, 0), new(2, 30));

        Assert.Equal(DateTimeOffset.Parse("2026-10-25T00:30Z", null), hours.After(DateTimeOffset.Parse("2026-10-24T22:00Z", null), Berlin));
        Assert.Equal(DateTimeOffset.Parse("2026-10-25T01:10Z", null), hours.After(DateTimeOffset.Parse("2026-10-25T01:10Z", null), Berlin));
    }

    [Fact]
    public void A_reminder_waits_for_the_morning_and_giving_up_does_not()
    {
        var journey = new Journey().Add("start", "Elsa.Start").Add("contact", "Portico.ShowForm", ("form", "contact"), ("reminderAfter", "10"), ("reminderTemplate", "nudge"), ("expiresAfter", "11")).Connect("start > contact");

        var run = TestRun.Start(journey, quiet: new(new(21, 0), new(8, 0))); // it is noon

        Assert.Equal([run.Now.AddHours(20), run.Now.AddHours(11)], run.Timers.Select(timer => timer.DueAt));
        var set = run.Journal.Where(entry => entry.Kind == JournalKinds.TimerSet).ToList();
        Assert.Equal(run.Now.AddHours(10), DateTimeOffset.Parse(set[0].Data["quietFrom"]!.GetValue<string>(), null));
        Assert.Null(set[1].Data["quietFrom"]);
    }

    private static DateTimeOffset Local(string time)
    {
        var local = DateTime.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
        return new(local, Berlin.GetUtcOffset(local));
    }
}
