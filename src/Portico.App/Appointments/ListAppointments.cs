using Microsoft.EntityFrameworkCore;
using Portico.App.Calendars;
using Portico.App.Data;
using Portico.App.Shared;

namespace Portico.App.Appointments;

/// <summary>Whom to expect and when: by days of the tenant's clock.</summary>
public static class ListAppointments
{
    /// <param name="Day">First day; null: today.</param>
    /// <param name="Resource">Null: all.</param>
    /// <param name="Unmarked">Instead of days: those that are over, and nobody has said what became of them.</param>
    public sealed record Request(DateOnly? Day, int Days, string? Resource = null, string? Service = null, bool Unmarked = false);

    /// <param name="StartsAt">By the tenant's clock.</param>
    public sealed record Row(Guid Id, string Case, string Service, string Resource, DateTimeOffset StartsAt, DateTimeOffset EndsAt, AppointmentState State, int Moves, bool HasBegun);

    /// <param name="Today">Where the tenant is.</param>
    /// <param name="Unmarked">How many are over and not marked; counted to <see cref="Most"/>.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, DateOnly Today, DateOnly Day, TimeZoneInfo TimeZone, int Unmarked, bool More);

    public const int Most = 500;

    private static readonly Error NotFound = new(404, "appointment.not_found", "There is no such appointment.");

    public sealed class Handler(PorticoDb db, TenantCalendars calendars, TimeProvider clock)
    {
        public async Task<Page> HandleAsync(Request request, CancellationToken ct)
        {
            var (time, now) = (await calendars.OfAsync(ct), clock.GetUtcNow());
            var today = time.DayOf(now);
            var day = request.Day ?? today;
            var live = db.Appointments.AsNoTracking().Where(a => a.Environment == TenantEnvironment.Live); // nobody goes where a test case booked
            var over = live.Where(a => a.State == AppointmentState.Booked && a.EndsAt < now);
            var unmarked = await over.Take(Most).CountAsync(ct);

            var (from, to) = (BeginningOf(day, time.Zone), BeginningOf(day.AddDays(request.Days), time.Zone));
            var wanted = request.Unmarked ? over : live.Where(a => a.StartsAt >= from && a.StartsAt < to);
            if (request.Resource is { Length: > 0 } resource) wanted = wanted.Where(a => a.Resource == resource);
            if (request.Service is { Length: > 0 } service) wanted = wanted.Where(a => a.Service == service);
            var found = await wanted.OrderBy(a => a.StartsAt).ThenBy(a => a.Resource).ThenBy(a => a.Id).Take(Most + 1).ToListAsync(ct);
            return new([.. (await RowsAsync([.. found.Take(Most)], time.Zone, now, ct))], today, day, time.Zone, unmarked, found.Count > Most);
        }

        public async Task<Result<Row>> OneAsync(Guid id, CancellationToken ct)
        {
            if (await db.Appointments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct) is not { } found) return NotFound;
            return (await RowsAsync([found], (await calendars.OfAsync(ct)).Zone, clock.GetUtcNow(), ct))[0];
        }

        public async Task<IReadOnlyList<Row>> OfCaseAsync(Guid caseId, CancellationToken ct) =>
            await RowsAsync(await db.Appointments.AsNoTracking().Where(a => a.CaseId == caseId).OrderBy(a => a.StartsAt).ToListAsync(ct), (await calendars.OfAsync(ct)).Zone, clock.GetUtcNow(), ct);

        private async Task<IReadOnlyList<Row>> RowsAsync(List<Appointment> found, TimeZoneInfo zone, DateTimeOffset now, CancellationToken ct)
        {
            if (found.Count == 0) return [];
            var services = await db.ServiceOffers.AsNoTracking().ToDictionaryAsync(s => s.Key, s => s.Name, ct);
            var resources = await db.BookableResources.AsNoTracking().ToDictionaryAsync(r => r.Key, r => r.Name, ct);
            return found.ConvertAll(a => new Row(a.Id, a.CaseNumber, services.GetValueOrDefault(a.Service)?.In("en") ?? a.Service, resources.GetValueOrDefault(a.Resource, a.Resource), TimeZoneInfo.ConvertTime(a.StartsAt, zone), TimeZoneInfo.ConvertTime(a.EndsAt, zone), a.State, a.Moves, a.StartsAt <= now));
        }

        private static DateTimeOffset BeginningOf(DateOnly day, TimeZoneInfo zone) => Workflows.Schedules.WorkingTime.EndOf(day.AddDays(-1), zone);
    }
}
