using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Portico.App.Cases;
using Portico.Portal.Layout;

namespace Portico.Portal.Providers;

/// <summary>Stands in for the page of a real provider: whoever tries a journey picks the answer.</summary>
internal static class SandboxRoutes
{
    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet("/sandbox/{installation}/{reference}", async (HttpContext http, string installation, string reference, [FromServices] SandboxPage.Handler sandbox, CancellationToken ct) =>
        {
            var visit = Visit.Of(http);
            var found = await sandbox.ShowAsync(installation, reference, ct);
            return found.Ok ? Answers.Page<OutcomePage>(visit, new() { [nameof(OutcomePage.Provider)] = found.Value }) : Gone(visit, found.Error.Status);
        });

        portal.MapPost("/sandbox/{installation}/{reference}", async (HttpContext http, string installation, string reference, [FromServices] SandboxPage.Handler sandbox, CancellationToken ct) =>
        {
            var visit = Visit.Of(http);
            var outcome = (await http.Request.ReadFormAsync(ct))["outcome"].ToString();
            var decided = await sandbox.DecideAsync(installation, reference, outcome, ct);
            return decided.Ok ? Answers.SeeOther(visit.CasePath(decided.Value)) : Gone(visit, decided.Error.Status);
        });
    }

    private static IResult Gone(Visit visit, int status) =>
        Answers.Page<MessagePage>(visit, new() { [nameof(MessagePage.Title)] = visit.Words["sandbox.gone"], [nameof(MessagePage.Text)] = visit.Words["sandbox.gone_text"] }, status);
}
