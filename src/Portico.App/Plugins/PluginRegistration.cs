using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Portico.App.Plugins;

public static class PluginRegistration
{
    public static IServiceCollection AddPlugins(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PluginOptions>()
            .Bind(configuration.GetSection(PluginOptions.Section))
            .PostConfigure(options =>
            {
                if (options.Folders.Count == 0) options.Folders.Add(Path.Combine(PluginOptions.FirstPartyFolder, "*"));
                if (options.PackageFolder.Length == 0) options.PackageFolder = Path.Combine(configuration["Portico:Data"] ?? ".portico", "plugin-packages");
                if (options.DataFolder.Length == 0) options.DataFolder = Path.Combine(configuration["Portico:Data"] ?? ".portico", "plugins");
            })
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<HttpOptions>().Bind(configuration.GetSection("Portico:Http")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<JourneyEgress>();
        services.AddSingleton<PluginSupervisor>();
        services.AddHostedService(provider => provider.GetRequiredService<PluginSupervisor>());
        return services;
    }
}
