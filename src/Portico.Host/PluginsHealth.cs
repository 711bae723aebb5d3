using Portico.App.Plugins;

namespace Portico.Host;

/// <summary>For operators: what holds plugin processes in on this machine, and how many are in which state. Says nothing of which plugins there are.</summary>
public sealed record PluginsHealth(PluginIsolation Isolation, IReadOnlyDictionary<string, int> Plugins)
{
    public static PluginsHealth Of(PluginSupervisor plugins) =>
        new(plugins.Isolated, plugins.Manifests.CountBy(manifest => plugins.StateOf(manifest.Slot).Status.ToString().ToLowerInvariant()).ToDictionary());
}
