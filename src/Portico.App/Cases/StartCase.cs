using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
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

    public sealed class Handler(PorticoDb db, CurrentTenant tenant, JourneyLibrary journeys, NewCases cases, CaseCommit commit, CaseViews views, Idempotency idempotency, Ids ids)
    {
        public async Task<Result<CaseView>> HandleAsync(string journey, Request request, string? idempotencyKey, CancellationToken ct)
        {
            var started = await OnceAsync(journey, request, idempotencyKey, ct);
            // The case in the way may be the one that this very key has just started: then its answer is repeated.
            return started.Error == NewCases.AlreadyRunning && idempotencyKey is not null ? await OnceAsync(journey, request, idempotencyKey, ct) : started;
        }

        private async Task<Result<CaseView>> OnceAsync(string journeyKey, Request request, string? idempotencyKey, CancellationToken ct)
        {
            if (await journeys.LiveAsync(journeyKey, ct) is not { } journey) return NoJourney;
            try
            {
                return await idempotency.OnceAsync("start:" + journeyKey, idempotencyKey, () => JsonSerializer.Serialize(request), () => StartAsync(journey, request, ct), ct);
            }
            catch (RowConflictException) when (journey.Definition.Activation != ActivationStrategy.Always)
            {
                if (await cases.IsTakenAsync(journey, null, ct)) return NewCases.AlreadyRunning;
                throw;
            }
        }

        private async Task<Result<CaseView>> StartAsync(PublishedJourney journey, Request request, CancellationToken ct)
        {
            var token = CaseToken.New(db.TenantId, ids);
            var began = await cases.BeginAsync(journey, new(Locales.Choose(tenant.Value, request.Locale), token, []), ct);
            if (!began.Ok) return began.Error;
            var (found, run) = began.Value;
            var view = await views.OfAsync(new(found, journey, run), ct, token);
            idempotency.Keep(view);
            if (!await commit.SaveAsync()) return CaseRunner.ChangedMeanwhile;
            CrashPoints.Pass(CrashPoint.CaseStarted);
            return view;
        }
    }
}
