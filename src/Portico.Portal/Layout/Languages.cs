using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.Portal.Texts;

namespace Portico.Portal.Layout;

/// <summary>Which of the tenant's languages a visitor gets before there is a case, and how languages are called.</summary>
public static class Languages
{
    private const string CookieName = "portico-lang";

    /// <summary>Asked for in the address (and remembered), remembered, preferred by the browser, the tenant's own: the first that the tenant has.</summary>
    public static string Choose(HttpContext http, Tenant tenant) => Chosen(http, tenant) ?? Preferred(http, tenant) ?? tenant.DefaultLocale;

    /// <summary>What the visitor asked for himself, here or before; null: nothing yet.</summary>
    public static string? Chosen(HttpContext http, Tenant tenant)
    {
        if (Offered(tenant, http.Request.Query["lang"]) is not { } asked) return Offered(tenant, http.Request.Cookies[CookieName]);
        Remember(http, asked);
        return asked;
    }

    public static void Remember(HttpContext http, string locale) =>
        http.Response.Cookies.Append(CookieName, locale, new(PortalCookies.Of(http, Visit.HomeOf(http))) { MaxAge = TimeSpan.FromDays(365) });

    /// <summary>The language with the tenant's country, so that dates and numbers are read the way people there write them.</summary>
    public static CultureInfo CultureOf(string locale, string country) =>
        CultureInfo.GetCultureInfo(locale.Contains('-', StringComparison.Ordinal) || country.Length != 2 ? locale : $"{locale}-{country}");

    /// <summary>A language in its own words: العربية, English.</summary>
    public static string NameOf(string locale)
    {
        if (Wording.Languages.Contains(locale, StringComparer.OrdinalIgnoreCase)) return Wording.In(locale).Name;
        var culture = CultureInfo.GetCultureInfo(locale);
        return culture.TextInfo.ToTitleCase(culture.NativeName);
    }

    // What somebody does not want at all has the quality 0.
    private static string? Preferred(HttpContext http, Tenant tenant) =>
        new RequestHeaders(http.Request.Headers).AcceptLanguage
            .Where(language => language.Quality != 0)
            .OrderByDescending(language => language.Quality ?? 1)
            .Select(language => Offered(tenant, language.Value.Value))
            .FirstOrDefault(locale => locale is not null);

    private static string? Offered(Tenant tenant, string? wanted) => string.IsNullOrEmpty(wanted) ? null : Locales.Offered(tenant, wanted);
}
