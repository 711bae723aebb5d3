using Microsoft.EntityFrameworkCore;
using Portico.App.Data;

namespace Portico.App.Users;

/// <summary>Who works for the tenant.</summary>
public static class ListStaff
{
    public sealed record Row(Guid Id, string Name, string Email, string Role, bool Disabled, bool Locked, DateTimeOffset CreatedAt);

    public sealed class Handler(PorticoDb db, TimeProvider clock)
    {
        public async Task<IReadOnlyList<Row>> HandleAsync(CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var staff = await db.Staff.AsNoTracking().OrderBy(s => s.Name).ToListAsync(ct);
            return [.. staff.Select(s => new Row(s.Id, s.Name, s.Email, s.Role, s.Disabled, s.LockoutEnd > now, s.CreatedAt))];
        }
    }
}
