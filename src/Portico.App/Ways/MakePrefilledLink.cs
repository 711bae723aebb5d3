using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Tenants;

namespace Portico.App.Ways;

/// <summary>A tenant's system leaves answers for a customer and gets a link that starts a journey with them.</summary>
public static class MakePrefilledLink
{
    public const int MostDays = 365, UsualDays = 30;

    /// <param name="Answers">By field name, as they are handed in for a step. No consents, signatures, files, account numbers or appointments.</param>
    /// <param name="Locale">BCP-47: the language of the page that the link opens; one of the tenant's. Null: the customer's own.</param>
    /// <param name="Uses"><c>one</c> (null): the first who starts uses it up. <c>many</c>: for everybody; then it holds nothing about a person.</param>
    /// <param name="ValidDays">1 to 365; null: 30.</param>
    /// <param name="QrMillimetres">Width of a QR code of the link for a letter, 15 to 200; null: none is wanted.</param>
    public sealed record Request(JsonElement Answers, string? Locale = null, string? Uses = null, int? ValidDays = null, int? QrMillimetres = null);

    /// <param name="Link">Shown here and never again. Whoever has it sees the answers once he has started.</param>
    /// <param name="QrSvg">An SVG, if one was asked for.</param>
    public sealed record Response(string Link, string Journey, string? Locale, string Uses, DateTimeOffset ExpiresAt, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? QrSvg = null);

    private static readonly Error NoJourney = new(404, "journey.not_found", "There is no such journey, or it is not published.");
    private static readonly Error NoAnswers = new(400, "prefill.answers_missing", "Send the answers as an object with at least one field, each name once.");
    private static readonly Error NoLocale = new(400, "prefill.locale_unknown", "The tenant does not offer this language.");
    private static readonly Error NoUses = new(400, "prefill.uses_unknown", "A link is for one use or for many: send \"one\" or \"many\".");
    private static readonly Error NoDays = new(400, "prefill.days_invalid", $"A link is valid for 1 to {MostDays} days.");
    private static readonly Error NoWidth = new(400, "prefill.qr_invalid", $"A QR code for a letter is {QrCode.Narrowest} to {QrCode.Widest} millimetres wide.");
    private static readonly Error Refused = new(422, "prefill.invalid", "Some of these answers cannot be left for a customer.");

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/journeys/{journey}/prefilled-links", async (string journey, Request body, Handler handler, CancellationToken ct) => (await handler.HandleAsync(journey, body, ct)).ToHttp(made => TypedResults.Created((string?)null, made)))
        .WithName(nameof(MakePrefilledLink)).WithSummary("Leave answers for a customer and get a link that starts a journey with them").Accepts(AuthorizedBy.SecretKey)
        .Produces<Response>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(422);

    public sealed class Handler(PorticoDb db, CurrentTenant tenant, JourneyLibrary journeys, PrefilledLinks links, TenantScope scope, CurrentActor actor, TimeProvider clock, Ids ids)
    {
        public async Task<Result<Response>> HandleAsync(string journey, Request request, CancellationToken ct)
        {
            var (environment, now) = (scope.Environment ?? TenantEnvironment.Live, clock.GetUtcNow());
            if ((environment == TenantEnvironment.Test ? await journeys.TestAsync(journey, ct) : await journeys.LiveAsync(journey, ct)) is not { } published) return NoJourney;
            if (AnswersOf(request.Answers) is not { Count: > 0 } answers) return NoAnswers;
            var locale = request.Locale is null ? null : Locales.Offered(tenant.Value, request.Locale);
            if (request.Locale is not null && locale is null) return NoLocale;
            if (request.Uses is not (null or "one" or "many")) return NoUses;
            if (request.ValidDays is < 1 or > MostDays) return NoDays;
            if (request.QrMillimetres is < QrCode.Narrowest or > QrCode.Widest) return NoWidth;

            var once = request.Uses != "many";
            var check = AnswersBeforehand.Check(published.Steps, answers, DateOnly.FromDateTime(now.UtcDateTime), tenant.Value.Country, personal: once);
            if (!check.Ok) return Refused with { Fields = check.Errors };

            var (secret, expires) = (ids.Secret(), now.AddDays(request.ValidDays ?? UsualDays));
            db.Prefills.Add(new Prefill { TokenHash = Ids.Hash(secret), JourneyKey = journey, Environment = environment, Locale = locale, Once = once, Sealed = links.Seal(journey, secret, check.Accepted), CreatedAt = now, ExpiresAt = expires });
            var said = new JsonObject { ["fields"] = new JsonArray([.. check.Accepted.Select(answer => JsonValue.Create(answer.Key))]), ["uses"] = once ? "one" : "many", ["until"] = expires.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) };
            db.Audit.Add(new AuditEntry { Id = ids.New(), At = now, Actor = actor.Value.Id, Action = "journey.link_prefilled", Subject = "journey:" + journey, Data = said.ToJsonString() });
            await db.SaveChangesAsync(ct);
            var link = links.AddressOf(journey, environment, secret);
            return new Response(link, journey, locale, once ? "one" : "many", expires, request.QrMillimetres is { } width ? QrCode.Svg(link, width) : null);
        }

        private static JsonObject? AnswersOf(JsonElement sent)
        {
            if (sent.ValueKind != JsonValueKind.Object) return null;
            try
            {
                return OutsideJson.Read(Encoding.UTF8.GetBytes(sent.GetRawText())) as JsonObject;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
