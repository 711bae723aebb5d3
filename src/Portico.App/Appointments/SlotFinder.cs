using Microsoft.EntityFrameworkCore;
using Portico.App.Calendars;
using Portico.App.Data;
using Portico.App.Tenants;

namespace Portico.App.Appointments;

/// <summary>The free times of a service: opening hours without closing days, lead time and what is booked.</summary>
public sealed class SlotFinder(PorticoDb db, TenantCalendars calendars, TimeProvider clock)
{
    /// <param name="Seats">Who is free then, one place of each.</param>
    public sealed record Slot(DateTimeOffset StartsAt, DateTimeOffset EndsAt, DateTimeOffset BusyUntil, IReadOnlyList<Seat> Seats);

    public sealed record Seat(string Resource, int Number);

    /// <param name="Time">The tenant's clock, by which they are shown.</param>
    public sealed record Free(ServiceOffer Service, TenantCalendars.TenantTime Time, IReadOnlyList<Slot> Slots)
    {
        public Slot? At(DateTimeOffset start) => Slots.FirstOrDefault(slot => slot.StartsAt == start);
    }

    /// <param name="environment">Whose appointments take time away: those of customers, or those of test cases.</param>
    /// <param name="besides">An appointment that is about to be moved: what it holds counts as free.</param>
    /// <param name="forStaff">Without the lead time, which protects the planning of those who ask.</param>
    /// <returns>Null: there is no such service.</returns>
    public async Task<Free?> FindAsync(string serviceKey, TenantEnvironment environment, Guid? besides, CancellationToken ct, bool forStaff = false)
    {
        if (await db.ServiceOffers.AsNoTracking().SingleOrDefaultAsync(s => s.Key == serviceKey, ct) is not { } service) return null;
        var time = await calendars.OfAsync(ct);
        if (service.Paused || service.Hours.Count == 0) return new(service, time, []);

        var now = clock.GetUtcNow();
        var (earliest, today) = (forStaff ? now : now.AddHours(service.LeadHours), time.DayOf(now));
        var lastDay = today.AddDays(service.HorizonDays);
        var resources = (await db.BookableResources.AsNoTracking().Where(r => !r.Paused).ToListAsync(ct)).Where(r => r.Can(service)).ToList();
        var taken = await TakenAsync(environment, [.. resources.Select(r => r.Key)], SlotClaim.QuarterOf(earliest), besides, ct);

        var free = new SortedDictionary<DateTimeOffset, List<Seat>>();
        foreach (var resource in resources)
        {
            var zone = resource.TimeZone is null ? time.Zone : TimeZones.Find(resource.TimeZone);
            // A day of a resource elsewhere may begin or end on another day here.
            for (var day = today.AddDays(-1); day <= lastDay.AddDays(1); day = day.AddDays(1))
            {
                if (time.IsClosed(day)) continue;
                foreach (var start in OpeningTimes.On(day, service, zone))
                {
                    if (start < earliest || time.DayOf(start) > lastDay) continue;
                    var quarters = SlotClaim.QuartersOf(start, start.AddMinutes(service.DurationMinutes + service.BufferMinutes)).ToList();
                    var seat = Enumerable.Range(0, resource.Capacity).FirstOrDefault(seat => quarters.TrueForAll(quarter => !taken.Contains((resource.Key, seat, quarter))), -1);
                    if (seat < 0) continue;
                    if (!free.TryGetValue(start, out var seats)) free[start] = seats = [];
                    seats.Add(new(resource.Key, seat));
                }
            }
        }

        return new(service, time, [.. free.Select(at => new Slot(at.Key, at.Key.AddMinutes(service.DurationMinutes), at.Key.AddMinutes(service.DurationMinutes + service.BufferMinutes), at.Value))]);
    }

    /// <summary>Other times for an appointment than its own.</summary>
    /// <returns>Null: its service is not there any more.</returns>
    public async Task<Free?> OthersAsync(Appointment appointment, CancellationToken ct, bool forStaff = false) =>
        await FindAsync(appointment.Service, appointment.Environment, appointment.Id, ct, forStaff) is { } free ? free with { Slots = [.. free.Slots.Where(slot => slot.StartsAt != appointment.StartsAt)] } : null;

    /// <summary>Whose turn it is: who has the fewest appointments from today on, for the weight.</summary>
    public async Task<Seat> ChooseAsync(Slot slot, TenantEnvironment environment, CancellationToken ct)
    {
        if (slot.Seats.Count == 1) return slot.Seats[0];
        var keys = slot.Seats.Select(seat => seat.Resource).ToList();
        var since = clock.GetUtcNow().AddDays(-1);
        var loads = await db.Appointments.Where(a => a.Environment == environment && keys.Contains(a.Resource) && a.StartsAt > since && a.State != AppointmentState.Cancelled).GroupBy(a => a.Resource).Select(of => new { of.Key, Count = of.Count() }).ToDictionaryAsync(of => of.Key, of => of.Count, ct);
        var weights = await db.BookableResources.AsNoTracking().Where(r => keys.Contains(r.Key)).ToDictionaryAsync(r => r.Key, r => r.Weight, ct);
        return slot.Seats.OrderBy(seat => (loads.GetValueOrDefault(seat.Resource) + 1.0) / weights.GetValueOrDefault(seat.Resource, 1)).ThenBy(seat => seat.Resource, StringComparer.Ordinal).First();
    }

    private async Task<HashSet<(string, int, int)>> TakenAsync(TenantEnvironment environment, List<string> resources, int from, Guid? besides, CancellationToken ct)
    {
        var claims = await db.SlotClaims.AsNoTracking().Where(c => c.Environment == environment && resources.Contains(c.Resource) && c.Quarter >= from && c.AppointmentId != besides).Select(c => new { c.Resource, c.Seat, c.Quarter }).ToListAsync(ct);
        return [.. claims.Select(c => (c.Resource, c.Seat, c.Quarter))];
    }
}
