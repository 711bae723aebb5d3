using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.App.Ways;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>Somebody begins a journey.</summary>
public static class StartCase
{
    /// <param name="Locale">BCP-47; one of the tenant's languages, else the tenant's default is used.</param>
    /// <param name="Reference">The tenant's own reference of the customer, 1 to 200 characters; with a secret key only. While a pilot runs, the same reference always starts on the same version.</param>
    public sealed record Request(string? Locale, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reference = null);

    /// <summary>Somebody at the start page.</summary>
    /// <param name="Lot">Stands for the visitor when it is decided who takes part in a pilot; null: takes no part.</param>
    /// <param name="StartPage">Version of the page that the visitor has read; null: not known.</param>
    /// <param name="Link">The secret of the prefilled link that led there; null: none did.</param>
    public sealed record Visitor(string? Lot, int? StartPage, string? Link = null);

    /// <summary>The visitor would start on a version with another start page than the one read.</summary>
    public static readonly Error OtherPage = new(409, "start.page_changed", "The start page changed meanwhile. Read it again, then start.");

    private static readonly Error ForSecretKeys = new(403, "start.reference_not_allowed", "Only a secret key may give a reference: whoever knows another customer's reference could reach that customer's events with it.");
    private static readonly Error BadReference = new(400, "start.reference_invalid", $"A reference has 1 to {Ids.LongestBounded} characters and no line breaks.");
    private static readonly Error NoJourney = new(404, "journey.not_found", "There is no such journey, or it is not published.");

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/journeys/{journey}/cases", async (string journey, Request body, [FromHeader(Name = "Idempotency-Key")] string? key, Handler handler, CancellationToken ct) =>
            (await handler.HandleAsync(journey, body, key, ct)).ToHttp(CaseAnswer.Created))
        .WithName(nameof(StartCase)).WithSummary("Start a journey for a customer").Accepts(AuthorizedBy.PublicKey)
        .Produces<CaseView>(201).ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);

    public sealed class Handler(PorticoDb db, CurrentTenant tenant, JourneyLibrary journeys, NewCases cases, CaseCommit commit, CaseViews views, Idempotency idempotency, CaseAccess access, PrefilledLinks links, TenantScope scope, Ids ids)
    {
        private TenantEnvironment Environment => scope.Environment ?? TenantEnvironment.Live;

        /// <param name="visitor">Null: whoever calls the API.</param>
        public async Task<Result<CaseView>> HandleAsync(string journey, Request request, string? idempotencyKey, CancellationToken ct, Visitor? visitor = null)
        {
            if (request.Reference is { } reference)
            {
                if (!access.OpensAll) return ForSecretKeys;
                if (reference.Length is 0 or > Ids.LongestBounded || reference.Any(char.IsControl)) return BadReference;
            }

            var started = await OnceAsync(journey, request, visitor, idempotencyKey, ct);
            // The case in the way may be the one that this very key has just started: then its answer is repeated.
            return started.Error == NewCases.AlreadyRunning && idempotencyKey is not null ? await OnceAsync(journey, request, visitor, idempotencyKey, ct) : started;
        }

        private async Task<Result<CaseView>> OnceAsync(string journeyKey, Request request, Visitor? visitor, string? idempotencyKey, CancellationToken ct)
        {
            var locale = Locales.Choose(tenant.Value, request.Locale);
            var lot = visitor is null ? request.Reference ?? ids.New().ToString("N") : visitor.Lot;
            if (await journeys.ChooseAsync(journeyKey, Environment, lot, locale, ct) is not { Journey: var journey } chosen) return NoJourney;
            if (visitor?.StartPage is { } page && page != journey.StartPage) return OtherPage;
            try
            {
                return await idempotency.OnceAsync(Environment == TenantEnvironment.Test ? "start:test:" + journeyKey : "start:" + journeyKey, idempotencyKey, () => JsonSerializer.Serialize(request), () => StartAsync(chosen, locale, request.Reference, visitor?.Link, ct), ct);
            }
            catch (RowConflictException) when (journey.Definition.Activation != ActivationStrategy.Always)
            {
                if (await cases.IsTakenAsync(journey, Environment, request.Reference, ct)) return NewCases.AlreadyRunning;
                throw;
            }
        }

        private async Task<Result<CaseView>> StartAsync(JourneyLibrary.Chosen chosen, string locale, string? reference, string? link, CancellationToken ct)
        {
            var left = link is null ? null : await links.TakeAsync(chosen.Journey.Key, Environment, link, ct);
            if (link is not null && left is null) return PrefilledLinks.Gone;
            var token = CaseToken.New(db.TenantId, ids);
            var began = await cases.BeginAsync(chosen.Journey, new(locale, token, []) { Environment = Environment, CorrelationId = reference, Pilot = chosen.Place }, ct);
            if (!began.Ok) return began.Error;
            var (found, run) = began.Value;
            if (left is var (row, answers))
            {
                row.Use(found.Number);
                found.Leave(answers);
                commit.Note(found, new(JournalKinds.AnswersPrefilled, "", null, new() { ["fields"] = new JsonArray([.. answers.Select(answer => JsonValue.Create(answer.Key))]) }));
            }

            var view = await views.OfAsync(new(found, chosen.Journey, run), ct, token);
            idempotency.Keep(view);
            if (!await commit.SaveAsync()) return CaseRunner.ChangedMeanwhile;
            CrashPoints.Pass(CrashPoint.CaseStarted);
            return view;
        }
    }
}
