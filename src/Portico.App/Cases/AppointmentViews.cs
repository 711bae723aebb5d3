using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Portico.App.Appointments;
using Portico.App.Calendars;
using Portico.App.Data;
using Portico.App.Forms;

namespace Portico.App.Cases;

/// <summary>An appointment as the customer sees it.</summary>
/// <param name="Field">The question at which it was chosen.</param>
/// <param name="Service">Its name.</param>
/// <param name="StartsAt">By the tenant's clock.</param>
/// <param name="TimeZone">IANA; which clock that is.</param>
/// <param name="State"><c>booked</c>, <c>held</c>, <c>noShow</c> or <c>cancelled</c>.</param>
/// <param name="ChangesUntil">Until then the customer can move or cancel it.</param>
/// <param name="Url">Where; whoever has this address can.</param>
public sealed record AppointmentView(string Field, string Service, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string TimeZone, string State, DateTimeOffset ChangesUntil, string Url)
{
    /// <summary>The last part of <see cref="Url"/>.</summary>
    [JsonIgnore] public string Token => Url[(Url.LastIndexOf('/') + 1)..];
}

/// <summary>Shows what can be chosen at the fields of a form, and what was.</summary>
public sealed class AppointmentViews(PorticoDb db, CaseCommit commit, SlotFinder finder, Bookings bookings, AppointmentLinks links, TenantCalendars calendars)
{
    /// <summary>At what the customer looks just now.</summary>
    /// <param name="From">The first day of the times that are shown.</param>
    /// <param name="Chosen">What is chosen on the page, by field, and not handed in yet.</param>
    public sealed record Look(DateOnly? From, IReadOnlyDictionary<string, string> Chosen);

    /// <summary>The fields with the times that are free now.</summary>
    public async Task<IReadOnlyList<FieldView>> OfferAsync(Case found, FormDefinition form, FieldView[] fields, Look? look, CancellationToken ct)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i].Type != FieldTypes.Slot || form.Fields.First(f => f.Name == fields[i].Name) is not { Service: { } service } field) continue;
            var own = await db.Appointments.Where(a => a.CaseId == found.Id && a.Field == field.Name && a.State == AppointmentState.Booked).Select(a => (Guid?)a.Id).SingleOrDefaultAsync(ct);
            if (await finder.FindAsync(service, found.Environment, own, ct) is not { } free) continue;
            var chosen = look?.Chosen.GetValueOrDefault(field.Name) ?? (fields[i].Value is System.Text.Json.Nodes.JsonValue value && value.TryGetValue<string>(out var text) ? text : null);
            var page = SlotPage.Of(free, look?.From, chosen is null ? null : SlotTimes.Read(chosen), found.Locale);
            fields[i] = fields[i] with { Options = page.Options, Slots = page.Slots, Example = page.Options is [var first, ..] ? first.Value : null };
        }

        return fields;
    }

    /// <summary>Those of a case, as they will stand when the commit that is being gathered is there.</summary>
    public async Task<IReadOnlyList<AppointmentView>> OfAsync(Case found, CancellationToken ct)
    {
        var booked = (await db.Appointments.Where(a => a.CaseId == found.Id).ToListAsync(ct)).Concat(commit.Added<Appointment>()).OrderBy(a => a.StartsAt).ToList();
        var views = new List<AppointmentView>(booked.Count);
        foreach (var appointment in booked) views.Add(await OfAsync(appointment, found.Locale, ct));
        return views;
    }

    public async Task<AppointmentView> OfAsync(Appointment appointment, string locale, CancellationToken ct)
    {
        var time = await calendars.OfAsync(ct);
        var zone = time.Zone;
        var service = await db.ServiceOffers.AsNoTracking().SingleOrDefaultAsync(s => s.Key == appointment.Service, ct);
        var state = appointment.State switch { AppointmentState.NoShow => "noShow", var other => other.ToString().ToLowerInvariant() };
        return new(appointment.Field, service?.Name.In(locale, time.DefaultLocale) ?? appointment.Service, SlotTimes.In(zone, appointment.StartsAt), SlotTimes.In(zone, appointment.EndsAt), zone.Id, state,
            SlotTimes.In(zone, await bookings.ChangesUntilAsync(appointment, ct)), links.AddressOf(links.TokenOf(appointment)));
    }
}
