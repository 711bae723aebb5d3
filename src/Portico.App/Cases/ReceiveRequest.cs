using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Starters;
using Portico.App.Users;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>
/// A request from outside, for a journey. With the token of a wait it goes on with that case; with a secret key of the tenant and the case's number or reference, too; without either it
/// can only start a journey that is published to be started so. Whatever else comes, there is nothing here: nobody learns what there is.
/// </summary>
public static class ReceiveRequest
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

    private static readonly Error Unknown = new(404, "hook.unknown", "There is nothing here.");
    private static readonly Error Ambiguous = new(409, "hook.ambiguous", "More than one branch or journey waits for this. Say which case is meant.");
    private static readonly Error TooLarge = new(413, "hook.too_large", "A request has at most 64 KiB.");
    private static readonly Error Unreadable = new(400, "hook.unreadable", "The body is not what its content type says, or of a type that is not read here: send JSON, form fields or text.");

    /// <param name="Case">The case that was started; null: one that waited went on.</param>
    public sealed record Response(string? Case);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapMethods("/hooks/{tenant}/{**path}", Methods, async (string? path, HttpContext http, Handler handler, CancellationToken ct) =>
        {
            if (await ReceiveCallback.ReadAsync(http.Request, ct) is not { } body) return TooLarge.ToHttp();
            JsonNode? content;
            try
            {
                content = HookContent.Read(http.Request.ContentType, body);
            }
            catch (JsonException)
            {
                return Unreadable.ToHttp();
            }

            var key = await http.AuthenticateAsync(AuthorizedBy.Scheme);
            var call = new Call(http.Request.Method, "/" + path?.Trim('/'), HookContent.Query(http.Request.Query), HookContent.Headers(http.Request.Headers), content, key.Principal, http.Request.Headers["Idempotency-Key"].ToString());
            return (await handler.HandleAsync(call, ct)).ToHttp(response => TypedResults.Accepted((string?)null, response));
        }).WithName(nameof(ReceiveRequest)).AllowAnonymous().DisableAntiforgery().RequireRateLimiting("hooks").ExcludeFromDescription();

    internal sealed record Call(string Method, string Path, JsonObject Query, JsonObject Headers, JsonNode? Content, ClaimsPrincipal? Key, string IdempotencyKey)
    {
        public string? Asked(string name) => Query[name] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;

        /// <summary>As the journey sees it; what was for us is not for it.</summary>
        public JsonObject For(JsonObject routeData)
        {
            var query = Query.DeepClone().AsObject();
            foreach (var ours in Ours) query.Remove(ours);
            return new() { ["routeData"] = routeData, ["queryStringData"] = query, ["headers"] = Headers.DeepClone(), ["parsedContent"] = Content?.DeepClone() };
        }

        private static readonly string[] Ours = ["token", "case", "correlationId"];
    }

    public sealed class Handler(PorticoDb db, CaseRunner runner, StarterCases cases, HookTokens tokens, TenantScope scope, CurrentActor actor)
    {
        internal async Task<Result<Response>> HandleAsync(Call call, CancellationToken ct)
        {
            var known = call.Key?.FindFirstValue(StaffPrincipal.TenantClaim) == db.TenantId && call.Key?.FindFirstValue(ApiAuthentication.KindClaim) == ApiAuthentication.SecretKey;
            if (known && ApiAuthentication.EnvironmentOf(call.Key) is { } only) scope.EnterOnly(only);
            actor.Enter(new Actor(known ? call.Key!.FindFirstValue(ClaimTypes.NameIdentifier)! : "request"));

            if (call.Asked("token") is { } token)
                return tokens.Read(token) is { } wait ? Pushed(await runner.PushAsync(wait.CaseId, loaded => Task.FromResult(Decide(loaded, call, known, wait.WaitId)), ct)) : Unknown;
            if (call.Asked("case") is { } number) return known ? Pushed(await runner.PushAsync(number, loaded => Task.FromResult(Decide(loaded, call, known, null)), ct)) : Unknown;
            if (known && call.Asked("correlationId") is { } reference) return await ByReferenceAsync(reference, call, ct);
            return scope.Environment == TenantEnvironment.Test ? Unknown : await StartAsync(call, known, ct); // what is published to test starts by hand only
        }

        private static Result<Response> Pushed(Result<CaseRunner.Loaded> pushed) => pushed.Ok ? new Response(null) : pushed.Error == CaseRunner.NotFound ? Unknown : pushed.Error;

        private static CaseRunner.Decision Decide(CaseRunner.Loaded loaded, Call call, bool known, string? waitId)
        {
            var fitting = Fitting(loaded.Run, call, known).Where(found => waitId is null || found.Wait.Id == waitId).ToList();
            return fitting switch
            {
                [] => new CaseRunner.Decision.No(Unknown),
                [var (wait, routeData)] => new CaseRunner.Decision.Push(new RunEvent.HttpReceived(wait.Id, call.For(routeData)), "request.received"),
                _ => new CaseRunner.Decision.No(Ambiguous),
            };
        }

        private static IEnumerable<(Wait Wait, JsonObject RouteData)> Fitting(RunState run, Call call, bool known) =>
            from wait in run.Waits
            where wait.Kind == WaitKind.Http && (known || !(bool)wait.Data["authorize"]!) && wait.Data["methods"]!.AsArray().Any(method => (string?)method == call.Method)
            let routeData = HookPaths.Match((string)wait.Data["path"]!, call.Path)
            where routeData is not null
            select (wait, routeData);

        private async Task<Result<Response>> ByReferenceAsync(string reference, Call call, CancellationToken ct)
        {
            var kept = Ids.Bounded(reference);
            var candidates = await db.Cases.AsNoTracking().Where(c => c.CorrelationId == kept && c.EndedAt == null).OrderByDescending(c => c.StartedAt).Take(50).ToListAsync(ct);
            var waiting = candidates.Where(c => Fitting(c.Run(), call, known: true).Any()).ToList();
            return waiting switch
            {
                [] => Unknown,
                [var one] => Pushed(await runner.PushAsync(one.Id, loaded => Task.FromResult(Decide(loaded, call, true, null)), ct)),
                _ => Ambiguous,
            };
        }

        private async Task<Result<Response>> StartAsync(Call call, bool known, CancellationToken ct)
        {
            var all = await db.Starters.AsNoTracking().Where(s => s.Kind == StarterKind.Http).ToListAsync(ct);
            var fitting = (from starter in all
                           where (known || !starter.Authorize) && starter.Methods.Split(' ').Contains(call.Method)
                           let routeData = HookPaths.Match(starter.Key, call.Path)
                           where routeData is not null
                           orderby HookPaths.Plainness(starter.Key) descending
                           select (Starter: starter, RouteData: routeData)).ToList();
            if (fitting.Count == 0) return Unknown;
            if (fitting.Count > 1 && HookPaths.Plainness(fitting[0].Starter.Key) == HookPaths.Plainness(fitting[1].Starter.Key)) return Ambiguous;
            return await StartAsync(fitting[0].Starter, call.For(fitting[0].RouteData), call.IdempotencyKey, ct);
        }

        /// <summary>A request that is repeated with its key meets the case that it started the first time.</summary>
        private async Task<Result<Response>> StartAsync(JourneyStarter starter, JsonObject request, string key, CancellationToken ct)
        {
            Guid? id = key.Length is 0 or > 255 ? null : MatchEvent.CaseOf(Guid.ParseExact(Ids.Hash(key)[..32], "N"), starter.Id);
            for (var attempt = 1; ; attempt++)
            {
                if (id is not null && await db.Cases.Where(c => c.Id == id).Select(c => c.Number).SingleOrDefaultAsync(ct) is { } started) return new Response(started);
                try
                {
                    var result = await cases.StartAsync(starter.Id, new(request) { CaseId = id }, ct);
                    return result.Ok ? new Response(result.Value) : result.Error;
                }
                catch (DbUpdateConcurrencyException) when (attempt < CaseRunner.Tries)
                {
                    db.ChangeTracker.Clear(); // another one began at the same moment: look again
                }
            }
        }
    }
}
