using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Portico.App.Cases;
using Portico.Portal.Layout;

namespace Portico.Portal.Cases;

/// <summary>The mailed link. Mail scanners open links, so opening it shows a button and changes nothing.</summary>
internal static class ResumeRoutes
{
    public static void Map(IEndpointRouteBuilder portal)
    {
        var link = portal.MapGroup("/resume/{token}").AddEndpointFilter(KeepSecret);
        link.MapGet("/", (HttpContext http) => Answers.Page<ResumePage>(Visit.Of(http)));
        link.MapPost("/", async (HttpContext http, string token, [FromServices] ResumeCase.Handler resume, CancellationToken ct) =>
        {
            var visit = Visit.Of(http);
            var resumed = await resume.HandleAsync(token, ct);
            if (!resumed.Ok) return Answers.Page<MessagePage>(visit, new() { [nameof(MessagePage.Title)] = visit.Words["resume.gone"], [nameof(MessagePage.Text)] = visit.Words["resume.gone_text"] }, resumed.Error.Status);

            CaseCookie.Give(http, visit, resumed.Value.Number, resumed.Value.Token);
            return Answers.SeeOther(visit.CasePath(resumed.Value.Number));
        });
    }

    private static ValueTask<object?> KeepSecret(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var headers = context.HttpContext.Response.Headers;
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex, nofollow";
        return next(context);
    }
}
