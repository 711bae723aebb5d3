using System.Globalization;
using Portico.Workflows.Schedules;

namespace Portico.Workflows.Tests.Schedules;

public sealed class CronScheduleTests
{
    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static CronSchedule Parse(string text)
    {
        Assert.True(CronSchedule.TryParse(text, out var schedule, out var why), why);
        return schedule;
    }

    [Theory]
    [InlineData("* * * * *", "2026-03-01T12:00:00Z", "2026-03-01T12:01:00Z")]
    [InlineData("* * * * * *", "2026-03-01T12:00:00Z", "2026-03-01T12:00:01Z")]
    [InlineData("* * * * * *", "2026-03-01T12:00:00.4Z", "2026-03-01T12:00:01Z")]
    [InlineData("0 0 * * * *", "2026-03-01T12:00:00Z", "2026-03-01T13:00:00Z")]
    [InlineData("0 0 9 * * MON-FRI", "2026-03-06T09:00:00Z", "2026-03-09T09:00:00Z")]
    [InlineData("*/20 * * * *", "2026-03-01T12:41:00Z", "2026-03-01T13:00:00Z")]
    [InlineData("5/20 * * * *", "2026-03-01T12:41:00Z", "2026-03-01T12:45:00Z")]
    [InlineData("5-30/20 * * * *", "2026-03-01T12:41:00Z", "2026-03-01T13:05:00Z")]
    [InlineData("0 22-2 * * *", "2026-03-01T23:30:00Z", "2026-03-02T00:00:00Z")]
    [InlineData("0 0 1,15 * *", "2026-03-02T00:00:00Z", "2026-03-15T00:00:00Z")]
    [InlineData("0 0 1 JAN,jul ?", "2026-03-02T00:00:00Z", "2026-07-01T00:00:00Z")]
    [InlineData("0 0 L * *", "2028-02-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 L-2 * *", "2026-03-01T00:00:00Z", "2026-03-29T00:00:00Z")]
    [InlineData("0 0 LW * *", "2026-05-01T00:00:00Z", "2026-05-29T00:00:00Z")]
    [InlineData("0 0 15W * *", "2026-02-16T00:00:00Z", "2026-03-16T00:00:00Z")]
    [InlineData("0 0 1W * *", "2026-07-31T00:00:00Z", "2026-08-03T00:00:00Z")]
    [InlineData("0 0 31W * *", "2026-05-01T00:00:00Z", "2026-05-29T00:00:00Z")]
    [InlineData("0 0 * * 5L", "2026-03-01T00:00:00Z", "2026-03-27T00:00:00Z")]
    [InlineData("0 0 * * MON#2", "2026-03-01T00:00:00Z", "2026-03-09T00:00:00Z")]
    [InlineData("0 0 * * MON#5", "2026-04-01T00:00:00Z", "2026-06-29T00:00:00Z")]
    [InlineData("0 0 * * 0", "2026-03-02T00:00:00Z", "2026-03-08T00:00:00Z")]
    [InlineData("0 0 * * 7", "2026-03-02T00:00:00Z", "2026-03-08T00:00:00Z")]
    [InlineData("0 0 * * FRI-MON", "2026-03-02T00:00:00Z", "2026-03-06T00:00:00Z")]
    [InlineData("0 0 13 * FRI", "2026-03-14T00:00:00Z", "2026-11-13T00:00:00Z")]
    [InlineData("0 0 29 2 *", "2026-03-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 29 2 MON", "2026-03-01T00:00:00Z", "2044-02-29T00:00:00Z")]
    [InlineData("0 0 29 2 *", "2096-03-01T00:00:00Z", "2104-02-29T00:00:00Z")]
    [InlineData("59 59 23 31 12 *", "2026-12-31T23:59:59Z", "2027-12-31T23:59:59Z")]
    [InlineData("@daily", "2026-03-01T12:00:00Z", "2026-03-02T00:00:00Z")]
    [InlineData("@YEARLY", "2026-03-01T12:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("@every_second", "2026-03-01T12:00:00Z", "2026-03-01T12:00:01Z")]
    public void The_next_time_is_the_first_one_after(string cron, string after, string next) => Assert.Equal(At(next), Parse(cron).Next(At(after), TimeZoneInfo.Utc));

    [Theory]
    [InlineData("0 0 30 2 *")]
    [InlineData("0 0 31 4,6,9,11 *")]
    [InlineData("0 0 31W 2 *")]
    public void A_date_that_is_in_no_calendar_never_comes(string cron)
    {
        var schedule = Parse(cron);

        Assert.True(schedule.NeverHappens);
        Assert.Null(schedule.Next(At("2026-03-01T00:00:00Z"), TimeZoneInfo.Utc));
    }

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("* * * * * * *")]
    [InlineData("60 * * * *")]
    [InlineData("* 24 * * *")]
    [InlineData("* * 0 * *")]
    [InlineData("* * 32 * *")]
    [InlineData("* * * 13 *")]
    [InlineData("* * * * 8")]
    [InlineData("*/0 * * * *")]
    [InlineData("1- * * * *")]
    [InlineData("-1 * * * *")]
    [InlineData("1,,2 * * * *")]
    [InlineData("* * LX * *")]
    [InlineData("* * L-31 * *")]
    [InlineData("* * * * MON#6")]
    [InlineData("* * * * LOL")]
    [InlineData("@sometimes")]
    [InlineData("BadCronExpression")]
    public void What_is_no_cron_expression_is_said(string cron)
    {
        Assert.False(CronSchedule.TryParse(cron, out _, out var why));
        Assert.EndsWith(".", why, StringComparison.Ordinal);
    }

    /// <summary>Berlin leaps from 2:00 to 3:00 on 2026-03-29, and goes back from 3:00 to 2:00 on 2026-10-25.</summary>
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("0 9 * * *", "2026-03-28T12:00:00+01:00", "2026-03-29T09:00:00+02:00")]
    [InlineData("30 2 * * *", "2026-03-28T12:00:00+01:00", "2026-03-29T03:00:00+02:00")]
    [InlineData("30 2 * * *", "2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00")]
    [InlineData("*/30 * * * *", "2026-03-29T01:30:00+01:00", "2026-03-29T03:00:00+02:00")]
    [InlineData("*/30 * * * *", "2026-03-29T03:00:00+02:00", "2026-03-29T03:30:00+02:00")]
    [InlineData("30 2 * * *", "2026-10-25T00:00:00+02:00", "2026-10-25T02:30:00+02:00")]
    [InlineData("30 2 * * *", "2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00")]
    [InlineData("30 2 * * *", "2026-10-25T02:10:00+01:00", "2026-10-26T02:30:00+01:00")]
    [InlineData("*/30 * * * *", "2026-10-25T02:30:00+02:00", "2026-10-25T02:00:00+01:00")]
    [InlineData("*/30 * * * *", "2026-10-25T02:00:00+01:00", "2026-10-25T02:30:00+01:00")]
    [InlineData("*/30 * * * *", "2026-10-25T02:30:00+01:00", "2026-10-25T03:00:00+01:00")]
    [InlineData("0 2-3 * * *", "2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00")]
    public void The_clock_of_the_zone_counts_also_when_it_is_changed(string cron, string after, string next)
    {
        var found = Parse(cron).Next(At(after), Berlin);

        Assert.Equal(At(next), found);
        Assert.Equal(At(next).Offset, found!.Value.Offset);
    }

    [Theory]
    [InlineData("*/7 * * * *", "Europe/Berlin")]
    [InlineData("15 2,3 * * *", "Europe/Berlin")]
    [InlineData("10-50/20 1-3 * * *", "America/New_York")]
    [InlineData("0 */2 * * *", "Australia/Lord_Howe")]
    public void Going_through_a_year_always_goes_forward_and_always_fits_the_clock(string cron, string zone)
    {
        var schedule = Parse(cron);
        var place = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var last = At("2026-01-01T00:00:00Z");

        for (var count = 0; count < 3000; count++)
        {
            var next = schedule.Next(last, place)!.Value;

            Assert.True(next > last);
            Assert.False(place.IsInvalidTime(next.DateTime));
            last = next;
        }
    }
}
