using Portico.Sdk;

namespace Portico.Plugin.Payment.Sandbox;

public sealed class PaymentSandboxPlugin : OnboardingPlugin
{
    public override PluginInfo Info { get; } = new("payment.sandbox", "1.0.0");

    public override void Register(IPluginRegistry registry)
    {
        var provider = new SandboxPayment();
        registry.Payment(provider);
        registry.Callbacks(provider);
    }
}
