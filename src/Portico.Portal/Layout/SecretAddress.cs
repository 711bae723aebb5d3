using Microsoft.AspNetCore.Http;

namespace Portico.Portal.Layout;

/// <summary>An address that opens something by itself: nobody keeps it, lists it, or passes it on.</summary>
internal static class SecretAddress
{
    public static ValueTask<object?> Keep(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var headers = context.HttpContext.Response.Headers;
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex, nofollow";
        headers.CacheControl = "no-store";
        return next(context);
    }
}
