using Bunit;
using Portico.Admin.Appointments;
using Portico.App.Appointments;
using Portico.App.Cases;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.Admin.Tests.Appointments;

public sealed class AppointmentsPageTests : AdminBench
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Without_a_service_the_page_says_what_to_set_up()
    {
        await FurnishAsync(Aurora);
        SignIn(Roles.Agent);

        var page = Render<AppointmentsPage>();

        page.WaitForAssertion(() => Assert.Equal("Nothing can be booked yet", page.Find(".empty h2").TextContent));
    }

    [Fact]
    public async Task What_is_over_can_be_marked_and_what_is_to_come_cannot()
    {
        await BookAsync(("C-AAAA2222", Now.AddHours(-3)), ("C-BBBB3333", Now.AddDays(2)));
        SignIn(Roles.Agent);

        Navigation.NavigateTo($"/admin/appointments?day={Now.AddDays(-1):yyyy-MM-dd}");
        var page = Render<AppointmentsPage>();

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".row-time").Count));
        Assert.Equal(["Held: Meter visit, case C-AAAA2222", "No-show: Meter visit, case C-AAAA2222"], page.FindAll(".row-actions button").Select(button => button.GetAttribute("aria-label")));
        Assert.Contains("Over and not marked (1)", page.Markup, StringComparison.Ordinal);
        Assert.Contains("UTC time", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_is_saved_with_its_hours_and_what_is_wrong_stands_at_its_place()
    {
        await FurnishAsync(Aurora);
        SignIn(Roles.Admin);
        var page = Render<ServicePage>(p => p.Add(c => c.Key, "new"));
        page.WaitForElement("input[lang=en]").Change("Meter visit");
        page.Find("input[aria-label='Monday to']").Change("08:00");

        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.Contains("Opening hours end later", page.Find("p.error").TextContent, StringComparison.Ordinal));
        page.FindAll("input[dir=ltr]:not([lang])").First().Change("visit");
        page.Find("input[aria-label='Monday to']").Change("24:00");
        page.Find("form").Submit();

        page.WaitForAssertion(() => Assert.EndsWith("/admin/appointments/services/visit", Navigation.Uri, StringComparison.Ordinal));
        var saved = await StoreAsync(db => Task.FromResult(db.ServiceOffers.Single()));
        Assert.Equal(("Meter visit", new OpeningHours(DayOfWeek.Monday, 540, 1440)), (saved.Name.In("en"), saved.Hours.Single(h => h.Day == DayOfWeek.Monday)));
    }

    [Fact]
    public async Task An_agent_reads_what_only_admins_change()
    {
        await BookAsync(("C-AAAA2222", Now.AddDays(2)));
        SignIn(Roles.Agent);
        var id = await StoreAsync(db => Task.FromResult(db.Appointments.Single().Id));

        var service = Render<ServicePage>(p => p.Add(c => c.Key, "visit"));
        var appointment = Render<AppointmentPage>(p => p.Add(c => c.Id, id));

        service.WaitForAssertion(() => Assert.True(service.Find("fieldset").HasAttribute("disabled")));
        Assert.Empty(service.FindAll("button[type=submit]"));
        appointment.WaitForAssertion(() => Assert.Contains("Only admins move and cancel", appointment.Markup, StringComparison.Ordinal));
        Assert.Empty(appointment.FindAll("form"));
    }

    [Theory]
    [InlineData("Mon–Fri 09:00–17:00; Sun 10:00–12:00", 1, 2, 3, 4, 5)]
    [InlineData("Mon 09:00–17:00; Wed–Thu 09:00–17:00; Sun 10:00–12:00", 1, 3, 4)]
    public void Hours_are_said_in_few_words(string words, params int[] days) =>
        Assert.Equal(words, AppointmentWords.Of([.. days.Select(day => new OpeningHours((DayOfWeek)day, 540, 1020)), new(DayOfWeek.Sunday, 600, 720)]));

    private async Task BookAsync(params (string Number, DateTimeOffset At)[] booked)
    {
        await FurnishAsync(
            Aurora, new Journey { Key = "move-in", Name = "Move in", LiveVersion = 1 }, new JourneyVersion { Id = "v1", JourneyKey = "move-in", Number = 1, Definition = """{"root":{}}""", CreatedAt = Now, UpdatedAt = Now },
            new ServiceOffer { Key = "visit", Name = LocalText.Of("Meter visit"), Hours = [new(DayOfWeek.Monday, 540, 1020)], Revision = 1 }, new BookableResource { Key = "kim", Name = "Kim", Revision = 1 });
        foreach (var (number, at) in booked)
        {
            var opened = new Case { Id = Fresh.Id(), Number = number, JourneyKey = "move-in", JourneyVersionId = "v1", JourneyVersion = 1, Locale = "en", Seed = 1, StartedAt = Now, TokenHash = number };
            await FurnishAsync(opened, new Appointment { Id = Fresh.Id(), CaseId = opened.Id, CaseNumber = number, Field = "visit", Service = "visit", Resource = "kim", Seat = 0, StartsAt = at, EndsAt = at.AddHours(1), BusyUntil = at.AddHours(1), BookedAt = Now });
        }
    }
}
