using Portico.App.Shared;

namespace Portico.Host;

/// <summary>What every answer says to the browser. The designer's pages set a policy of their own (WebAssembly needs it) and are left alone.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    private const string Common = "default-src 'none'; script-src 'self'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'self'; manifest-src 'self'; object-src 'none'";
    private const string Portal = Common + "; style-src 'self'; frame-ancestors ";
    private const string Admin = Common + "; style-src 'self' 'unsafe-inline'; frame-src 'self'; frame-ancestors 'none'";
    private const string Nobody = "'none'";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            var framers = context.Features.Get<FramedBy>()?.Origins ?? [];
            if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/admin") ? Admin : Portal + (framers.Count > 0 ? string.Join(' ', framers) : Nobody);
            if (framers.Count > 0) headers.Remove("X-Frame-Options"); // of the form token, which knows no origins: the policy says it better
            headers.XContentTypeOptions = "nosniff";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            if (headers["Referrer-Policy"].Count == 0) headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=()";
            if (headers.CacheControl.Count == 0 && !context.Request.Path.StartsWithSegments("/_content") && !context.Request.Path.StartsWithSegments("/_framework")) headers.CacheControl = "no-store";
            if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
            return Task.CompletedTask;
        });
        return next(context);
    }
}
