using Portico.Sdk;

namespace Acme.Kyc;

/// <summary>The one public class. Id and version are those of plugin.json.</summary>
public sealed class Plugin : OnboardingPlugin
{
    public override PluginInfo Info { get; } = new("com.acme.kyc", "1.0.0");

    public override void Register(IPluginRegistry registry)
    {
        registry.IdentityVerification(new Verification());
        registry.Callbacks(new Callbacks());
    }

    public override async ValueTask<HealthReport> CheckAsync(InstanceContext instance, CancellationToken ct)
    {
        if (instance.Environment == PluginEnvironment.Test) return HealthReport.Healthy;
        var service = new Service(instance);
        return await service.IsUpAsync(ct) ? HealthReport.Healthy : HealthReport.Unhealthy("service.not_reached", "service.not_reached");
    }
}
