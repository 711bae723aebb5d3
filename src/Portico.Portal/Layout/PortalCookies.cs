using Microsoft.AspNetCore.Http;

namespace Portico.Portal.Layout;

/// <summary>
/// Cookies of the portal. On a page of its own a cookie is first-party (Lax). In a frame on another site such a one is never sent, so there it is SameSite=None, Secure and Partitioned: the browser keeps it
/// for this one embedding site only, under the path of the frame, and no page outside of it ever gets it.
/// </summary>
internal static class PortalCookies
{
    public static CookieOptions Of(HttpContext http, string path) => For(http, new() { HttpOnly = true, IsEssential = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, Path = path });

    private static CookieOptions For(HttpContext http, CookieOptions cookie)
    {
        // Without https only a loopback address may keep secure cookies; elsewhere a frame works on the same site alone.
        if (!Frame.Is(http) || !(http.Request.IsHttps || IsLoopback(http.Request.Host.Host))) return cookie;
        (cookie.SameSite, cookie.Secure) = (SameSiteMode.None, true);
        cookie.Extensions.Add("Partitioned");
        return cookie;
    }

    private static bool IsLoopback(string host) => host is "localhost" or "127.0.0.1" or "[::1]";

    /// <summary>The half of the form token that the browser keeps.</summary>
    internal sealed class Antiforgery : CookieBuilder
    {
        public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
        {
            var cookie = For(context, base.Build(context, expiresFrom));
            if (Frame.Is(context)) cookie.Path = Visit.HomeOf(context);
            return cookie;
        }
    }
}
