using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portico.App.Calendars;
using Portico.App.Data;

namespace Portico.App.Appointments;

/// <summary>What can be booked, and who.</summary>
public static class ReadBookables
{
    /// <param name="TimeZone">The tenant's.</param>
    /// <param name="Booked">Upcoming appointments, by resource.</param>
    /// <param name="Closed">Days from today on at which the tenant itself is closed, beside the holidays.</param>
    public sealed record View(IReadOnlyList<ServiceOffer> Services, IReadOnlyList<BookableResource> Resources, TimeZoneInfo TimeZone, IReadOnlyDictionary<string, int> Booked, IReadOnlyList<(DateOnly Day, string Name)> Closed)
    {
        public IReadOnlyList<BookableResource> WhoCan(ServiceOffer service) => [.. Resources.Where(resource => !resource.Paused && resource.Can(service))];
    }

    public sealed class Handler(PorticoDb db, TenantCalendars calendars, TimeProvider clock)
    {
        public async Task<View> HandleAsync(CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var services = await db.ServiceOffers.AsNoTracking().ToListAsync(ct);
            var resources = await db.BookableResources.AsNoTracking().OrderBy(r => r.Name).ToListAsync(ct);
            var booked = await db.Appointments.Where(a => a.Environment == TenantEnvironment.Live && a.State == AppointmentState.Booked && a.StartsAt > now).GroupBy(a => a.Resource).Select(of => new { of.Key, Count = of.Count() }).ToDictionaryAsync(of => of.Key, of => of.Count, ct);
            var time = await calendars.OfAsync(ct);
            var today = time.DayOf(now);
            var closed = (await db.ClosingDays.AsNoTracking().OrderBy(d => d.Day).ToListAsync(ct)).Select(d => (Day: DateOnly.ParseExact(d.Day, "yyyy-MM-dd", CultureInfo.InvariantCulture), d.Name)).Where(d => d.Day >= today);
            return new([.. services.OrderBy(s => s.Name.In("en"), StringComparer.OrdinalIgnoreCase)], resources, time.Zone, booked, [.. closed]);
        }
    }
}
