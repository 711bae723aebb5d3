using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.Workflows;
using Portico.Workflows.Schedules;

namespace Portico.App.Calendars;

/// <summary>The tenant's clock and calendars, as the engine asks for them. A few seconds old at most on other nodes.</summary>
public sealed class TenantCalendars(PorticoDb db, RecentAnswers recent)
{
    /// <param name="Calendar">By code; empty: of the tenant's country.</param>
    /// <param name="IsClosed">A holiday of the tenant's country, or a closing day of its own; a weekend alone is neither.</param>
    /// <param name="Quiet">When nobody is reminded; null: there are no such hours.</param>
    public sealed record TenantTime(TimeZoneInfo Zone, Func<string, WorkingCalendar?> Calendar, Func<DateOnly, bool> IsClosed, string Country, string DefaultLocale, QuietHours? Quiet)
    {
        public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);
    }

    public async ValueTask<TenantTime> OfAsync(CancellationToken ct) => (await recent.GetAsync(About(db.TenantId), async () => (TenantTime?)await ReadAsync(ct)))!;

    public void Forget() => recent.Forget(About(db.TenantId));

    private static (string, string, string) About(string tenant) => ("time", "", tenant);

    private async Task<TenantTime> ReadAsync(CancellationToken ct)
    {
        var tenantId = db.TenantId;
        var tenant = await db.Tenants.AsNoTracking().Where(t => t.Id == tenantId).Select(t => new { t.Country, t.TimeZone, t.DefaultLocale, t.QuietFrom, t.QuietUntil }).SingleOrDefaultAsync(ct);
        var days = await db.ClosingDays.AsNoTracking().OrderBy(d => d.Day).Select(d => d.Day).ToListAsync(ct);
        var closed = days.Select(day => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture)).ToHashSet();
        // With own closing days the data is not that of the version alone.
        var mark = days.Count == 0 ? "" : "+" + Ids.Hash(string.Join(' ', days))[..8];
        var own = CalendarLibrary.Of(tenant?.Country ?? "");
        return new(TimeZones.Find(tenant?.TimeZone ?? TimeZones.Utc),
            code => (code.Length == 0 ? own : CalendarLibrary.Find(code)) is { } found ? CalendarLibrary.With(found, closed, found.Version + mark) : null,
            day => closed.Contains(day) || own is not null && CalendarLibrary.IsHoliday(own, day), tenant?.Country ?? "", tenant?.DefaultLocale ?? "en", Tenant.QuietOf(tenant?.QuietFrom, tenant?.QuietUntil));
    }
}
