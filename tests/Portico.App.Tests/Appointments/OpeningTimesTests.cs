using System.Globalization;
using Portico.App.Appointments;
using Portico.App.Forms;

namespace Portico.App.Tests.Appointments;

public sealed class OpeningTimesTests
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London"), Lisbon = TimeZoneInfo.FindSystemTimeZoneById("Europe/Lisbon"), Katmandu = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kathmandu");

    [Fact]
    public void Times_begin_one_after_the_other_with_the_buffer_and_end_before_closing()
    {
        var service = Service(90, 15, (DayOfWeek.Tuesday, 9 * 60, 13 * 60), (DayOfWeek.Tuesday, 14 * 60, 16 * 60));

        Assert.Equal(["09:00", "10:45", "14:00"], Local(service, new(2027, 1, 5), London));
        Assert.Empty(OpeningTimes.On(new(2027, 1, 6), service, London));
    }

    [Fact]
    public void On_the_day_the_clock_leaps_an_hour_is_missing_and_the_hours_after_it_are_as_on_any_day()
    {
        var service = Service(60, 0, (DayOfWeek.Sunday, 0, 5 * 60));

        Assert.Equal(["00:00", "02:00", "03:00", "04:00"], Local(service, new(2027, 3, 28), London));
    }

    [Fact]
    public void Opening_in_the_hour_that_is_leapt_over_is_opening_at_its_end()
    {
        var service = Service(60, 0, (DayOfWeek.Sunday, 90, 4 * 60));

        Assert.Equal(["02:00", "03:00"], Local(service, new(2027, 3, 28), London));
    }

    [Fact]
    public void On_the_day_the_clock_is_put_back_the_same_time_comes_twice_as_two_moments_and_says_which_it_is()
    {
        var service = Service(60, 0, (DayOfWeek.Sunday, 0, 3 * 60));

        var starts = OpeningTimes.On(new(2027, 10, 31), service, London).ToList();

        Assert.Equal(["00:00", "01:00 (UTC+01:00)", "01:00 (UTC+00:00)", "02:00"], starts.Select(start => SlotTimes.Time(SlotTimes.In(London, start), "en", "GB", London)));
        Assert.Equal(4, starts.Distinct().Count());
    }

    [Fact]
    public void Midnight_is_where_the_day_ends_also_in_zones_with_odd_offsets()
    {
        var service = Service(60, 0, (DayOfWeek.Monday, 22 * 60, 1440));

        Assert.Equal(["22:00", "23:00"], Local(service, new(2027, 1, 4), Katmandu));
        Assert.All(OpeningTimes.On(new(2027, 1, 4), service, Katmandu), start => Assert.Equal(start, DateTimeOffset.FromUnixTimeSeconds(SlotClaim.QuarterOf(start) * 900L)));
    }

    [Theory]
    [InlineData("2027-01-05T09:00:00+00:00", true)]
    [InlineData("2027-01-05T09:00Z", true)]
    [InlineData("2027-01-05T09:00:00.0000000+05:45", true)]
    [InlineData("2027-01-05T09:00:00", false)]
    [InlineData("2027-01-05", false)]
    [InlineData("5 January", false)]
    public void A_time_without_its_offset_is_no_answer(string text, bool isOne) => Assert.Equal(isOne, SlotTimes.Read(text) is not null);

    [Theory]
    [InlineData("en", "GB", "Tuesday, 5 January 2027, 09:00 (Lisbon time)")]
    [InlineData("ar", "GB", "الثلاثاء، 5 يناير 2027، 09:00 (بتوقيت Lisbon)")]
    public void Times_are_written_as_people_there_write_them_with_the_clock_named(string locale, string country, string words) =>
        Assert.Equal(words, SlotTimes.InWords(new DateTimeOffset(2027, 1, 5, 9, 0, 0, TimeSpan.Zero), Lisbon, locale, country));

    [Fact]
    public void The_calendar_file_is_read_back_as_it_was_meant_and_a_later_one_takes_its_place()
    {
        var appointment = new Appointment { Id = Guid.Parse("0193f3f0-0000-7000-8000-000000000001"), CaseId = Guid.Empty, CaseNumber = "C-2", Field = "visit", Service = "s", Resource = "r", Seat = 0, StartsAt = At(9), EndsAt = At(10), BusyUntil = At(10), BookedAt = At(1) };
        var first = CalendarFile.Of(appointment, "Visit; with, care", "Aurora", "https://portico.example/x", At(1));
        appointment.MoveTo("s", new(At(12), At(13), At(13), []), new("r", 0));

        var second = CalendarFile.Of(appointment, "Visit; with, care", "Aurora", "https://portico.example/x", At(2));

        var (one, two) = (Assert.Single(Ical.Net.Calendar.Load(first)!.Events), Assert.Single(Ical.Net.Calendar.Load(second)!.Events));
        Assert.Equal(("Visit; with, care", one.Uid, 0, 1), (one.Summary, two.Uid, one.Sequence, two.Sequence));
        Assert.Equal((At(9).UtcDateTime, At(13).UtcDateTime), (one.Start!.AsUtc, two.End!.AsUtc));
        Assert.Contains("\r\n", first, StringComparison.Ordinal);

        static DateTimeOffset At(int hour) => new(2027, 1, 5, hour, 0, 0, TimeSpan.Zero);
    }

    private static IEnumerable<string> Local(ServiceOffer service, DateOnly day, TimeZoneInfo zone) => OpeningTimes.On(day, service, zone).Select(start => TimeZoneInfo.ConvertTime(start, zone).ToString("HH:mm", CultureInfo.InvariantCulture));

    private static ServiceOffer Service(int takes, int buffer, params (DayOfWeek Day, int From, int To)[] hours) =>
        new() { Key = "s", DurationMinutes = takes, BufferMinutes = buffer, Hours = [.. hours.Select(h => new OpeningHours(h.Day, h.From, h.To))] };
}
