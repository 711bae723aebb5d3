using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Portico.App.Tenants;

namespace Portico.Portal.Layout;

/// <summary>A tenant's colours as a style sheet of their own: the content policy allows no inline styles.</summary>
internal static class ThemeSheet
{
    private static readonly TenantTheme Default = new();

    public static void Map(IEndpointRouteBuilder portal) =>
        portal.MapGet("/theme.css", (HttpContext http, CurrentTenant tenant) =>
        {
            var css = Css(tenant.Value.Theme);
            http.Response.Headers.CacheControl = "public, max-age=3600";
            return TypedResults.Bytes(Encoding.UTF8.GetBytes(css), "text/css; charset=utf-8", entityTag: new EntityTagHeaderValue($"\"{Fingerprint(css)}\""));
        });

    /// <summary>The address changes with the colours, so that a new theme shows at once.</summary>
    public static string Address(Visit visit) => $"{visit.Root}/theme.css?v={Fingerprint(Css(visit.Tenant.Theme))}";

    public static string Css(TenantTheme theme) =>
        $":root{{--brand:{Colour(theme.Brand, Default.Brand)};--on-brand:{Colour(theme.OnBrand, Default.OnBrand)};--brand-dark:{Colour(theme.BrandDark, Default.BrandDark)};--tint:{Colour(theme.Tint, Default.Tint)}}}";

    /// <summary>The brand colour and what is drawn on it.</summary>
    public static (string Brand, string OnBrand) Colours(TenantTheme theme) => (Colour(theme.Brand, Default.Brand), Colour(theme.OnBrand, Default.OnBrand));

    /// <summary>Whatever is stored, nothing but a colour gets into the style sheet.</summary>
    private static string Colour(string stored, string otherwise) => Contrast.IsColour(stored) ? stored : otherwise;

    private static string Fingerprint(string css) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(css)))[..12];
}
