using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Shared;

namespace Portico.App.Cases;

/// <summary>What happened in a case, in order, for the back office.</summary>
public static class ReadJournal
{
    public sealed record Response(IReadOnlyList<Item> Items);

    public sealed record Item(int Seq, DateTimeOffset At, string Kind, string? Activity, JsonElement Data);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/cases/{case}/journal", async (string @case, int? after, Handler handler, CancellationToken ct) => (await handler.HandleAsync(@case, after ?? 0, ct)).ToHttp(TypedResults.Ok))
        .WithName(nameof(ReadJournal)).WithSummary("Read a case's journal, at most 500 lines after a number").Accepts(AuthorizedBy.SecretKey).Produces<Response>().ProducesProblem(404);

    public sealed class Handler(PorticoDb db)
    {
        public async Task<Result<Response>> HandleAsync(string number, int after, CancellationToken ct)
        {
            var caseId = await db.Cases.Where(c => c.Number == number).Select(c => (Guid?)c.Id).SingleOrDefaultAsync(ct);
            if (caseId is null) return CaseRunner.NotFound;
            var lines = await db.JournalAsync(caseId.Value, ct, after, most: 500);
            return new Response(lines.ConvertAll(line => new Item(line.Seq, line.At, line.Kind, line.ActivityId, JsonSerializer.SerializeToElement(line.Data))));
        }
    }
}
