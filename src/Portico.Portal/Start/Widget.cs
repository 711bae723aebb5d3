using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.Portal.Texts;

namespace Portico.Portal.Start;

/// <summary>The one script that a tenant puts into its own site. It is the same for everybody who asks for it; whether the frame that it makes is shown is decided by the frame's own answer.</summary>
internal static class Widget
{
    private const string Place = "PORTICO";

    private static readonly string Script = Read();

    private sealed record Words(string Loading, string Failed, string Open, string Dir);

    private sealed record Settings(string Name, string Otherwise, IReadOnlyList<string> Locales, IReadOnlyDictionary<string, Words> Words);

    public static void Map(IEndpointRouteBuilder portal) => portal.MapGet("/widget.js", (HttpContext http, CurrentTenant tenant) =>
    {
        http.Response.Headers.CacheControl = "public, max-age=300";
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        return TypedResults.Bytes(Encoding.UTF8.GetBytes(Of(tenant.Value)), "text/javascript; charset=utf-8");
    });

    private static string Of(Tenant tenant)
    {
        var settings = new Settings(tenant.Name, tenant.DefaultLocale, tenant.Locales, tenant.Locales.ToDictionary(locale => locale, locale => WordsOf(locale, tenant)));
        return Script.Replace(Place, JsonSerializer.Serialize(settings, JsonSerializerOptions.Web), StringComparison.Ordinal); // written so that no name of a tenant ends the script
    }

    private static Words WordsOf(string locale, Tenant tenant)
    {
        var words = Wording.In(locale, tenant.DefaultLocale);
        return new(words["widget.loading"], words["widget.failed"], words["widget.open"], LanguageTags.DirectionOf(locale));
    }

    private static string Read()
    {
        using var reader = new StreamReader(typeof(Widget).Assembly.GetManifestResourceStream("Portico.Portal.widget.js")!);
        return reader.ReadToEnd();
    }
}
