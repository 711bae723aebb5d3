using System.Text.Json.Nodes;
using Portico.App.Data;
using Portico.App.Plugins;
using Portico.App.Shared;

namespace Portico.App.Providers;

/// <summary>Makes what a plugin gets to see of an installation: settings, opened secrets, callback address.</summary>
public sealed class InstallationContexts(PluginSupervisor plugins, ProviderSecrets secrets, PlatformAddress address)
{
    public Task<InstallationContext> OfAsync(Installation installation)
    {
        var opened = secrets.Open(installation);
        opened.Remove(ProviderSecrets.CallbackPath, out var path);
        var context = new InstallationContext(installation.TenantId, installation.Key, Environment(installation), Settings(installation), opened, CallbackUrl(installation, path));
        return Task.FromResult(context);
    }

    /// <summary>Where the provider must post.</summary>
    public string? CallbackUrlOf(Installation installation) => CallbackUrl(installation, secrets.Open(installation).GetValueOrDefault(ProviderSecrets.CallbackPath));

    public static JsonObject Settings(Installation installation) => JsonNode.Parse(installation.Settings)!.AsObject();

    public PluginManifest? ManifestOf(string pluginId) => plugins.Manifests.FirstOrDefault(m => m.Id == pluginId);

    /// <summary>What the plugin is told: a sandbox never does anything real, wherever it is used.</summary>
    public string Environment(Installation installation) =>
        installation.Environment == TenantEnvironment.Test || ManifestOf(installation.PluginId)?.Provides.Any(p => p.Contract == installation.Contract && p.Sandbox) == true ? "test" : "live";

    private string? CallbackUrl(Installation installation, string? path) =>
        path is null ? null : $"{address.Url}/callbacks/{installation.TenantId}/{installation.Key}/{path}";
}
