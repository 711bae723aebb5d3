using Microsoft.AspNetCore.Http;
using Portico.Portal.Layout;

namespace Portico.Portal.Start;

/// <summary>What is drawn for a visitor while a pilot runs, so that he sees the same start page again and starts on its version. A random word: it says nothing about him, and no other page gets it.</summary>
internal static class LotCookie
{
    private const string Name = "portico-lot";
    private const int Longest = 64;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>Whoever is signed in as staff only tries things out, and would spoil the count.</summary>
    public static bool MayTakePart(HttpContext http) => http.User.Identity?.IsAuthenticated != true;

    public static string? Read(HttpContext http) => http.Request.Cookies[Name] is { Length: > 0 and <= Longest } lot ? lot : null;

    public static void Give(HttpContext http, Visit visit, string lot) =>
        http.Response.Cookies.Append(Name, lot, new(PortalCookies.Of(http, visit.Home + "/start")) { MaxAge = Lifetime });
}
