using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portico.App.Appointments;
using Portico.App.Audit;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Tests.Journeys;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Appointments;

/// <summary>Who gets a time, what becomes of it, and that nobody else gets it.</summary>
public abstract class AppointmentTests(TestPortico platform)
{
    [Fact]
    public async Task Forty_race_for_one_time_and_exactly_one_wins_while_the_others_can_choose_again()
    {
        var booking = await (await Booking.OfferAsync(platform)).WithAsync("kim");
        var customers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => booking.StartAsync()));
        var time = Booking.Times(customers[0].Case)[3];

        var replies = await Task.WhenAll(customers.Select(customer => customer.PostAsync(with: Booking.Choosing(time))));

        Assert.Single(replies, reply => reply.StatusCode == HttpStatusCode.OK);
        Assert.Equal(39, replies.Count(reply => reply.StatusCode == HttpStatusCode.UnprocessableEntity));
        Assert.Equal((1, 4), ((await booking.AppointmentsAsync()).Count, await booking.ClaimsAsync()));
        var loser = customers[Array.FindIndex(replies, reply => reply.StatusCode != HttpStatusCode.OK)];
        Assert.Contains("no longer free", await replies[Array.IndexOf(customers, loser)].Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(time, Booking.Times(await loser.ReadAsync()));
        await loser.SubmitAsync();
        Assert.Equal(2, (await booking.AppointmentsAsync()).Count);
    }

    [Fact]
    public async Task Who_tries_the_journey_in_test_takes_no_time_away_from_customers()
    {
        var booking = await (await Booking.OfferAsync(platform)).WithAsync("kim");
        var inTest = await platform.AsStaffAsync("aurora", Roles.Admin, (PublishJourney.Handler publish) => publish.HandleAsync(booking.Name, new([], Environment: TenantEnvironment.Test), default));
        Assert.True(inTest.Ok, inTest.Error?.Text);
        var trying = await ApiCustomer.StartAsync(platform.Bearer("pk_test_demo_aurora"), booking.Name, "en");
        var time = Booking.Times(trying.Case)[0];

        using var tried = await trying.PostAsync(with: Booking.Choosing(time));
        var customer = await booking.StartAsync();
        var free = Booking.Times(customer.Case);
        using var booked = await customer.PostAsync(with: Booking.Choosing(time));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (tried.StatusCode, booked.StatusCode));
        Assert.Contains(time, free);
        Assert.DoesNotContain(time, Booking.Times((await ApiCustomer.StartAsync(platform.Bearer("pk_test_demo_aurora"), booking.Name, "en")).Case));
        var listed = await platform.AsStaffAsync("aurora", Roles.Agent, (ListAppointments.Handler list) => list.HandleAsync(new(DateOnly.FromDateTime(Booking.At(time).UtcDateTime), 2, Service: booking.Name), default));
        Assert.Equal(customer.Number, Assert.Single(listed.Rows).Case);
    }

    [Fact]
    public async Task Three_who_can_do_two_at_a_time_take_six_at_once_whoever_is_faster()
    {
        var booking = await (await (await (await Booking.OfferAsync(platform)).WithAsync("ada", 2)).WithAsync("ben", 2)).WithAsync("cem", 2);
        var customers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => booking.StartAsync()));
        var time = Booking.Times(customers[0].Case)[0];

        var replies = await Task.WhenAll(customers.Select(customer => customer.PostAsync(with: Booking.Choosing(time))));

        Assert.Equal((6, 14), (replies.Count(reply => reply.StatusCode == HttpStatusCode.OK), replies.Count(reply => reply.StatusCode == HttpStatusCode.UnprocessableEntity)));
        Assert.Equal(6, (await booking.AppointmentsAsync()).Select(a => (a.Resource, a.Seat)).Distinct().Count());
    }

    [Fact]
    public async Task Among_equals_twice_the_weight_gets_twice_the_appointments()
    {
        var booking = await (await (await Booking.OfferAsync(platform)).WithAsync("one", weight: 1)).WithAsync("two", weight: 2);

        for (var i = 0; i < 6; i++) Assert.Equal(HttpStatusCode.OK, (await Pick(await booking.StartAsync(), i)).StatusCode);

        Assert.Equal([2, 4], (await booking.AppointmentsAsync()).GroupBy(a => a.Resource).OrderBy(of => of.Key).Select(of => of.Count()));

        Task<HttpResponseMessage> Pick(ApiCustomer customer, int at) => customer.PostAsync(with: Booking.Choosing(Booking.Times(customer.Case)[at]));
    }

    [Fact]
    public async Task Only_who_has_all_the_skills_is_booked()
    {
        var booking = await (await (await Booking.OfferAsync(platform, service => service with { Skills = [service.Key, "gas"] })).WithAsync("half")).WithAsync("whole", skills: ["gas", $"visit-none"]);
        var before = await booking.StartAsync();
        await booking.WithAsync("right", skills: ["electricity", "gas", booking.Name]);

        var customer = await booking.BookedAsync();

        Assert.Empty(before.Case.Step!.Fields.Single(field => field.Name == "visit").Options!);
        Assert.Equal($"{booking.Name}-right", Assert.Single(await booking.AppointmentsAsync()).Resource);
        Assert.Equal("appointment", customer.Case.WaitingFor);
    }

    [Fact]
    public async Task A_longer_service_of_the_same_person_leaves_no_time_that_overlaps()
    {
        var long_ = await Booking.OfferAsync(platform, service => service with { DurationMinutes = 90, BufferMinutes = 30 });
        var short_ = await Booking.OfferAsync(platform, service => service with { Skills = [long_.Name], DurationMinutes = 45 });
        await long_.WithAsync("both");
        await long_.BookedAsync();
        var booked = Assert.Single(await long_.AppointmentsAsync());

        var times = Booking.Times((await short_.StartAsync()).Case).Select(Booking.At).ToList();

        Assert.DoesNotContain(times, start => start < booked.StartsAt.AddMinutes(120) && start.AddMinutes(45) > booked.StartsAt);
        Assert.NotEmpty(times);
    }

    [Fact]
    public async Task The_same_request_again_is_the_same_appointment_and_the_journal_says_who_was_booked()
    {
        var booking = await (await Booking.OfferAsync(platform)).WithAsync("kim");
        var customer = await booking.StartAsync();
        var choice = Booking.Choosing(Booking.Times(customer.Case)[0]);

        var both = await Task.WhenAll(customer.PostAsync("pick", choice, idempotencyKey: "k-1"), customer.PostAsync("pick", (System.Text.Json.Nodes.JsonObject)choice.DeepClone(), idempotencyKey: "k-1"));
        var later = await customer.PostAsync("pick", choice, customer.Case.Revision, "k-1");

        Assert.All(both.Append(later), reply => Assert.Equal(HttpStatusCode.OK, reply.StatusCode));
        Assert.Single(await booking.AppointmentsAsync());
        var view = (await later.Content.ReadFromJsonAsync<CaseView>())!;
        Assert.Equal((choice["visit"]!.ToString(), "booked", "Europe/London"), (Iso(Assert.Single(view.Appointments!).StartsAt), view.Appointments![0].State, view.Appointments[0].TimeZone));
        Assert.Contains(await platform.JournalAsync("aurora", customer.Number), line => line.Kind == "appointment.booked" && line.Data.GetProperty("resource").GetString() == $"{booking.Name}-kim");
    }

    [Fact]
    public async Task What_was_never_offered_cannot_be_booked()
    {
        var booking = await (await Booking.OfferAsync(platform)).WithAsync("kim");
        var customer = await booking.StartAsync();
        var start = Booking.At(Booking.Times(customer.Case)[0]);

        var refused = new List<HttpStatusCode>();
        foreach (var wish in new[] { Iso(start.AddMinutes(15)), Iso(start.AddDays(400)), Iso(start.AddDays(-2)), "2027-01-05T09:00:00", "soon", null })
            refused.Add((await customer.PostAsync(with: Booking.Choosing(wish))).StatusCode);

        Assert.All(refused, status => Assert.Equal(HttpStatusCode.UnprocessableEntity, status));
        Assert.Empty(await booking.AppointmentsAsync());
    }

    [Fact]
    public async Task A_refused_answer_beside_it_takes_no_time()
    {
        var booking = await (await Booking.OfferAsync(platform)).WithAsync("kim");
        var customer = await booking.StartAsync();

        var reply = await customer.PostAsync(with: new() { ["email"] = "no address", ["visit"] = Booking.Times(customer.Case)[0] });

        Assert.Equal((HttpStatusCode.UnprocessableEntity, 0), (reply.StatusCode, await booking.ClaimsAsync()));
    }

    [Fact]
    public async Task Who_goes_back_and_chooses_again_has_one_appointment_and_the_first_time_is_free()
    {
        var booking = await (await Booking.OfferAsync(platform)).WithAsync("kim");
        var customer = await booking.BookedAsync();
        var first = Assert.Single(await booking.AppointmentsAsync());
        await BackAsync(customer);
        var times = Booking.Times(await customer.ReadAsync());
        Assert.Contains(times, time => Booking.At(time) == first.StartsAt); // the own time is still a choice

        Assert.Equal(HttpStatusCode.OK, (await customer.PostAsync(with: Booking.Choosing(times[2]))).StatusCode);

        var now = Assert.Single(await booking.AppointmentsAsync());
        Assert.Equal((first.Id, Booking.At(times[2]), 1, 4), (now.Id, now.StartsAt, now.Moves, await booking.ClaimsAsync()));
        Assert.Contains(Booking.Times((await booking.StartAsync()).Case), time => Booking.At(time) == first.StartsAt);
    }

    [Theory]
    [InlineData(true, "held")]
    [InlineData(false, "missed")]
    public async Task What_staff_say_became_of_it_takes_the_journey_on_by_that_way(bool held, string way)
    {
        var booking = await (await Booking.OfferAsync(platform)).WithAsync("kim");
        var customer = await booking.BookedAsync();
        var appointment = Assert.Single(await booking.AppointmentsAsync());
        var early = await MarkAsync(appointment.Id, held);
        await platform.AdvanceAsync(appointment.StartsAt - platform.Clock.GetUtcNow() + TimeSpan.FromMinutes(5));

        var marked = await MarkAsync(appointment.Id, held);
        var again = await MarkAsync(appointment.Id, held);

        Assert.Equal(("appointment.not_begun", true, "appointment.not_booked"), (early.Error?.Code, marked.Ok, again.Error?.Code));
        Assert.Equal([way], await platform.LinesAsync(customer.Number));
        Assert.Equal(("completed", held ? "held" : "noShow"), ((await customer.ReadAsync()).Status, customer.Case.Appointments![0].State));
        Assert.Contains(await AuditAsync(customer.Number), entry => entry.Action == (held ? "appointment.held" : "appointment.no_show"));
    }

    [Fact]
    public async Task Only_admins_move_and_cancel_and_they_say_why()
    {
        var booking = await (await Booking.OfferAsync(platform)).WithAsync("kim");
        var customer = await booking.BookedAsync();
        var appointment = Assert.Single(await booking.AppointmentsAsync());
        var times = (await platform.AsStaffAsync("aurora", Roles.Admin, (ArrangeAppointment.Handler arrange) => arrange.TimesAsync(appointment.Id, null, null, default))).Value;

        var byAgent = await ArrangeAsync(Roles.Agent, arrange => arrange.CancelAsync(appointment.Id, "Storm", default));
        var silent = await ArrangeAsync(Roles.Admin, arrange => arrange.CancelAsync(appointment.Id, " ", default));
        var moved = await ArrangeAsync(Roles.Admin, arrange => arrange.MoveAsync(appointment.Id, times.Options[4].Value, "Kim is ill", default));
        var answer = (await customer.ReadAsync()).Appointments![0].StartsAt;
        var cancelled = await ArrangeAsync(Roles.Admin, arrange => arrange.CancelAsync(appointment.Id, "Storm", default));

        Assert.Equal((403, 422, true, true), (byAgent.Error?.Status, silent.Error?.Status, moved.Ok, cancelled.Ok));
        Assert.Equal(times.Options[4].Value, Iso(answer));
        Assert.Equal(["cancelled"], await platform.LinesAsync(customer.Number));
        Assert.Equal(0, await booking.ClaimsAsync());
        Assert.Contains(await AuditAsync(customer.Number), entry => entry.Action == "appointment.moved" && entry.Data.Contains("Kim is ill", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_customer_is_reminded_before_it_and_after_moving_before_the_new_time_only()
    {
        var booking = await (await Booking.OfferAsync(platform, service => service with { LeadHours = 48 })).WithAsync("kim");
        var customer = await booking.BookedAsync();
        var appointment = Assert.Single(await booking.AppointmentsAsync());
        var later = appointment.StartsAt.AddDays(2);
        Assert.True((await ArrangeAsync(Roles.Admin, arrange => arrange.MoveAsync(appointment.Id, Iso(later), "As asked", default))).Ok);

        await platform.AdvanceAsync(appointment.StartsAt - platform.Clock.GetUtcNow());
        var before = await RemindersAsync();
        await platform.AdvanceAsync(later.AddHours(-11) - platform.Clock.GetUtcNow());

        Assert.Equal((0, 1), (before, await RemindersAsync()));

        async Task<int> RemindersAsync() => (await platform.MessagesAsync("aurora", customer.Number)).Count(message => message.Template == "reminder");
    }

    [Fact]
    public async Task A_case_that_is_cancelled_gives_its_time_back_and_one_that_is_erased_leaves_nothing()
    {
        var booking = await (await Booking.OfferAsync(platform)).WithAsync("kim", 2);
        var (cancelled, erased) = (await booking.BookedAsync(), await booking.BookedAsync());
        await platform.DrainAsync();

        await platform.AsStaffAsync("aurora", Roles.Agent, (CancelCase.Handler cancel) => cancel.HandleAsync(cancelled.Number, default));
        var left = await booking.ClaimsAsync();
        await platform.InStoreAsync("aurora", db => db.Cases.Where(c => c.Number == erased.Number).ExecuteDeleteAsync());

        Assert.Equal((4, 0), (left, await booking.ClaimsAsync()));
        Assert.Equal(AppointmentState.Cancelled, Assert.Single(await booking.AppointmentsAsync()).State);
    }

    [Fact]
    public async Task Staff_see_whom_to_expect_and_what_nobody_has_marked()
    {
        var booking = await (await Booking.OfferAsync(platform)).WithAsync("kim");
        var customer = await booking.BookedAsync();
        var appointment = Assert.Single(await booking.AppointmentsAsync());
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(appointment.StartsAt, TimeZoneInfo.FindSystemTimeZoneById("Europe/London")).DateTime);

        var there = await ListAsync(new(day, 1, Service: booking.Name));
        var elsewhere = await ListAsync(new(day.AddDays(1), 1, Service: booking.Name));
        await platform.AdvanceAsync(appointment.EndsAt - platform.Clock.GetUtcNow() + TimeSpan.FromMinutes(1));
        var unmarked = await ListAsync(new(null, 7, Service: booking.Name, Unmarked: true));

        Assert.Equal((customer.Number, "kim", "Meter installation"), (Assert.Single(there.Rows).Case, there.Rows[0].Resource, there.Rows[0].Service));
        Assert.Empty(elsewhere.Rows);
        Assert.Equal(appointment.Id, Assert.Single(unmarked.Rows).Id);
    }

    private static string Iso(DateTimeOffset at) => Portico.App.Forms.SlotTimes.Iso(TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById("Europe/London")));

    private Task<ListAppointments.Page> ListAsync(ListAppointments.Request request) => platform.AsStaffAsync("aurora", Roles.Agent, (ListAppointments.Handler list) => list.HandleAsync(request, default));

    private Task<Result<bool>> MarkAsync(Guid id, bool held) => ArrangeAsync(Roles.Agent, arrange => arrange.MarkAsync(id, held, default));

    private Task<Result<bool>> ArrangeAsync(string role, Func<ArrangeAppointment.Handler, Task<Result<bool>>> arrange) => platform.AsStaffAsync("aurora", role, arrange);

    private Task<List<AuditEntry>> AuditAsync(string number) => platform.InStoreAsync("aurora", db => db.Audit.AsNoTracking().Where(entry => entry.Subject == "case:" + number).ToListAsync());

    private async Task BackAsync(ApiCustomer customer)
    {
        await platform.AsStaffAsync("aurora", Roles.Agent, async (IServiceProvider services) =>
        {
            services.GetRequiredService<CaseAccess>().AllowAll();
            return await services.GetRequiredService<GoBack.Handler>().HandleAsync(customer.Number, new(null, null), default);
        });
        await customer.ReadAsync();
    }
}

public sealed class AppointmentsOnSqliteTests(TestPortico platform) : AppointmentTests(platform), IClassFixture<TestPortico>;

public sealed class AppointmentsOnPostgresTests(TestPorticoOnPostgres platform) : AppointmentTests(platform), IClassFixture<TestPorticoOnPostgres>;
