using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Events;

/// <summary>For admins: what was published, newest first, and whether anybody received it. Not what it brought, which may tell about a customer.</summary>
public static class ListEvents
{
    /// <param name="State">Only events in this state; null: all.</param>
    public sealed record Request(int Skip, int Take, EventState? State = null);

    public sealed record Row(Guid Id, string Name, string? Reference, bool IsLocal, EventState State, DateTimeOffset PublishedAt, DateTimeOffset ExpiresAt);

    public sealed record Page(IReadOnlyList<Row> Rows, int Total);

    public sealed class Handler(PorticoDb db, CurrentActor actor)
    {
        public async Task<Result<Page>> HandleAsync(Request request, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            var events = db.Events.AsNoTracking().Where(e => request.State == null || e.State == request.State);
            var total = await events.CountAsync(ct);
            var rows = await events.OrderByDescending(e => e.PublishedAt).ThenByDescending(e => e.Id).Skip(request.Skip).Take(request.Take)
                .Select(e => new Row(e.Id, e.Name, e.CorrelationId, e.IsLocal, e.State, e.PublishedAt, e.ExpiresAt)).ToListAsync(ct);
            return new Page(rows, total);
        }
    }
}
