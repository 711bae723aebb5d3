using System.Text.Json;
using Portico.Sdk;

namespace Portico.Plugins.Flawed;

/// <summary>An identity check that conforms, but for the one defect that its setting <c>defect</c> names by the id of the check that has to find it. What is wrong from the start stands in plugin.json, under the same name.</summary>
public sealed class FlawedPlugin : OnboardingPlugin
{
    public override PluginInfo Info { get; } = new("com.example.flawed", "1.0.0");

    public override void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.IdentityVerification(new FlawedVerification());
        registry.Callbacks(new FlawedCallbacks());
        if (Defect.OfManifest == "package.contracts") registry.Channel(new Uninvited());
    }

    public override async ValueTask<HealthReport> CheckAsync(InstanceContext instance, CancellationToken ct)
    {
        var service = new Api(instance);
        if (instance.Has("care.health-pure")) await service.SendAsync("POST", "checks", "{}"u8.ToArray(), "health", ct);
        try
        {
            var response = await service.SendAsync("GET", "ping", default, null, instance.Has("limits.check-deadline") ? CancellationToken.None : ct);
            return response.IsSuccess && !instance.Has("care.health") || instance.Has("care.health-refused") ? HealthReport.Healthy : HealthReport.Unhealthy("service.refused", "service.refused");
        }
        catch (BrokeredHttpException)
        {
            return instance.Has("care.health-down") ? HealthReport.Healthy : HealthReport.Unhealthy("service.not_reached", "service.not_reached");
        }
    }

    private sealed class Uninvited : IChannelProvider
    {
        public ValueTask<ProviderResult<DeliveryReceipt>> SendAsync(ProviderCall<OutboundMessage> call, CancellationToken ct) => throw new NotSupportedException();
    }
}

internal static class Defect
{
    public static string? OfManifest { get; } = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(typeof(Defect).Assembly.Location)!, "plugin.json"))).RootElement.TryGetProperty("defect", out var named) ? named.GetString() : null;

    public static bool Has(this InstanceContext instance, string defect) => instance.Settings.Text("defect") == defect;
}
