using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Portico.Portal.Layout;

namespace Portico.Portal.Cases;

/// <summary>
/// From the frame into a tab of its own. The tab has none of the frame's cookies, so the form brings the key of the case along: sealed, for an hour, and taken only from a page of ours.
/// It is posted and never stands in an address.
/// </summary>
internal static class TakeOver
{
    public const string Field = "key";

    private static readonly TimeSpan Life = TimeSpan.FromHours(1);
    private static readonly Mark Itself = new();

    private sealed record Sealed(string Number, string Token);

    public static void Map(IEndpointRouteBuilder portal) => portal.MapPost("/take-over", async (HttpContext http, CancellationToken ct) =>
    {
        var visit = Visit.Of(http);
        if (!Frame.IsFromOurPage(http) || !http.Request.HasFormContentType || Open(http, visit, (await http.Request.ReadFormAsync(ct))[Field].ToString()) is not { } key) return Answers.Message(visit, "stale", StatusCodes.Status400BadRequest);
        CaseCookie.Give(http, visit, key.Number, key.Token);
        return Answers.SeeOther(visit.CasePath(key.Number));
    }).WithMetadata(Itself);

    /// <summary>It needs no form token: what it brings is the authority, and the browser says where it comes from.</summary>
    public static bool Is(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<Mark>() is not null;

    /// <returns>Null: this browser has no key to the case.</returns>
    public static string? KeyOf(HttpContext http, Visit visit, string number) => CaseCookie.Read(http, number) is { } token ? Protector(http, visit).Protect(JsonSerializer.Serialize(new Sealed(number, token)), Life) : null;

    private static Sealed? Open(HttpContext http, Visit visit, string key)
    {
        try
        {
            return JsonSerializer.Deserialize<Sealed>(Protector(http, visit).Unprotect(key));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static ITimeLimitedDataProtector Protector(HttpContext http, Visit visit) => http.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("frame-to-tab", visit.Tenant.Id).ToTimeLimitedDataProtector();

    private sealed class Mark;
}
