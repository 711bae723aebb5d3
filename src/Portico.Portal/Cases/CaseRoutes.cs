using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Portico.App.Cases;
using Portico.App.Files;
using Portico.App.Forms;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.Portal.Fields;
using Portico.Portal.Layout;

namespace Portico.Portal.Cases;

/// <summary>A running case. Each post that succeeds is answered with a redirect to the case, which shows whatever is next.</summary>
internal static class CaseRoutes
{
    public sealed record State(int Revision, string Status);

    public static void Map(IEndpointRouteBuilder portal)
    {
        var one = portal.MapGroup("/case/{number}").AddEndpointFilter(ShowKey);
        one.MapGet("/", Show);
        one.MapGet("/steps/{step}", (HttpContext http, string number) => Answers.SeeOther(Visit.Of(http).CasePath(number))); // where a reload after a refused post ends up
        one.MapPost("/steps/{step}", Submit).WithMetadata(new FileRoutes.BodyLimit());
        FileRoutes.Map(one);
        one.MapPost("/back", Back);
        one.MapPost("/locale", ChangeLanguage);
        one.MapGet("/state", ReadState);
        SaveRoutes.Map(one);
        WithdrawRoutes.MapCase(one);
    }

    private static async ValueTask<object?> ShowKey(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        CaseCookie.Show(context.HttpContext, (string)context.HttpContext.GetRouteValue("number")!);
        return await next(context);
    }

    private static async Task<IResult> Show(HttpContext http, string number, [FromServices] ReadCase.Handler read, CancellationToken ct)
    {
        var found = await read.HandleAsync(number, ct);
        return found.Ok ? PageOf(Visit.Of(http, found.Value.Locale), found.Value) : Answers.Refused(Visit.Of(http), found.Error);
    }

    private static IResult PageOf(Visit visit, CaseView view) => view switch
    {
        { Step: not null } => Answers.Page<StepPage>(visit, new() { [nameof(StepPage.Case)] = view }),
        { Action: not null } => Answers.Page<ActionPage>(visit, new() { [nameof(ActionPage.Case)] = view }),
        { Status: "completed" or "cancelled" } => Answers.Page<EndPage>(visit, new() { [nameof(EndPage.Case)] = view }),
        _ => Answers.Page<WaitPage>(visit, new() { [nameof(WaitPage.Case)] = view }),
    };

    private static async Task<IResult> Submit(HttpContext http, string number, string step, [FromServices] ReadCase.Handler read, [FromServices] SubmitStep.Handler submit, [FromServices] UploadFile.Handler upload, [FromServices] ChangeLocale.Handler change, CancellationToken ct)
    {
        var found = await read.HandleAsync(number, ct);
        if (!found.Ok) return Answers.Refused(Visit.Of(http), found.Error);

        var (view, visit) = (found.Value, Visit.Of(http, found.Value.Locale));
        if (view.Step is null || (view.Step.Id != step && view.Step.FormerId != step)) return Answers.SeeOther(visit.CasePath(number)); // a second click: the step is done

        var form = await http.Request.ReadFormAsync(ct);
        var answers = FormPosts.Read(form, view.Step.Fields, view.Locale);
        var shown = FormDates.Read(form[FormPosts.SlotsShown].ToString());
        if (form[FormPosts.Language].ToString() is { Length: > 0 } language)
        {
            // Read in the language it was typed in, shown in the other one; a file that cannot be taken says so when the step is handed in.
            var refused = await FileRoutes.TakeAsync(number, view.Step.Fields, form.Files, answers, upload, ct);
            var changed = await ChangeAsync(http, number, language, change, ct);
            if (!changed.Ok) return AfterPost(http, number, changed);
            return await AgainAsync(Visit.Of(http, changed.Value.Locale), read, number, answers, shown, null, ct, refused.Keys);
        }

        if (FormPosts.Looking(form) is { } day) return await AgainAsync(visit, read, number, answers, day, null, ct);
        var problems = await FileRoutes.TakeAsync(number, view.Step.Fields, form.Files, answers, upload, ct);
        var submitted = await submit.HandleAsync(number, step, new(RevisionIn(form), answers), ct);
        if (submitted.Ok || submitted.Error.Status == StatusCodes.Status409Conflict) return Answers.SeeOther(visit.CasePath(number));
        if (submitted.Error.Status != StatusCodes.Status422UnprocessableEntity) return Answers.Refused(visit, submitted.Error);

        // A file that was refused leaves the one before it in its place.
        var refusal = submitted.Error with { Fields = new Dictionary<string, string[]>([.. (submitted.Error.Fields ?? problems).Where(other => !problems.ContainsKey(other.Key)), .. problems]) };
        return await AgainAsync(visit, read, number, answers, shown, refusal, ct, problems.Keys);
    }

    /// <summary>The same step with what was typed, and with the times that are free by now.</summary>
    private static async Task<IResult> AgainAsync(Visit visit, ReadCase.Handler read, string number, JsonObject answers, DateOnly? from, Error? refusal, CancellationToken ct, IReadOnlyCollection<string>? asBefore = null)
    {
        var chosen = answers.Where(answer => answer.Value is JsonValue value && value.TryGetValue<string>(out _)).ToDictionary(answer => answer.Key, answer => (string)answer.Value!);
        var found = await read.HandleAsync(number, ct, new(from, chosen));
        if (!found.Ok || found.Value.Step is null) return Answers.SeeOther(visit.CasePath(number));
        var typed = found.Value.Step with { Fields = [.. found.Value.Step.Fields.Select(field => asBefore?.Contains(field.Name) == true ? field : field with { Value = answers[field.Name]?.DeepClone() })] };
        return Answers.Page<StepPage>(visit, new() { [nameof(StepPage.Case)] = found.Value with { Step = typed }, [nameof(StepPage.Refusal)] = refusal, [nameof(StepPage.SlotsFrom)] = from }, refusal?.Status ?? StatusCodes.Status200OK);
    }

    private static async Task<IResult> Back(HttpContext http, string number, [FromServices] GoBack.Handler back, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var step = form["step"].ToString();
        return AfterPost(http, number, await back.HandleAsync(number, new(RevisionIn(form), step.Length == 0 ? null : step), ct));
    }

    private static async Task<IResult> ChangeLanguage(HttpContext http, string number, [FromServices] ChangeLocale.Handler change, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        return AfterPost(http, number, await ChangeAsync(http, number, form[FormPosts.Language].ToString(), change, ct));
    }

    /// <summary>The case goes on in another language, and so do the pages that belong to no case.</summary>
    public static async Task<Result<CaseView>> ChangeAsync(HttpContext http, string number, string language, ChangeLocale.Handler change, CancellationToken ct)
    {
        var changed = await change.HandleAsync(number, language, ct);
        if (changed.Ok) Languages.Remember(http, changed.Value.Locale);
        return changed;
    }

    /// <summary>For the script of the waiting page: has anything changed?</summary>
    private static async Task<IResult> ReadState(HttpContext http, string number, [FromServices] ReadCase.Handler read, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        return (await read.HandleAsync(number, ct)).ToHttp(view => TypedResults.Ok(new State(view.Revision, view.Status)));
    }

    /// <summary>Where the case moved on meanwhile, its page says best what is possible now.</summary>
    private static IResult AfterPost(HttpContext http, string number, Result<CaseView> changed) =>
        changed.Ok || changed.Error.Status is StatusCodes.Status409Conflict or StatusCodes.Status422UnprocessableEntity
            ? Answers.SeeOther(Visit.Of(http).CasePath(number))
            : Answers.Refused(Visit.Of(http), changed.Error);

    private static int? RevisionIn(IFormCollection form) =>
        int.TryParse(form["revision"], NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : null;
}
