using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portico.App.Data;
using Portico.App.Demo;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App;

/// <summary>Before anything else: the tables, and on the first start either demo tenants or a link for the first operator.</summary>
internal sealed class StartUp(IServiceScopeFactory scopes, IConfiguration configuration, IHostApplicationLifetime lifetime, ILogger<StartUp> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        await services.GetRequiredService<DatabaseUpgrade>().RunAsync(services.GetRequiredService<PorticoDb>(), cancellationToken);
        await services.GetRequiredService<DatabaseClock>().ReadAsync(cancellationToken); // from here on it is the database's time

        // The first use makes the key ring, in a transaction of its own: never inside somebody else's, whose lock it would wait for.
        services.GetRequiredService<IDataProtectionProvider>().CreateProtector("start").Protect([]);

        if (configuration.GetValue<bool>("Portico:Demo"))
        {
            await services.GetRequiredService<DemoSeeder>().SeedAsync(cancellationToken);
        }
        else if (await services.GetRequiredService<SetUp.Handler>().IsNeededAsync(cancellationToken))
        {
            var token = services.GetRequiredService<SetUp.Link>().Token;
            var address = services.GetRequiredService<PlatformAddress>();
            lifetime.ApplicationStarted.Register(() => log.LogWarning("Nobody can sign in yet. Create the first operator once at {Url}", $"{address.Url}/admin/set-up/{token}"));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
