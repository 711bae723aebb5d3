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
        MapFramed(portal);
        PrefilledRoutes.Map(portal, TenantEnvironment.Live);
        var test = portal.MapGroup("/test").AddEndpointFilter(StaffOnly);
        MapStart(test, TenantEnvironment.Test);
        PrefilledRoutes.Map(test, TenantEnvironment.Test);
    }

    /// <summary>What there is in a frame, too.</summary>
    public static void MapFramed(IEndpointRouteBuilder portal)
    {
        portal.MapGet("/", async (HttpContext http, [FromServices] ListStartable.Handler startable, CancellationToken ct) =>
        {
            var visit = Visit.Of(http);
            return Answers.Page<WelcomePage>(visit, new() { [nameof(WelcomePage.Journeys)] = await startable.HandleAsync(visit.Locale, visit.Tenant.DefaultLocale, ct) });
        });

        MapStart(portal, TenantEnvironment.Live);
    }

    private static void MapStart(IEndpointRouteBuilder portal, TenantEnvironment environment)
    {
        portal.MapGet("/start/{journey}", async (HttpContext http, string journey, [FromServices] ListStartable.Handler startable, [FromServices] Ids ids, CancellationToken ct) =>
        {
            var visit = Visit.Of(http);
            return await OpenAsync(http, visit, journey, environment, startable, ids, ct) is { } opened ? Answers.Page<StartPage>(visit, ParametersOf(opened, environment)) : Answers.NotFound(visit);
        });

        portal.MapPost("/start/{journey}", async (HttpContext http, string journey, [FromServices] StartCase.Handler start, [FromServices] Ids ids, CancellationToken ct) =>
        {
            var visit = Visit.Of(http);
            var started = await start.HandleAsync(journey, new(visit.Locale), idempotencyKey: null, ct, await VisitorAsync(http, ids, ct));
            if (started.Error == StartCase.OtherPage) return Answers.SeeOther($"{visit.Path}?lang={visit.Locale}");
            return started.Ok ? GoOn(http, visit, started.Value) : Answers.Refused(visit, started.Error);
        });
    }

    /// <summary>The start page that this visitor gets, now and when he comes back; null: there is no such journey.</summary>
    internal static async Task<ListStartable.Opened?> OpenAsync(HttpContext http, Visit visit, string journey, TenantEnvironment environment, ListStartable.Handler startable, Ids ids, CancellationToken ct)
    {
        var lot = LotCookie.Read(http) ?? ids.Secret();
        var opened = await startable.OpenAsync(journey, environment, LotCookie.MayTakePart(http) ? lot : null, visit.Locale, visit.Tenant.DefaultLocale, ct);
        if (opened?.Piloted == true) LotCookie.Give(http, visit, lot);
        return opened;
    }

    internal static Dictionary<string, object?> ParametersOf(ListStartable.Opened opened, TenantEnvironment environment) =>
        new() { [nameof(StartPage.Journey)] = opened.Row, [nameof(StartPage.Version)] = opened.StartPage, [nameof(StartPage.Test)] = environment == TenantEnvironment.Test };

    /// <summary>Who pressed the button of a start page.</summary>
    internal static async Task<StartCase.Visitor> VisitorAsync(HttpContext http, Ids ids, CancellationToken ct)
    {
        var read = http.Request.HasFormContentType && int.TryParse((await http.Request.ReadFormAsync(ct))[StartPage.VersionField], out var version) ? version : (int?)null;
        return new(LotCookie.MayTakePart(http) ? LotCookie.Read(http) ?? ids.Secret() : null, read);
    }

    /// <summary>To the case that was just started, with the key to it.</summary>
    internal static IResult GoOn(HttpContext http, Visit visit, CaseView started)
    {
        CaseCookie.Give(http, visit, started.Number, started.Token ?? throw new InvalidOperationException("A started case has no token."));
        return Answers.SeeOther(visit.CasePath(started.Number));
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
