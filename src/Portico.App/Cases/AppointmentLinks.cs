using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Portico.App.Appointments;
using Portico.App.Calendars;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Shared;

namespace Portico.App.Cases;

/// <summary>
/// The address at which one appointment can be seen, moved and cancelled, and nothing else of its case. It is sealed with the platform's keys, for this tenant; opening it changes nothing.
/// </summary>
public sealed class AppointmentLinks(PorticoDb db, IDataProtectionProvider protection, PlatformAddress address, TenantCalendars calendars)
{
    // As bytes, because it goes into text messages, where each character counts.
    public string TokenOf(Appointment appointment) => Base64Url.EncodeToString(Protector().Protect(appointment.Id.ToByteArray()));

    public string AddressOf(string token) => $"{address.Url}/t/{db.TenantId}/appointment/{token}";

    /// <returns>Null: nobody here made it, or for another tenant.</returns>
    public Guid? Read(string token)
    {
        if (token.Length is < 40 or > 1000) return null;
        try
        {
            return new Guid(Protector().Unprotect(Base64Url.DecodeFromChars(token)));
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            return null;
        }
    }

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

    private IDataProtector Protector() => protection.CreateProtector("appointment", db.TenantId);
}
