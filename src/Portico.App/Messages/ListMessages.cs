using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Data;

namespace Portico.App.Messages;

/// <summary>Messages to customers, newest first.</summary>
public static class ListMessages
{
    public sealed record Request(int Skip, int Take, string? Channel = null, MessageState? State = null);

    public sealed record Row(Guid Id, string Case, string Template, string Channel, string To, string? Subject, string Text, MessageState State, string? FailureCode, DateTimeOffset CreatedAt, DateTimeOffset? SentAt, bool Test);

    public sealed record Page(IReadOnlyList<Row> Rows, Counted Counted);

    public sealed class Handler(PorticoDb db)
    {
        public async Task<Page> HandleAsync(Request request, CancellationToken ct)
        {
            var messages = db.Messages.AsNoTracking();
            if (!string.IsNullOrEmpty(request.Channel)) messages = messages.Where(m => m.Channel == request.Channel);
            if (request.State is { } state) messages = messages.Where(m => m.State == state);
            var counted = await messages.OrderByDescending(m => m.CreatedAt).CountAsync(request.Skip, request.Take, ct);
            var rows = await messages.OrderByDescending(m => m.CreatedAt).ThenByDescending(m => m.Id).Skip(request.Skip).Take(request.Take)
                .Join(db.Cases, m => m.CaseId, c => c.Id, (m, c) => new { m, c.Number, c.Environment }).ToListAsync(ct);
            return new([.. rows.OrderByDescending(r => r.m.CreatedAt).ThenByDescending(r => r.m.Id).Select(r => Of(r.m, r.Number, r.Environment))], counted);
        }

        private static Row Of(Message m, string number, TenantEnvironment environment) => new(m.Id, number, m.Template, m.Channel, m.To, m.Subject, m.ForStaff, m.State, m.FailureCode, m.CreatedAt, m.SentAt, environment == TenantEnvironment.Test);
    }
}
