using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Shared;

namespace Portico.App.Cases;

/// <summary>The cases of a tenant, newest first, for the back office's machines: pages by cursor, so that new cases shift nothing.</summary>
public static class PageCases
{
    public sealed record Response(IReadOnlyList<Item> Items, string? Next);

    public sealed record Item(string Case, string Journey, int Version, string Status, string? Step, string? Outcome, string Locale, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt);

    private const int PageSize = 50;
    private static readonly Error BadCursor = new(400, "cursor.invalid", "Pass the value of next as it was given.");
    private static readonly Error BadStatus = new(400, "status.unknown", "A status is open, waiting, completed, cancelled or incident.");

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/cases", async (string? journey, string? status, string? cursor, Handler handler, CancellationToken ct) => (await handler.HandleAsync(journey, status, cursor, ct)).ToHttp(TypedResults.Ok))
        .WithName(nameof(PageCases)).WithSummary("List cases, newest first").Accepts(AuthorizedBy.SecretKey).Produces<Response>().ProducesProblem(400);

    public sealed class Handler(PorticoDb db)
    {
        public async Task<Result<Response>> HandleAsync(string? journey, string? status, string? cursor, CancellationToken ct)
        {
            var cases = db.Cases.AsNoTracking();
            if (journey is not null) cases = cases.Where(c => c.JourneyKey == journey);
            if (status is not null)
            {
                if (!Enum.TryParse<CaseStatus>(status, ignoreCase: true, out var wanted) || int.TryParse(status, out _)) return BadStatus;
                cases = cases.Where(c => c.Status == wanted);
            }

            if (cursor is not null)
            {
                var (at, id) = Cursor.Parse(cursor);
                if (id is null) return BadCursor;
#pragma warning disable CA1309 // compared by the database, in the order it sorts by
                cases = cases.Where(c => c.StartedAt < at || (c.StartedAt == at && string.Compare(c.Number, id) < 0));
#pragma warning restore CA1309
            }

            var rows = await cases.OrderByDescending(c => c.StartedAt).ThenByDescending(c => c.Number).Take(PageSize + 1).ToListAsync(ct);
            var page = rows.Take(PageSize).ToList();
            var items = page.ConvertAll(c => new Item(c.Number, c.JourneyKey, c.JourneyVersion, c.Status.ToString().ToLowerInvariant(), c.StepId, c.Outcome, c.Locale, c.StartedAt, c.UpdatedAt));
            return new Response(items, rows.Count > PageSize ? Cursor.Of(page[^1].StartedAt, page[^1].Number) : null);
        }
    }

    private static class Cursor
    {
        public static string Of(DateTimeOffset at, string number) => $"{at.ToUnixTimeMilliseconds()}.{number}";

        public static (DateTimeOffset, string?) Parse(string cursor) =>
            cursor.Split('.') is [var ms, var number] && long.TryParse(ms, out var at) && at is > 0 and < 253402300799999 ? (DateTimeOffset.FromUnixTimeMilliseconds(at), number) : (default, null);
    }
}
