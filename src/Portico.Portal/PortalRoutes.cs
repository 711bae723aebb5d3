using System.Text.Unicode;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Portico.Portal.Appointments;
using Portico.Portal.Cases;
using Portico.Portal.Layout;
using Portico.Portal.Providers;
using Portico.Portal.Start;

namespace Portico.Portal;

/// <summary>The customer pages of a tenant. Plain HTML forms; the script only adds comfort.</summary>
public static class PortalRoutes
{
    public const long LongestBodyBytes = 1 << 20;

    public static IServiceCollection AddPorticoPortal(this IServiceCollection services)
    {
        services.AddRazorComponents();
        // Letters are sent as letters: written as numbers, a page in Korean would be more than twice as long.
        services.AddWebEncoders(encoders => encoders.TextEncoderSettings = new(UnicodeRanges.All));
        services.AddAntiforgery(forgery => forgery.Cookie = new PortalCookies.Antiforgery { Name = forgery.Cookie.Name, SameSite = SameSiteMode.Strict, HttpOnly = true, IsEssential = true, SecurePolicy = CookieSecurePolicy.None });
        return services;
    }

    /// <summary>The tenant must have been resolved before these routes run.</summary>
    public static void MapPorticoPortal(this IEndpointRouteBuilder app)
    {
        var portal = app.MapGroup("/t/{tenant}").WithMetadata(new BodyLimit()).AllowAnonymous().ExcludeFromDescription().AddEndpointFilter(RefuseForgedPosts);
        ThemeSheet.Map(portal);
        MarkImage.Map(portal);
        StartRoutes.Map(portal);
        CaseRoutes.Map(portal);
        ResumeRoutes.Map(portal);
        WithdrawRoutes.Map(portal);
        AppointmentRoutes.Map(portal);
        SandboxRoutes.Map(portal);
        Widget.Map(portal);
        TakeOver.Map(portal);
        var frame = portal.MapFrame();
        StartRoutes.MapFramed(frame);
        CaseRoutes.Map(frame);
        frame.MapFallback("{**path}", (HttpContext http) => Answers.NotFound(Visit.Of(http)));
        portal.MapFallback("{**path}", (HttpContext http) => Answers.NotFound(Visit.Of(http)));
    }

    /// <summary>Checked here and not by the form binding, so that a customer whose cookie expired gets a page instead of a bare 400.</summary>
    private static async ValueTask<object?> RefuseForgedPosts(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        Frame.Allow(http);
        if (http.Request.ContentLength > http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize) return Answers.Message(Visit.Of(http), "too_large", StatusCodes.Status413PayloadTooLarge);
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || TakeOver.Is(http) || await IsOursAsync(http)) return await next(context);
        // In a frame it is mostly the browser that keeps no cookies there.
        return Frame.Is(http) ? Answers.Page<FrameBlockedPage>(Visit.Of(http), status: StatusCodes.Status400BadRequest) : Answers.Message(Visit.Of(http), "stale", StatusCodes.Status400BadRequest);
    }

    private static async Task<bool> IsOursAsync(HttpContext http) => (!Frame.Is(http) || Frame.IsFromOurPage(http)) && await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http);

    private sealed class BodyLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => LongestBodyBytes;
    }
}
