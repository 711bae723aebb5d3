using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Portico.App.Tenants;

namespace Portico.Portal.Layout;

/// <summary>The tenant's mark as the icon of the browser tab.</summary>
internal static class MarkImage
{
    public static void Map(IEndpointRouteBuilder portal) =>
        portal.MapGet("/mark.svg", (HttpContext http, CurrentTenant tenant) =>
        {
            http.Response.Headers.CacheControl = "public, max-age=3600";
            return TypedResults.Bytes(Encoding.UTF8.GetBytes(Svg(tenant.Value)), "image/svg+xml");
        });

    /// <summary>For a tenant without a drawn mark: the first letter of its name.</summary>
    public static string Letter(Tenant tenant) => StringInfo.GetNextTextElement(tenant.Name);

    private static string Svg(Tenant tenant)
    {
        var (ground, ink) = ThemeSheet.Colours(tenant.Theme);
        var mark = tenant.Theme.MarkPath is { Length: > 0 } path
            ? $"""<path fill="{ink}" transform="translate(4.8 4.8) scale(.6)" d="{WebUtility.HtmlEncode(path)}"/>"""
            : $"""<text x="12" y="17" text-anchor="middle" font-family="system-ui, sans-serif" font-size="14" font-weight="700" fill="{ink}">{WebUtility.HtmlEncode(Letter(tenant))}</text>""";
        return $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="7" fill="{ground}"/>{mark}</svg>""";
    }
}
