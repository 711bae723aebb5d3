using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Portico.App.Appointments;
using Portico.App.Cases;
using Portico.App.Forms;
using Portico.App.Shared;
using Portico.Portal.Fields;
using Portico.Portal.Layout;

namespace Portico.Portal.Appointments;

/// <summary>The mailed link to one appointment. Mail scanners open links, so opening it changes nothing.</summary>
internal static class AppointmentRoutes
{
    public static void Map(IEndpointRouteBuilder portal)
    {
        var one = portal.MapGroup("/appointment/{token}").AddEndpointFilter(SecretAddress.Keep);
        one.MapGet("/", (HttpContext http, string token, [FromServices] ChangeAppointment.Handler change, CancellationToken ct) => ShowAsync(http, token, change, null, null, null, ct));
        one.MapGet("/" + CalendarFile.FileName, CalendarAsync);
        one.MapPost("/", MoveAsync);
        one.MapPost("/cancel", CancelAsync);
    }

    private static async Task<IResult> ShowAsync(HttpContext http, string token, ChangeAppointment.Handler change, DateOnly? from, string? chosen, Error? refusal, CancellationToken ct)
    {
        // In the language of the case, unless the customer asks for another one here.
        var asked = http.Request.Query.ContainsKey("lang") ? Visit.Of(http).Locale : null;
        var read = await change.ReadAsync(token, asked, from, chosen is null ? null : SlotTimes.Read(chosen), ct);
        if (!read.Ok) return Answers.Refused(Visit.Of(http), read.Error);
        return Answers.Page<AppointmentPage>(Visit.Of(http, read.Value.Locale), new()
        {
            [nameof(AppointmentPage.View)] = read.Value, [nameof(AppointmentPage.Refusal)] = refusal, [nameof(AppointmentPage.Done)] = http.Request.Query["done"].ToString(), [nameof(AppointmentPage.Looking)] = from is not null, [nameof(AppointmentPage.Chosen)] = chosen,
        }, refusal?.Status ?? StatusCodes.Status200OK);
    }

    private static async Task<IResult> CalendarAsync(HttpContext http, string token, [FromServices] ChangeAppointment.Handler change, CancellationToken ct)
    {
        var visit = Visit.Of(http);
        var file = await change.CalendarAsync(token, visit.Tenant.Name, ct);
        return file.Ok ? TypedResults.File(Encoding.UTF8.GetBytes(file.Value), CalendarFile.ContentType, CalendarFile.FileName) : Answers.Refused(visit, file.Error);
    }

    private static async Task<IResult> MoveAsync(HttpContext http, string token, [FromServices] ChangeAppointment.Handler change, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var chosen = form["slot"].ToString() is { Length: > 0 } slot ? slot : null;
        if (FormPosts.Looking(form) is { } from) return await ShowAsync(http, token, change, from, chosen, null, ct);
        return await AfterAsync(http, token, await change.MoveAsync(token, chosen, ct), "moved", change, ct);
    }

    private static async Task<IResult> CancelAsync(HttpContext http, string token, [FromServices] ChangeAppointment.Handler change, CancellationToken ct) =>
        await AfterAsync(http, token, await change.CancelAsync(token, ct), "cancelled", change, ct);

    /// <summary>What is not possible any more is best explained by the page as it is now.</summary>
    private static async Task<IResult> AfterAsync(HttpContext http, string token, Result<bool> done, string what, ChangeAppointment.Handler change, CancellationToken ct)
    {
        var page = $"{Visit.Of(http).Home}/appointment/{token}";
        return done.Ok ? Answers.SeeOther($"{page}?done={what}") : done.Error.Status switch
        {
            StatusCodes.Status422UnprocessableEntity => await ShowAsync(http, token, change, null, null, done.Error with { Text = done.Error.Fields?.Values.FirstOrDefault()?[0] ?? done.Error.Text }, ct),
            StatusCodes.Status409Conflict => Answers.SeeOther(page),
            _ => Answers.Refused(Visit.Of(http), done.Error),
        };
    }
}
