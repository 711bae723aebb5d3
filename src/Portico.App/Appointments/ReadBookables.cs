using Microsoft.EntityFrameworkCore;
using Portico.App.Calendars;
using Portico.App.Data;

namespace Portico.App.Appointments;

/// <summary>What can be booked, and who.</summary>
public static class ReadBookables
{
    /// <param name="TimeZone">The tenant's.</param>
    /// <param name="Booked">Upcoming appointments, by resource.</param>
    public sealed record View(IReadOnlyList<BookableService> Services, IReadOnlyList<BookableResource> Resources, TimeZoneInfo TimeZone, IReadOnlyDictionary<string, int> Booked)
    {
        public IReadOnlyList<BookableResource> WhoCan(BookableService service) => [.. Resources.Where(resource => !resource.Paused && resource.Can(service))];
    }

    public sealed class Handler(PorticoDb db, TenantCalendars calendars, TimeProvider clock)
    {
        public async Task<View> HandleAsync(CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var services = await db.BookableServices.AsNoTracking().ToListAsync(ct);
            var resources = await db.BookableResources.AsNoTracking().OrderBy(r => r.Name).ToListAsync(ct);
            var booked = await db.Appointments.Where(a => a.State == AppointmentState.Booked && a.StartsAt > now).GroupBy(a => a.Resource).Select(of => new { of.Key, Count = of.Count() }).ToDictionaryAsync(of => of.Key, of => of.Count, ct);
            return new([.. services.OrderBy(s => s.Name.In("en"), StringComparer.OrdinalIgnoreCase)], resources, (await calendars.OfAsync(ct)).Zone, booked);
        }
    }
}
