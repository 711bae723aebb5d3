using Portico.Sdk;

namespace Acme.Connector;

/// <summary>The one public class. Id and version are those of plugin.json.</summary>
public sealed class Plugin : OnboardingPlugin
{
    public override PluginInfo Info { get; } = new("com.acme.connector", "1.0.0");

    public override void Register(IPluginRegistry registry) => registry.Connector(new Customers());

    public override async ValueTask<HealthReport> CheckAsync(InstanceContext instance, CancellationToken ct)
    {
        if (instance.Environment == PluginEnvironment.Test) return HealthReport.Healthy;
        return await new Service(instance).IsUpAsync(ct) ? HealthReport.Healthy : HealthReport.Unhealthy("service.not_reached", "service.not_reached");
    }
}
