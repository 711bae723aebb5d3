using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portico.App.Appointments;
using Portico.App.Calendars;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Shared;
using Portico.App.Simulation;
using Portico.App.Tests.Journeys;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Appointments;

/// <summary>What customers see of it in the browser, without script, and behind the mailed link.</summary>
public sealed partial class AppointmentPageTests(TestPortico platform) : IClassFixture<TestPortico>
{
    [Fact]
    public async Task Looking_at_later_days_loses_nothing_that_was_typed_or_chosen()
    {
        var booking = await (await Booking.OfferAsync(platform)).WithAsync("kim");
        var (browser, page) = await BeginAsync(booking);
        var first = Times(await browser.GetStringAsync(page));

        var later = await browser.FillInAsync(page, $"{page}/steps/pick", ("email", "half typed"), ("visit", first[1]), (Button("Later", await browser.GetStringAsync(page))));
        var html = await later.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
        Assert.Contains("value=\"half typed\"", html, StringComparison.Ordinal);
        Assert.Contains(first[1], Times(html));
        Assert.Matches($"value=\"{Regex.Escape(first[1].Replace("+", "&#x2B;", StringComparison.Ordinal))}\" checked", html);
        Assert.True(Times(html).Count > 1 && Booking.At(Times(html)[^1]) > Booking.At(first[^1]));
        Assert.Empty(await booking.AppointmentsAsync());
    }

    [Fact]
    public async Task Who_was_too_slow_reads_it_at_the_field_sees_fresh_times_and_keeps_everything_else()
    {
        var booking = await (await Booking.OfferAsync(platform)).WithAsync("kim");
        var (browser, page) = await BeginAsync(booking);
        var time = Times(await browser.GetStringAsync(page))[0];
        await booking.BookedAsync(); // somebody else takes the first

        var late = await browser.FillInAsync(page, $"{page}/steps/pick", ("email", "amina@example.com"), ("visit", time));
        var html = await late.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, late.StatusCode);
        Assert.Contains("This time is no longer free", html, StringComparison.Ordinal);
        Assert.Contains("value=\"amina@example.com\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain(time, Times(html));
    }

    [Fact]
    public async Task Opening_the_mailed_link_changes_nothing_and_pressing_moves_and_cancels()
    {
        var booking = await (await Booking.OfferAsync(platform)).WithAsync("kim");
        var customer = await booking.BookedAsync();
        await platform.DrainAsync();
        var link = Link().Match(Assert.Single(await platform.MessagesAsync("aurora", customer.Number), message => message.Template == Bookings.BookedTemplate).Text).Value;
        var browser = platform.Stranger();
        var look = await browser.GetAsync(link);
        var html = await look.Content.ReadAsStringAsync();
        Assert.Equal("no-referrer", Assert.Single(look.Headers.GetValues("Referrer-Policy")));
        var before = Assert.Single(await booking.AppointmentsAsync());

        var moved = await browser.FillInAsync(link, link, ("slot", Times(html)[2]));
        var after = Assert.Single(await booking.AppointmentsAsync());
        var file = await browser.GetAsync(link + "/appointment.ics");
        var cancelled = await browser.FillInAsync(link, link + "/cancel");
        var again = await browser.FillInAsync("/t/aurora/start/move-in", link + "/cancel");

        Assert.Equal((HttpStatusCode.SeeOther, 0, 1), (moved.StatusCode, before.Moves, after.Moves));
        Assert.Equal(Booking.At(Times(html)[2]), after.StartsAt);
        Assert.Equal("text/calendar", file.Content.Headers.ContentType?.MediaType);
        Assert.Contains("SEQUENCE:1", await file.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.SeeOther), (cancelled.StatusCode, again.StatusCode));
        Assert.Equal((AppointmentState.Cancelled, 0), (Assert.Single(await booking.AppointmentsAsync()).State, await booking.ClaimsAsync()));
        Assert.Contains("This appointment is cancelled", await browser.GetStringAsync(link), StringComparison.Ordinal);
        Assert.Equal("completed", (await customer.SettleAsync()).Status);
        Assert.Equal([Bookings.BookedTemplate, Bookings.MovedTemplate, Bookings.CancelledTemplate], (await platform.MessagesAsync("aurora", customer.Number)).Select(message => message.Template));
    }

    [Fact]
    public async Task A_link_of_another_tenant_or_one_that_was_made_up_leads_nowhere()
    {
        var booking = await (await Booking.OfferAsync(platform)).WithAsync("kim");
        var customer = await booking.BookedAsync();
        var path = new Uri(Assert.Single(customer.Case.Appointments!).Url).AbsolutePath;
        var browser = platform.Stranger();

        foreach (var wrong in new[] { path.Replace("/aurora/", "/clearwater/", StringComparison.Ordinal), path[..^3] + "abc", "/t/aurora/appointment/guessed" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(wrong)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(wrong + "/appointment.ics")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await browser.FillInAsync("/t/aurora/", wrong + "/cancel")).StatusCode is var status && status == HttpStatusCode.BadRequest ? HttpStatusCode.NotFound : status);
        }

        Assert.Equal(AppointmentState.Booked, Assert.Single(await booking.AppointmentsAsync()).State);
    }

    [Fact]
    public async Task After_the_limit_the_link_says_whom_to_call_and_changes_nothing()
    {
        var booking = await (await Booking.OfferAsync(platform)).WithAsync("kim");
        var customer = await booking.BookedAsync();
        var link = new Uri(Assert.Single(customer.Case.Appointments!).Url).AbsolutePath;
        var appointment = Assert.Single(await booking.AppointmentsAsync());
        await platform.AdvanceAsync(appointment.StartsAt.AddHours(-1.5) - platform.Clock.GetUtcNow());
        var browser = platform.Stranger();

        var html = await browser.GetStringAsync(link);
        await browser.FillInAsync("/t/aurora/start/move-in", link + "/cancel");

        Assert.Contains("too late to change", html, StringComparison.Ordinal);
        Assert.Equal(AppointmentState.Booked, Assert.Single(await booking.AppointmentsAsync()).State);
    }

    [Fact]
    public async Task Holidays_and_closing_days_have_no_times_and_weekends_have_those_of_the_service()
    {
        var booking = await (await Booking.OfferAsync(platform, service => service with { HorizonDays = 180 })).WithAsync("kim");
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(platform.Clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/London")).DateTime);
        var closed = today.AddDays(3);
        await platform.AsStaffAsync("aurora", Roles.Admin, (AddClosingDay.Handler add) => add.HandleAsync(new(closed, "Moving house"), default));
        try
        {
            var days = (await platform.InStoreAsync("aurora", _ => FindAsync(booking.Name))).Slots.Select(slot => DateOnly.FromDateTime(SlotTimes.In(TimeZoneInfo.FindSystemTimeZoneById("Europe/London"), slot.StartsAt).DateTime)).ToHashSet();

            var holidays = CalendarLibrary.Of("GB")!.In(today.Year).Concat(CalendarLibrary.Of("GB")!.In(today.Year + 1)).Select(h => h.On).Where(day => day > today && day < today.AddDays(178)).ToList();
            Assert.NotEmpty(holidays);
            Assert.DoesNotContain(closed, days);
            Assert.All(holidays, holiday => Assert.DoesNotContain(holiday, days));
            Assert.Contains(days, day => day.DayOfWeek == DayOfWeek.Saturday);
        }
        finally
        {
            await platform.AsStaffAsync("aurora", Roles.Admin, (RemoveClosingDay.Handler remove) => remove.HandleAsync(closed, default));
        }
    }

    [Fact]
    public async Task A_form_that_offers_a_service_which_is_not_there_is_not_published()
    {
        var form = new FormDefinition { Key = "visit-nowhere", Title = LocalText.Of("When?"), Fields = [new() { Name = "visit", Type = FieldTypes.Slot, Label = LocalText.Of("Time"), Service = "nowhere" }] };
        await platform.AsStaffAsync("aurora", Roles.Admin, (SaveForm.Handler save) => save.HandleAsync(new(0, 0, form), default));

        var refused = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => platform.StartOwnAsync("aurora", Drawn.Activity("pick", "Portico.ShowForm", ("form", "visit-nowhere")), Drawn.Activity("wait", "Portico.AwaitAppointment", ("appointment", "other"))));

        Assert.Contains("the service “nowhere”, which does not exist", refused.Message, StringComparison.Ordinal);
        Assert.Contains("no form of this journey has an appointment of that name", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Held", "held")]
    [InlineData("NoShow", "missed")]
    public async Task A_test_of_the_journey_says_what_becomes_of_it_and_takes_that_way(string outcome, string way)
    {
        var booking = await Booking.OfferAsync(platform);
        var test = new JourneyTest { Name = outcome, Acts = [new("wait", outcome)], Passes = [way] };
        await platform.AsStaffAsync("aurora", Roles.Admin, (SaveTests.Handler save) => save.HandleAsync(booking.Name, new(0, false, [test]), default));

        var verdicts = await platform.AsStaffAsync("aurora", Roles.Agent, (RunTests.Handler run) => run.HandleAsync(booking.Name, null, null, default));

        Assert.Null(Assert.Single(verdicts.Value).Difference);
    }

    private async Task<SlotFinder.Free> FindAsync(string service) => (await platform.AsStaffAsync("aurora", Roles.Admin, (SlotFinder finder) => finder.FindAsync(service, TenantEnvironment.Live, null, default)))!;

    private async Task<(HttpClient Browser, string Page)> BeginAsync(Booking booking)
    {
        var browser = platform.Stranger();
        using var started = await browser.FillInAsync($"/t/aurora/start/{booking.Name}", $"/t/aurora/start/{booking.Name}");
        var page = started.Headers.Location!.OriginalString;
        foreach (var cookie in started.Headers.TryGetValues("Set-Cookie", out var set) ? set : []) browser.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        return (browser, page);
    }

    private static List<string> Times(string html) => [.. Radio().Matches(html).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value))];

    private static (string, string) Button(string words, string html) => (FormPostsName, WebUtility.HtmlDecode(Regex.Match(html, $"<button[^>]*name=\"slots-from\" value=\"([^\"]+)\"[^>]*>(?:(?!</button>).)*{words}", RegexOptions.Singleline).Groups[1].Value));

    private const string FormPostsName = "slots-from";

    [GeneratedRegex("<input[^>]*type=\"radio\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Radio();

    [GeneratedRegex(@"https?://\S+/appointment/[^\s/]+")]
    private static partial Regex Link();
}
