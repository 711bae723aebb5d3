using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Portico.App.Cases;
using Portico.App.Shared;
using Portico.Portal.Fields;
using Portico.Portal.Layout;

namespace Portico.Portal.Cases;

/// <summary>Save for later: a link by mail. The answer tells nobody whether an address is known.</summary>
internal static class SaveRoutes
{
    public static void Map(IEndpointRouteBuilder one)
    {
        one.MapGet("/save", async (HttpContext http, string number, [FromServices] ReadCase.Handler read, CancellationToken ct) =>
        {
            var found = await read.HandleAsync(number, ct);
            return found.Ok ? PageOf(http, found.Value) : Answers.Refused(Visit.Of(http), found.Error);
        });

        one.MapPost("/save", async (HttpContext http, string number, [FromServices] ReadCase.Handler read, [FromServices] SendResumeLink.Handler send, [FromServices] ChangeLocale.Handler change, CancellationToken ct) =>
        {
            var found = await read.HandleAsync(number, ct);
            if (!found.Ok) return Answers.Refused(Visit.Of(http), found.Error);

            var form = await http.Request.ReadFormAsync(ct);
            var email = form["email"].ToString().Trim();
            if (form[FormPosts.Language].ToString() is { Length: > 0 } language)
            {
                var changed = await CaseRoutes.ChangeAsync(http, number, language, change, ct);
                return changed.Ok ? PageOf(http, changed.Value, email) : Answers.Refused(Visit.Of(http), changed.Error);
            }

            var sent = await send.HandleAsync(number, new(email.Length == 0 ? null : email), ct);
            return sent.Ok ? Answers.SeeOther($"{Visit.Of(http).CasePath(number)}/save?sent") : PageOf(http, found.Value, email, sent.Error);
        });
    }

    private static IResult PageOf(HttpContext http, CaseView view, string? email = null, Error? refusal = null) =>
        Answers.Page<SavePage>(Visit.Of(http, view.Locale), new()
        {
            [nameof(SavePage.Case)] = view,
            [nameof(SavePage.Sent)] = refusal is null && http.Request.Query.ContainsKey("sent"),
            [nameof(SavePage.Email)] = email,
            [nameof(SavePage.Refusal)] = refusal,
        }, refusal?.Status ?? StatusCodes.Status200OK);
}
