using Microsoft.AspNetCore.Http;

namespace Portico.Portal.Layout;

/// <summary>A page whose address is a secret tells no other site about it, stands in no index and in no cache.</summary>
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
