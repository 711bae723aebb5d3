using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Shared;

namespace Portico.App.Journeys;

/// <summary>A version that was published to test goes live as it is, byte for byte; for programs. An earlier version can be brought back the same way.</summary>
public static class PromoteJourney
{
    /// <param name="Version">Null: the one that test cases start on now.</param>
    /// <param name="Justifications">Of warnings that nobody has justified yet.</param>
    public sealed record Request(int? Version = null, IReadOnlyList<Justification>? Justifications = null);

    /// <param name="ContentHash">Of the version; the same as in test.</param>
    /// <param name="State"><c>live</c>: new customers start on it. <c>waits</c>: another admin has to approve it.</param>
    public sealed record Response(string Journey, int Version, string ContentHash, string State);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/journeys/{journey}/promotions", async (string journey, Request body, Handler handler, CancellationToken ct) => (await handler.HandleAsync(journey, body, ct)).ToHttp(TypedResults.Ok))
        .WithName(nameof(PromoteJourney)).WithSummary("Promote a version of a journey from test to live, after the checks against the live providers").Accepts(AuthorizedBy.LiveSecretKey)
        .Produces<Response>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    public sealed class Handler(PorticoDb db, PublishJourney.Handler publish)
    {
        public async Task<Result<Response>> HandleAsync(string key, Request request, CancellationToken ct)
        {
            var version = request.Version ?? await db.Journeys.Where(j => j.Key == key).Select(j => j.TestVersion).SingleOrDefaultAsync(ct);
            var done = await publish.PromoteAsync(key, new(request.Justifications ?? [], Version: version), ct);
            return done.Ok ? new Response(key, done.Value.Number, done.Value.ContentHash, done.Value.Waits ? "waits" : "live") : done.Error;
        }
    }
}
