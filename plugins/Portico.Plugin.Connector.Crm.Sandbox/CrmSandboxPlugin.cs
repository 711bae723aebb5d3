using Portico.Sdk;

namespace Portico.Plugin.Connector.Crm.Sandbox;

public sealed class CrmSandboxPlugin : OnboardingPlugin
{
    public override PluginInfo Info { get; } = new("connector.crm.sandbox", "1.0.0");

    public override void Register(IPluginRegistry registry)
    {
        var crm = new SandboxCrm();
        registry.Connector(crm);
        registry.Callbacks(crm);
    }
}
