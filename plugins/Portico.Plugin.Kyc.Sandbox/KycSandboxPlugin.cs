using Portico.Sdk;

namespace Portico.Plugin.Kyc.Sandbox;

public sealed class KycSandboxPlugin : OnboardingPlugin
{
    public override PluginInfo Info { get; } = new("kyc.sandbox", "1.0.0");

    public override void Register(IPluginRegistry registry)
    {
        var provider = new SandboxVerification();
        registry.IdentityVerification(provider);
        registry.Callbacks(provider);
    }
}
