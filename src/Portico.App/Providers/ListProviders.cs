using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Plugins;

namespace Portico.App.Providers;

/// <summary>The tenant's providers, and the plugins from which it can add more.</summary>
public static class ListProviders
{
    public sealed record View(IReadOnlyList<Row> Providers, IReadOnlyList<PluginRow> Plugins);

    /// <param name="Healthy">Null: never checked.</param>
    public sealed record Row(string Key, string Name, string PluginId, string PluginName, string Contract, string? Channel, bool Enabled, bool IsDefault, bool Sandbox, bool? Healthy, string? HealthText, DateTimeOffset? CheckedAt, TenantEnvironment Environment, string? StandsFor);

    public sealed record PluginRow(string Id, string Name, string Publisher, string Version, string Description, IReadOnlyList<string> Contracts, bool Sandbox, TrustLevel Level, PluginProcessState State);

    public sealed class Handler(PorticoDb db, TenantPlugins plugins)
    {
        public async Task<View> HandleAsync(CancellationToken ct)
        {
            var manifests = await plugins.AllAsync(ct);
            var installations = await db.Installations.AsNoTracking().OrderBy(i => i.Contract).ThenBy(i => i.DisplayName).ToListAsync(ct);
            return new(
                installations.ConvertAll(i => new Row(i.Key, i.DisplayName, i.PluginId, manifests.GetValueOrDefault(i.PluginId)?.DisplayName ?? i.PluginId, i.Contract, i.Channel, i.Enabled, i.IsDefault,
                    manifests.GetValueOrDefault(i.PluginId)?.Provides.Any(p => p.Sandbox) == true, i.Healthy, i.HealthText, i.CheckedAt, i.Environment, i.StandsFor)),
                [.. (await AllowedAsync(manifests.Values, ct)).OrderBy(m => m.DisplayName).Select(m => new PluginRow(m.Id, m.DisplayName, m.Publisher, m.Version, m.Description,
                    [.. m.Provides.Select(p => p.Contract).Distinct()], m.Provides.Any(p => p.Sandbox), m.Level, plugins.StateOf(m)))]);
        }

        private async Task<List<PluginManifest>> AllowedAsync(IEnumerable<PluginManifest> manifests, CancellationToken ct)
        {
            var allowed = new List<PluginManifest>();
            foreach (var manifest in manifests)
                if (await plugins.IsAllowedAsync(manifest, ct)) allowed.Add(manifest);
            return allowed;
        }
    }
}
