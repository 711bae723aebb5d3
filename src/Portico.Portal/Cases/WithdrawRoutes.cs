using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Portico.App.Cases;
using Portico.App.Shared;
using Portico.Portal.Layout;

namespace Portico.Portal.Cases;

/// <summary>To withdraw in two steps: a page that says what it means, and a post that does it. By the key to the case, or by the address in a message; opening either changes nothing.</summary>
internal static class WithdrawRoutes
{
    public static void MapCase(IEndpointRouteBuilder one)
    {
        one.MapGet("/withdraw", async (HttpContext http, string number, [FromServices] WithdrawContract.Handler withdraw, CancellationToken ct) => PageOf(http, await withdraw.ReadAsync(number, Asked(http), ct), hasCase: true));
        one.MapPost("/withdraw", async (HttpContext http, string number, [FromServices] WithdrawContract.Handler withdraw, CancellationToken ct) => After(http, await withdraw.ConfirmAsync(number, ct)));
    }

    public static void Map(IEndpointRouteBuilder portal)
    {
        var link = portal.MapGroup("/withdraw/{token}").AddEndpointFilter(SecretAddress.Keep);
        link.MapGet("/", async (HttpContext http, string token, [FromServices] WithdrawContract.Handler withdraw, CancellationToken ct) => PageOf(http, await withdraw.ReadSealedAsync(token, Asked(http), ct), hasCase: false));
        link.MapPost("/", async (HttpContext http, string token, [FromServices] WithdrawContract.Handler withdraw, CancellationToken ct) => After(http, await withdraw.ConfirmSealedAsync(token, ct)));
    }

    /// <summary>In the language of the case, unless the customer asks for another one here.</summary>
    private static string? Asked(HttpContext http) => http.Request.Query.ContainsKey("lang") ? Visit.Of(http).Locale : null;

    private static IResult PageOf(HttpContext http, Result<WithdrawContract.View> read, bool hasCase) => read.Ok
        ? Answers.Page<WithdrawPage>(Visit.Of(http, read.Value.Locale), new() { [nameof(WithdrawPage.View)] = read.Value, [nameof(WithdrawPage.HasCase)] = hasCase })
        : Answers.Refused(Visit.Of(http), read.Error);

    /// <summary>What is not possible any more is best explained by the page as it is now.</summary>
    private static IResult After(HttpContext http, Result<bool> done) =>
        done.Ok || done.Error.Status == StatusCodes.Status409Conflict ? Answers.SeeOther(http.Request.PathBase + http.Request.Path) : Answers.Refused(Visit.Of(http), done.Error);
}
