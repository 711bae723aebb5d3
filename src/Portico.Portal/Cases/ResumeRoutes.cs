using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Portico.App.Cases;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.Portal.Layout;

namespace Portico.Portal.Cases;

/// <summary>The mailed link. Mail scanners open links, so opening it shows a button; the button has a code sent, and only the code opens the case.</summary>
internal static class ResumeRoutes
{
    public static void Map(IEndpointRouteBuilder portal)
    {
        var link = portal.MapGroup("/resume/{token}").AddEndpointFilter(SecretAddress.Keep);
        link.MapGet("/", async (HttpContext http, string token, [FromServices] ResumeCase.Handler resume, CancellationToken ct) => await LookAsync(http, token, resume, ct) switch
        {
            { Ok: false } => GonePage(http),
            { Value: { Open: true } known } => Answers.SeeOther(Visit.Of(http).CasePath(known.Number)),
            { Value: var known } => Answers.Page<ResumePage>(VisitOf(http, known.Locale)),
        });
        link.MapPost("/", async (HttpContext http, string token, [FromServices] ResumeCase.Handler resume, [FromServices] SendResumeCode.Handler send, CancellationToken ct) =>
        {
            if (await LookAsync(http, token, resume, ct) is not { Ok: true, Value: var known }) return GonePage(http);
            var visit = VisitOf(http, known.Locale);
            var sent = await send.HandleAsync(token, visit.Locale, ct);
            return sent.Ok ? Answers.SeeOther($"{visit.Home}/resume/{token}/code") : sent.Error == ResumeCase.Gone ? GonePage(http) : CodePage(visit, token, sent.Error);
        }).RequireRateLimiting("codes");
        link.MapGet("/code", async (HttpContext http, string token, [FromServices] ResumeCase.Handler resume, CancellationToken ct) =>
            await LookAsync(http, token, resume, ct) is { Ok: true, Value: var known } ? CodePage(VisitOf(http, known.Locale), token) : GonePage(http));
        link.MapPost("/code", async (HttpContext http, string token, [FromServices] ResumeCase.Handler resume, CancellationToken ct) =>
        {
            if (await LookAsync(http, token, resume, ct) is not { Ok: true, Value: var known }) return GonePage(http);
            var visit = VisitOf(http, known.Locale);
            var resumed = await resume.HandleAsync(token, (await http.Request.ReadFormAsync(ct))["code"].ToString(), Languages.Chosen(http, visit.Tenant), ct);
            if (!resumed.Ok) return resumed.Error == ResumeCase.Gone ? GonePage(http) : CodePage(visit, token, resumed.Error);

            CaseCookie.Give(http, visit, resumed.Value.Number, resumed.Value.Token);
            return Answers.SeeOther(visit.CasePath(resumed.Value.Number));
        }).RequireRateLimiting("codes");
    }

    private static Task<Result<ResumeCase.View>> LookAsync(HttpContext http, string token, ResumeCase.Handler resume, CancellationToken ct) => resume.ReadAsync(token, number => CaseCookie.Show(http, number), ct);

    /// <summary>In the language that was chosen here; on a device that is new, in that of the case.</summary>
    private static Visit VisitOf(HttpContext http, string caseLocale) => Visit.Of(http, Languages.Chosen(http, http.RequestServices.GetRequiredService<CurrentTenant>().Value) ?? caseLocale);

    private static IResult CodePage(Visit visit, string token, Error? refusal = null) =>
        Answers.Page<CodePage>(visit, new() { [nameof(Cases.CodePage.Link)] = $"{visit.Home}/resume/{token}", [nameof(Cases.CodePage.Refusal)] = refusal }, refusal?.Status ?? StatusCodes.Status200OK);

    private static IResult GonePage(HttpContext http) => Answers.Page<GonePage>(Visit.Of(http), status: StatusCodes.Status410Gone);
}
