using Microsoft.EntityFrameworkCore;
using Portico.App.Appointments;
using Portico.App.Calendars;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Shared;

namespace Portico.App.Cases;

/// <summary>The address at which one appointment can be seen, moved and cancelled, and nothing else of its case; opening it changes nothing.</summary>
public sealed class AppointmentLinks(PorticoDb db, SealedIds sealedIds, PlatformAddress address, TenantCalendars calendars)
{
    private const string Purpose = "appointment";

    public string TokenOf(Appointment appointment) => sealedIds.Seal(Purpose, appointment.Id);

    public string AddressOf(string token) => $"{address.Url}/t/{db.TenantId}/appointment/{token}";

    /// <returns>Null: nobody here made it, or for another tenant.</returns>
    public Guid? Read(string token) => sealedIds.Open(Purpose, token);

    /// <summary>What the words of a message can say of it.</summary>
    public async Task<object?> WordsOfAsync(Appointment appointment, string locale, CancellationToken ct)
    {
        var (time, link) = (await calendars.OfAsync(ct), AddressOf(TokenOf(appointment)));
        var service = await db.ServiceOffers.AsNoTracking().SingleOrDefaultAsync(s => s.Key == appointment.Service, ct);
        return new Dictionary<string, object?>
        {
            ["service"] = service?.Name.In(locale, time.DefaultLocale) ?? appointment.Service, ["time"] = SlotTimes.InWords(appointment.StartsAt, time.Zone, locale, time.Country), ["link"] = link, ["calendar"] = $"{link}/{CalendarFile.FileName}",
        };
    }
}
