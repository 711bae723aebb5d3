using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Portico.App.Shared;
using Portico.App.Tenants;

namespace Portico.Portal.Layout;

/// <summary>The same pages once more under an address of their own, for a frame on the tenant's site. Only these let themselves be framed, and only by the origins that the tenant named.</summary>
internal static class Frame
{
    public const string Segment = "embed";

    private static readonly Mark Framed = new();

    public static RouteGroupBuilder MapFrame(this IEndpointRouteBuilder portal) => portal.MapGroup("/" + Segment).WithMetadata(Framed);

    public static bool Is(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<Mark>() is not null;

    /// <summary>Says who may show this answer.</summary>
    public static void Allow(HttpContext http)
    {
        if (Is(http)) http.Features.Set(new FramedBy(http.RequestServices.GetRequiredService<CurrentTenant>().Value.FrameOrigins));
    }

    /// <summary>
    /// A cookie of a frame goes along from any page of the site that shows it, also from pages that somebody else wrote there. So beside the token of the form the browser's own word counts: what is sent comes from a page of ours.
    /// </summary>
    public static bool IsFromOurPage(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (headers["Sec-Fetch-Site"] is [{ Length: > 0 } site]) return site == "same-origin";
        return headers.Origin is not [{ Length: > 0 } origin] || Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority.Equals(http.Request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }

    private sealed class Mark;
}
