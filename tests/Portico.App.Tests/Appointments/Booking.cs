using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Appointments;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Shared;
using Portico.App.Tests.Journeys;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Appointments;

/// <summary>A service that can be booked, a form that asks for a time, and a journey that waits for it; of one's own for each test.</summary>
internal sealed class Booking
{
    private static int last;

    private readonly TestPortico platform;

    private Booking(TestPortico platform, string name) => (this.platform, Name) = (platform, name);

    /// <summary>Key of the service, the form and the journey.</summary>
    public string Name { get; }

    /// <summary>Every hour on the hour from midnight to midnight, every day, from three hours on: there is always a time.</summary>
    public static SaveServiceOffer.Request AlwaysOpen(string key) =>
        new(key, 0, LocalText.Of("Meter installation"), 60, 0, 3, 30, 2, [], [.. Enum.GetValues<DayOfWeek>().Select(day => new OpeningHours(day, 0, 1440))], false);

    /// <param name="skill">Of the service; the resources say themselves what they can do.</param>
    public static async Task<Booking> OfferAsync(TestPortico platform, Func<SaveServiceOffer.Request, SaveServiceOffer.Request>? change = null, string template = "")
    {
        var booking = new Booking(platform, $"visit-{Interlocked.Increment(ref last)}");
        // Nobody else's resources can do it, unless the test says otherwise.
        var service = AlwaysOpen(booking.Name) with { Skills = [booking.Name] };
        Assert.True((await platform.AsStaffAsync("aurora", Roles.Admin, (SaveServiceOffer.Handler save) => save.HandleAsync(change?.Invoke(service) ?? service, default))).Ok);
        var form = new FormDefinition
        {
            Key = booking.Name, Title = LocalText.Of("When?"),
            Fields =
            [
                new() { Name = "email", Type = FieldTypes.Email, Label = LocalText.Of("E-mail"), Example = "amina@example.com" },
                new() { Name = "visit", Type = FieldTypes.Slot, Label = LocalText.Of("Time"), Service = booking.Name },
            ],
        };
        Assert.True((await platform.AsStaffAsync("aurora", Roles.Admin, (SaveForm.Handler save) => save.HandleAsync(new(0, 0, form), default))).Ok);
        await platform.PublishAsync(JsonNode.Parse($$$"""
            {"definitionId":"{{{booking.Name}}}","name":"{{{booking.Name}}}","root":{"id":"flow","type":"Elsa.Flowchart","version":1,
             "activities":[{{{Drawn.Activity("pick", "Portico.ShowForm", ("form", booking.Name))}}},
                {{{Drawn.Activity("wait", "Portico.AwaitAppointment", ("appointment", "visit"), ("reminderBefore", "12"), ("reminderTemplate", template.Length > 0 ? template : "reminder"))}}},
                {{{Drawn.Line("held", "held")}}},{{{Drawn.Line("cancelled", "cancelled")}}},{{{Drawn.Line("missed", "missed")}}}],
             "connections":[{{{From("pick:Submitted", "wait")}}},{{{From("wait:Held", "held")}}},{{{From("wait:Cancelled", "cancelled")}}},{{{From("wait:NoShow", "missed")}}}]}}
            """)!.AsObject());
        return booking;
    }

    public async Task<Booking> WithAsync(string resource, int capacity = 1, int weight = 1, IReadOnlyList<string>? skills = null, string? zone = null)
    {
        var saved = await platform.AsStaffAsync("aurora", Roles.Admin, (SaveResource.Handler save) => save.HandleAsync(new($"{Name}-{resource}", 0, resource, skills ?? [Name], capacity, weight, zone, false), default));
        Assert.True(saved.Ok, saved.Error?.Text);
        return this;
    }

    public Task<ApiCustomer> StartAsync() => ApiCustomer.StartAsync(platform.Customer("aurora"), Name, "en");

    /// <summary>A customer who has taken the first time that is offered.</summary>
    public async Task<ApiCustomer> BookedAsync()
    {
        var customer = await StartAsync();
        await customer.SubmitAsync();
        return customer;
    }

    public static IReadOnlyList<string> Times(CaseView seen) => [.. seen.Step!.Fields.Single(field => field.Type == FieldTypes.Slot).Options!.Select(option => option.Value)];

    public static DateTimeOffset At(string time) => SlotTimes.Read(time)!.Value;

    public static JsonObject Choosing(string? time) => new() { ["email"] = "amina@example.com", ["visit"] = time };

    public Task<List<Appointment>> AppointmentsAsync() => platform.InStoreAsync("aurora", db => db.Appointments.AsNoTracking().Where(a => a.Service == Name).OrderBy(a => a.StartsAt).ThenBy(a => a.Resource).ToListAsync());

    public Task<int> ClaimsAsync() => platform.InStoreAsync("aurora", db => db.SlotClaims.CountAsync(c => c.Resource.StartsWith(Name + "-")));

    private static string From(string source, string target) =>
        new JsonObject { ["source"] = new JsonObject { ["activity"] = source.Split(':')[0], ["port"] = source.Split(':')[1] }, ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" } }.ToJsonString();
}
