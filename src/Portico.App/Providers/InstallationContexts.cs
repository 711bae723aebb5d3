using System.Text.Json.Nodes;
using Portico.App.Data;
using Portico.App.Plugins;
using Portico.App.Shared;

namespace Portico.App.Providers;

/// <summary>Makes what a plugin gets to see of an installation: settings, opened secrets, callback address.</summary>
public sealed class InstallationContexts(TenantPlugins plugins, ProviderSecrets secrets, PlatformAddress address, TimeProvider clock)
{
    public async Task<InstallationContext> OfAsync(Installation installation, CancellationToken ct = default)
    {
        var opened = secrets.Open(installation, clock.GetUtcNow());
        opened.Remove(ProviderSecrets.CallbackPath, out var path);
        return new InstallationContext(installation.TenantId, installation.Key, await EnvironmentAsync(installation, ct), Settings(installation), opened, CallbackUrl(installation, path));
    }

    /// <summary>Where the provider must post.</summary>
    public string? CallbackUrlOf(Installation installation) => CallbackUrl(installation, secrets.Open(installation, clock.GetUtcNow()).GetValueOrDefault(ProviderSecrets.CallbackPath));

    public static JsonObject Settings(Installation installation) => JsonNode.Parse(installation.Settings)!.AsObject();

    /// <summary>What the plugin is told: a sandbox never does anything real, wherever it is used.</summary>
    private async Task<string> EnvironmentAsync(Installation installation, CancellationToken ct) =>
        installation.Environment == TenantEnvironment.Test || (await plugins.FindAsync(installation.PluginId, ct))?.Provides.Any(p => p.Contract == installation.Contract && p.Sandbox) == true ? "test" : "live";

    private string? CallbackUrl(Installation installation, string? path) =>
        path is null ? null : $"{address.Url}/callbacks/{installation.TenantId}/{installation.Key}/{path}";
}
