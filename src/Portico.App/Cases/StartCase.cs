using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>Somebody begins a journey.</summary>
public static class StartCase
{
    /// <param name="Locale">BCP-47; one of the tenant's languages, else the tenant's default is used.</param>
    public sealed record Request(string? Locale);

    private static readonly Error NoJourney = new(404, "journey.not_found", "There is no such journey, or it is not published.");

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/journeys/{journey}/cases", async (string journey, Request body, [FromHeader(Name = "Idempotency-Key")] string? key, Handler handler, CancellationToken ct) =>
            (await handler.HandleAsync(journey, body, key, ct)).ToHttp(view => TypedResults.Created($"/api/v1/cases/{view.Number}", view)))
        .WithName(nameof(StartCase)).WithSummary("Start a journey for a customer").Accepts(AuthorizedBy.PublicKey)
        .Produces<CaseView>(201).ProducesProblem(404).ProducesProblem(409);

    public sealed class Handler(PorticoDb db, CurrentTenant tenant, JourneyLibrary journeys, CaseCommit commit, CaseViews views, Idempotency idempotency, TimeProvider clock, Ids ids)
    {
        public Task<Result<CaseView>> HandleAsync(string journey, Request request, string? idempotencyKey, CancellationToken ct) =>
            idempotency.OnceAsync("start:" + journey, idempotencyKey, () => JsonSerializer.Serialize(request), () => StartAsync(journey, request, ct), ct);

        private async Task<Result<CaseView>> StartAsync(string journeyKey, Request request, CancellationToken ct)
        {
            if (await journeys.LiveAsync(journeyKey, ct) is not { } journey) return NoJourney;

            var token = CaseToken.New(db.TenantId, ids);
            var locale = Locales.Choose(tenant.Value, request.Locale);
            var (found, run) = await BeginAsync(journey, locale, token, [], null, null, ct);
            var view = await views.OfAsync(new(found, journey, run), ct, token);
            idempotency.Keep(view);
            if (!await commit.SaveAsync()) return CaseRunner.ChangedMeanwhile;
            CrashPoints.Pass(CrashPoint.CaseStarted);
            return view;
        }

        /// <summary>Stages a new case; the caller commits.</summary>
        internal async Task<(Case, RunState)> BeginAsync(PublishedJourney journey, string locale, string token, JsonObject input, Guid? parentId, string? childId, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var found = new Case
            {
                Id = ids.New(), Number = ids.CaseNumber(), JourneyKey = journey.Key, JourneyVersionId = journey.VersionId, JourneyVersion = journey.Number, Locale = locale,
                Seed = ids.Seed(), StartedAt = now, TokenHash = Ids.Hash(token), ParentId = parentId, ParentChildId = childId,
            };
            var burst = WorkflowRunner.Start(journey.Definition, new RunStart(found.Number, input, Locale: locale), new RunEnvironment(now, found.Seed));
            commit.Follow(null, found);
            await commit.StageAsync(found, burst, "case.started", ct);
            return (found, burst.State);
        }
    }
}
