using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Portico.Admin.Shared;
using Radzen;

namespace Portico.Admin;

public static class AdminRegistration
{
    public static IServiceCollection AddPorticoAdmin(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddRadzenComponents();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AdminUseCases>();
        return services;
    }

    public static WebApplication MapPorticoAdmin(this WebApplication app)
    {
        app.MapRazorComponents<AdminApp>().AddInteractiveServerRenderMode();
        return app;
    }
}
