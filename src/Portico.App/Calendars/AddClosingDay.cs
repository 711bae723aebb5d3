using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Calendars;

/// <summary>An admin says that the utility is closed on a day. Clocks that run already keep their end.</summary>
public static class AddClosingDay
{
    public sealed record Request(DateOnly Day, string Name);

    private static readonly Error NoName = new(422, "answers.invalid", "Say why you are closed.", new Dictionary<string, string[]> { ["name"] = ["Say in 1 to 100 characters why you are closed."] });
    private static readonly Error Known = new(409, "calendar.day_known", "That day is in the list already.");

    public sealed class Handler(PorticoDb db, TenantCalendars calendars, CurrentActor actor, TimeProvider clock, Ids ids)
    {
        public async Task<Result<bool>> HandleAsync(Request request, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            if (request.Name.Trim() is not { Length: > 0 and <= 100 } name) return NoName;
            var day = request.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            if (await db.ClosingDays.AnyAsync(d => d.Day == day, ct)) return Known;

            var now = clock.GetUtcNow();
            db.ClosingDays.Add(new ClosingDay { Day = day, Name = name, CreatedAt = now });
            db.Audit.Add(new AuditEntry { Id = ids.New(), At = now, Actor = actor.Value.Id, Action = "calendar.day_added", Subject = "day:" + day });
            await db.SaveChangesAsync(ct);
            calendars.Forget();
            return true;
        }
    }
}
