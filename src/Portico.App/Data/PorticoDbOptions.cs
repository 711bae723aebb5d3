using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Portico.App.Data;

public static class PorticoDbOptions
{
    /// <summary>
    /// Options are made once and know no service provider. EF's own registration gives each context that of its scope, and then compares all options at each
    /// request to find out that they are the same.
    /// </summary>
    public static IServiceCollection AddPorticoDb(this IServiceCollection services, Action<DbContextOptionsBuilder> engine) => services
        .AddSingleton(provider =>
        {
            var options = new DbContextOptionsBuilder<PorticoDb>();
            engine(options);
            return options.UseLoggerFactory(provider.GetRequiredService<ILoggerFactory>()).Options;
        })
        .AddScoped<PorticoDb>();
}
