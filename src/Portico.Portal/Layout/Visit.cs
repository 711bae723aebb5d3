using System.Globalization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.Portal.Texts;

namespace Portico.Portal.Layout;

/// <summary>What every page needs to know about the request: whose pages, in which language, with which form token.</summary>
public sealed class Visit
{
    private Visit(HttpContext http, Tenant tenant, string locale)
    {
        Tenant = tenant;
        Locale = locale;
        Words = Wording.In(locale, tenant.DefaultLocale);
        Culture = Languages.CultureOf(locale, tenant.Country);
        (Root, Home, Framed) = (RootOf(http, tenant), HomeOf(http, tenant), Frame.Is(http));
        Path = http.Request.PathBase + http.Request.Path;
        Assets = $"{http.Request.PathBase}/_content/Portico.Portal";
        Token = http.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http);
    }

    public Tenant Tenant { get; }
    public string Locale { get; }
    public CultureInfo Culture { get; }
    public Wording Words { get; }

    /// <summary>Path of all that is the tenant's, without a slash at the end.</summary>
    public string Root { get; }

    /// <summary>Path of the tenant's pages as this visitor walks through them, without a slash at the end: in a frame he stays in it.</summary>
    public string Home { get; }

    /// <summary>The page stands in a frame on the tenant's own site.</summary>
    public bool Framed { get; }

    /// <summary>Path of this page.</summary>
    public string Path { get; }

    /// <summary>Path of the style sheet and the script.</summary>
    public string Assets { get; }

    public AntiforgeryTokenSet Token { get; }

    public string Direction => LanguageTags.DirectionOf(Locale);

    public IEnumerable<string> OtherLocales => Tenant.Locales.Where(locale => locale != Locale);

    public string CasePath(string number) => $"{Home}/case/{Uri.EscapeDataString(number)}";

    public static string HomeOf(HttpContext http) => HomeOf(http, http.RequestServices.GetRequiredService<CurrentTenant>().Value);

    private static string HomeOf(HttpContext http, Tenant tenant) => Frame.Is(http) ? $"{RootOf(http, tenant)}/{Frame.Segment}" : RootOf(http, tenant);

    private static string RootOf(HttpContext http, Tenant tenant) => $"{http.Request.PathBase}/t/{tenant.Id}";

    /// <param name="caseLocale">The language of the case, if the page belongs to one; else the visitor's.</param>
    public static Visit Of(HttpContext http, string? caseLocale = null)
    {
        var tenant = http.RequestServices.GetRequiredService<CurrentTenant>().Value;
        return new(http, tenant, caseLocale ?? Languages.Choose(http, tenant));
    }
}
