using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Ways;
using Portico.Portal.Cases;
using Portico.Portal.Layout;

namespace Portico.Portal.Start;

/// <summary>A link that a tenant's system left answers under. Opening it shows the start page and uses nothing up; the button takes the answers into a case.</summary>
internal static class PrefilledRoutes
{
    public static void Map(IEndpointRouteBuilder portal, TenantEnvironment environment)
    {
        var link = portal.MapGroup("/start/{journey}/prefilled/{secret}").AddEndpointFilter(SecretAddress.Keep);
        link.MapGet("/", async (HttpContext http, string journey, string secret, [FromServices] PrefilledLinks links, [FromServices] ListStartable.Handler startable, [FromServices] ReadCase.Handler read, [FromServices] Ids ids, CancellationToken ct) =>
        {
            if (await links.LookAsync(journey, environment, secret, ct) is not { Ok: true, Value: var found }) return await GoneAsync(http, journey, environment, startable, ids, ct);
            var visit = VisitOf(http, found.Locale);
            if (found.UsedBy is { } number)
            {
                // On the device that used it up it leads on.
                CaseCookie.Show(http, number);
                return (await read.HandleAsync(number, ct)).Ok ? Answers.SeeOther(visit.CasePath(number)) : await GoneAsync(http, journey, environment, startable, ids, ct);
            }

            return await StartRoutes.OpenAsync(http, visit, journey, environment, startable, ids, ct) is { } opened
                ? Answers.Page<StartPage>(visit, new(StartRoutes.ParametersOf(opened, environment)) { [nameof(StartPage.Press)] = ids.Secret() })
                : Answers.NotFound(visit);
        });

        link.MapPost("/", async (HttpContext http, string journey, string secret, [FromServices] PrefilledLinks links, [FromServices] ListStartable.Handler startable, [FromServices] StartCase.Handler start, [FromServices] Ids ids, CancellationToken ct) =>
        {
            var visit = VisitOf(http, (await links.LookAsync(journey, environment, secret, ct)) is { Ok: true, Value.Locale: var locale } ? locale : null);
            var visitor = await StartRoutes.VisitorAsync(http, ids, ct);
            var press = http.Request.HasFormContentType ? (await http.Request.ReadFormAsync(ct))[StartPage.PressField].ToString() : "";
            var started = await start.HandleAsync(journey, new(visit.Locale), press.Length is 0 or > 100 ? null : "page:" + press, ct, visitor with { Link = secret });
            if (started.Error == PrefilledLinks.Gone) return await GoneAsync(http, journey, environment, startable, ids, ct);
            // Whoever was slower than somebody else, or read another page, sees where the link stands now.
            if (started.Error?.Status == StatusCodes.Status409Conflict && started.Error != NewCases.AlreadyRunning) return Answers.SeeOther($"{visit.Path}?lang={visit.Locale}");
            return started.Ok ? StartRoutes.GoOn(http, visit, started.Value) : Answers.Refused(visit, started.Error);
        });
    }

    /// <summary>The same for every link that leads nowhere, with a way to start without it.</summary>
    private static async Task<IResult> GoneAsync(HttpContext http, string journey, TenantEnvironment environment, ListStartable.Handler startable, Ids ids, CancellationToken ct)
    {
        var visit = Visit.Of(http);
        var afresh = await StartRoutes.OpenAsync(http, visit, journey, environment, startable, ids, ct) is null ? $"{visit.Home}/" : $"{visit.Home}{(environment == TenantEnvironment.Test ? "/test" : "")}/start/{Uri.EscapeDataString(journey)}";
        return Answers.Page<LinkGonePage>(visit, new() { [nameof(LinkGonePage.Afresh)] = afresh }, StatusCodes.Status410Gone);
    }

    /// <summary>In the language of the link, unless the visitor asks for another one here.</summary>
    private static Visit VisitOf(HttpContext http, string? locale) => Visit.Of(http, http.Request.Query.ContainsKey("lang") ? null : locale);
}
