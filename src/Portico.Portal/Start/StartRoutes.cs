using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Portico.App.Cases;
using Portico.App.Journeys;
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
            return Answers.Page<WelcomePage>(visit, new() { [nameof(WelcomePage.Journeys)] = await startable.HandleAsync(visit.Locale, ct) });
        });

        portal.MapGet("/start/{journey}", async (HttpContext http, string journey, [FromServices] ListStartable.Handler startable, CancellationToken ct) =>
        {
            var visit = Visit.Of(http);
            var found = (await startable.HandleAsync(visit.Locale, ct)).FirstOrDefault(row => row.Key == journey);
            return found is null ? Answers.NotFound(visit) : Answers.Page<StartPage>(visit, new() { [nameof(StartPage.Journey)] = found });
        });

        portal.MapPost("/start/{journey}", async (HttpContext http, string journey, [FromServices] StartCase.Handler start, CancellationToken ct) =>
        {
            var visit = Visit.Of(http);
            var started = await start.HandleAsync(journey, new(visit.Locale), idempotencyKey: null, ct);
            if (!started.Ok) return Answers.Refused(visit, started.Error);

            var opened = started.Value;
            CaseCookie.Give(http, visit, opened.Number, opened.Token ?? throw new InvalidOperationException("A started case has no token."));
            return Answers.SeeOther(visit.CasePath(opened.Number));
        });
    }
}
