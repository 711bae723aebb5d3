using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Calendars;

/// <summary>An admin takes a closing day back.</summary>
public static class RemoveClosingDay
{
    private static readonly Error NotFound = new(404, "calendar.day_not_found", "That day is not in the list.");

    public sealed class Handler(PorticoDb db, TenantCalendars calendars, CurrentActor actor, TimeProvider clock, Ids ids)
    {
        public async Task<Result<bool>> HandleAsync(DateOnly day, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            var text = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            if (await db.ClosingDays.SingleOrDefaultAsync(d => d.Day == text, ct) is not { } found) return NotFound;

            db.ClosingDays.Remove(found);
            db.Audit.Add(new AuditEntry { Id = ids.New(), At = clock.GetUtcNow(), Actor = actor.Value.Id, Action = "calendar.day_removed", Subject = "day:" + text });
            await db.SaveChangesAsync(ct);
            calendars.Forget();
            return true;
        }
    }
}
