using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Users;

namespace Portico.App.Audit;

/// <summary>Who did what, newest first.</summary>
public static class ListAudit
{
    /// <param name="Area">First part of the action, for example <c>journey</c>; null: all.</param>
    public sealed record Request(int Skip, int Take, string? Area = null);

    public sealed record Row(Guid Id, DateTimeOffset At, string Who, string Action, string Subject, string Data);

    public sealed record Page(IReadOnlyList<Row> Rows, Counted Counted);

    public sealed class Handler(PorticoDb db)
    {
        public async Task<Page> HandleAsync(Request request, CancellationToken ct)
        {
            var entries = db.Audit.AsNoTracking();
            if (!string.IsNullOrEmpty(request.Area)) entries = entries.Where(a => a.Action.StartsWith(request.Area + "."));
            var counted = await entries.OrderByDescending(a => a.At).CountAsync(request.Skip, request.Take, ct);
            var page = await entries.OrderByDescending(a => a.At).ThenByDescending(a => a.Id).Skip(request.Skip).Take(request.Take).ToListAsync(ct);
            var names = await ActorNames.ReadAsync(db, ct);
            return new(page.ConvertAll(a => new Row(a.Id, a.At, names.Of(a.Actor), a.Action, a.Subject, a.Data)), counted);
        }
    }
}
