using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Portico.App.Cases;
using Portico.Portal.Layout;

namespace Portico.Portal.Cases;

/// <summary>The customer's key to a case, kept by the browser. One cookie per case, so that two cases do not lock each other out.</summary>
internal static class CaseCookie
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public static void Give(HttpContext http, Visit visit, string number, string token) =>
        http.Response.Cookies.Append(NameOf(number), token, new(PortalCookies.Of(http, visit.Home)) { MaxAge = Lifetime });

    /// <summary>Puts the key where the handlers look for it. Without one they find no case.</summary>
    public static void Show(HttpContext http, string number)
    {
        if (Read(http, number) is { } token) http.RequestServices.GetRequiredService<CaseAccess>().Show(token);
    }

    /// <returns>The key that this browser has to a case; null: none.</returns>
    public static string? Read(HttpContext http, string number) => http.Request.Cookies[NameOf(number)] is { Length: > 0 } token ? token : null;

    private static string NameOf(string number) => "portico-case-" + number;
}
