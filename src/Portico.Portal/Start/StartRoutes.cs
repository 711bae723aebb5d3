using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Users;
using Portico.Portal.Cases;
using Portico.Portal.Layout;

namespace Portico.Portal.Start;

/// <summary>Before there is a case: what can be started, and what awaits whoever starts it. Only the button creates a case.</summary>
internal static class StartRoutes
{
    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet("/", async (HttpContext http, [FromServices] ListStartable.Handler startable, CancellationToken ct) =>
        {
            var visit = Visit.Of(http);
            return Answers.Page<WelcomePage>(visit, new() { [nameof(WelcomePage.Journeys)] = await startable.HandleAsync(visit.Locale, visit.Tenant.DefaultLocale, ct) });
        });

        MapStart(portal, TenantEnvironment.Live);
        MapStart(portal.MapGroup("/test").AddEndpointFilter(StaffOnly), TenantEnvironment.Test);
    }

    private static void MapStart(IEndpointRouteBuilder portal, TenantEnvironment environment)
    {
        portal.MapGet("/start/{journey}", async (HttpContext http, string journey, [FromServices] ListStartable.Handler startable, [FromServices] Ids ids, CancellationToken ct) =>
        {
            var visit = Visit.Of(http);
            var lot = LotCookie.Read(http) ?? ids.Secret();
            if (await startable.OpenAsync(journey, environment, LotCookie.MayTakePart(http) ? lot : null, visit.Locale, visit.Tenant.DefaultLocale, ct) is not { } opened) return Answers.NotFound(visit);
            if (opened.Piloted) LotCookie.Give(http, visit, lot);
            return Answers.Page<StartPage>(visit, new() { [nameof(StartPage.Journey)] = opened.Row, [nameof(StartPage.Version)] = opened.StartPage, [nameof(StartPage.Test)] = environment == TenantEnvironment.Test });
        });

        portal.MapPost("/start/{journey}", async (HttpContext http, string journey, [FromServices] StartCase.Handler start, [FromServices] Ids ids, CancellationToken ct) =>
        {
            var visit = Visit.Of(http);
            var read = http.Request.HasFormContentType && int.TryParse((await http.Request.ReadFormAsync(ct))[StartPage.VersionField], out var version) ? version : (int?)null;
            var visitor = new StartCase.Visitor(LotCookie.MayTakePart(http) ? LotCookie.Read(http) ?? ids.Secret() : null, read);
            var started = await start.HandleAsync(journey, new(visit.Locale), idempotencyKey: null, ct, visitor);
            if (started.Error == StartCase.OtherPage) return Answers.SeeOther($"{visit.Path}?lang={visit.Locale}");
            if (!started.Ok) return Answers.Refused(visit, started.Error);

            var opened = started.Value;
            CaseCookie.Give(http, visit, opened.Number, opened.Token ?? throw new InvalidOperationException("A started case has no token."));
            return Answers.SeeOther(visit.CasePath(opened.Number));
        });
    }

    /// <summary>What is tried there is not meant for customers yet. Whoever is not of this tenant's staff finds nothing.</summary>
    private static ValueTask<object?> StaffOnly(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var (http, user) = (call.HttpContext, call.HttpContext.User);
        var visit = Visit.Of(http);
        if (user.FindFirst(StaffPrincipal.TenantClaim)?.Value != visit.Tenant.Id || !(user.IsInRole(Roles.Admin) || user.IsInRole(Roles.Agent))) return new(Answers.NotFound(visit));
        http.RequestServices.GetRequiredService<TenantScope>().EnterOnly(TenantEnvironment.Test);
        return next(call);
    }
}
