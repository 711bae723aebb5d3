using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Packages;
using Portico.App.Plugins;
using Portico.App.Shared;
using Portico.App.Tenants;

namespace Portico.App.Providers;

/// <summary>Which plugins the tenant in scope has, and in which version: those that lie in folders of the host, and those that it installed from packages.</summary>
public sealed class TenantPlugins(PorticoDb db, PluginSupervisor supervisor, PackageStore store, PackageShelf shelf, TenantDirectory tenants, RecentAnswers recent)
{
    /// <param name="Plugin">Null: it is not there, for the reason in <paramref name="Code"/>.</param>
    public sealed record Ready(PluginManifest? Plugin, string? Code)
    {
        /// <summary>What <see cref="PluginSupervisor"/> knows it by; of one that is not there, a name that leads nowhere.</summary>
        public string Slot => Plugin?.Slot ?? "";
    }

    /// <summary>The active version of each, by id.</summary>
    public async Task<IReadOnlyDictionary<string, PluginManifest>> AllAsync(CancellationToken ct)
    {
        var all = InFolders().ToDictionary(manifest => manifest.Id);
        foreach (var chosen in await ChosenAsync(ct))
            if (await store.FindAsync(chosen.Owner, chosen.PluginId, chosen.Version) is { } package) all.TryAdd(chosen.PluginId, shelf.ManifestOf(package));
        return all;
    }

    public async Task<PluginManifest?> FindAsync(string pluginId, CancellationToken ct) => (await AllAsync(ct)).GetValueOrDefault(pluginId);

    public async Task<bool> IsAllowedAsync(PluginManifest manifest, CancellationToken ct) =>
        (await tenants.FindAsync(db.TenantId, ct))?.PluginRules.Allow(manifest.Id, manifest.Provides.Select(p => p.Contract)) != false;

    /// <summary>Makes sure that its process is there on this host, and that it may be asked.</summary>
    /// <param name="version">The one a call began with; null: the active one.</param>
    public async Task<Ready> ReadyAsync(string pluginId, string? version, CancellationToken ct)
    {
        if (InFolders().FirstOrDefault(manifest => manifest.Id == pluginId) is { } lying) return await IsAllowedAsync(lying, ct) ? new(lying, null) : new(null, "plugin.not_allowed");
        if ((await ChosenAsync(ct)).FirstOrDefault(one => one.PluginId == pluginId) is not { } chosen) return new(null, "plugin.not_installed");
        if (chosen.Suspended) return new(null, "plugin.suspended");
        // A version that was withdrawn ends nothing any more; what it began is asked of the one that took its place.
        var began = version is null ? null : await store.FindAsync(chosen.Owner, pluginId, version);
        if ((began is { WithdrawnAt: null } ? began : await store.FindAsync(chosen.Owner, pluginId, chosen.Version)) is not { } package) return new(null, "plugin.not_installed");
        var manifest = shelf.ManifestOf(package);
        if (!await IsAllowedAsync(manifest, ct)) return new(null, "plugin.not_allowed");
        return await shelf.EnsureAsync(package, ct) is { } code ? new(null, code) : new(manifest, null);
    }

    public PluginProcessState StateOf(PluginManifest manifest) => shelf.StateOf(manifest.Slot);

    /// <summary>The contracts for which a provider that only pretends is in use. Asked for each look at a case, so the answer is kept.</summary>
    public async Task<IReadOnlyCollection<string>> PretendedAsync(TenantEnvironment environment, CancellationToken ct) => await recent.GetAsync(Pretended(environment), async () =>
    {
        var used = await db.Installations.Where(i => i.Enabled && i.Environment == environment).Select(i => new { i.Contract, i.PluginId }).ToListAsync(ct);
        var all = await AllAsync(ct);
        return (IReadOnlyCollection<string>?)used.Where(provider => all.GetValueOrDefault(provider.PluginId)?.Provides.Any(p => p.Sandbox) == true).Select(provider => provider.Contract).ToHashSet();
    }) ?? [];

    public void Forget()
    {
        recent.Forget(("plugins of tenant", "", db.TenantId));
        foreach (var environment in Enum.GetValues<TenantEnvironment>()) recent.Forget(Pretended(environment));
    }

    private (string, string, string) Pretended(TenantEnvironment environment) => ("pretended contracts", environment.ToString(), db.TenantId);

    private IEnumerable<PluginManifest> InFolders() => supervisor.Manifests.Where(manifest => manifest.LiesInFolder);

    private async Task<IReadOnlyList<Chosen>> ChosenAsync(CancellationToken ct) => await recent.GetAsync(("plugins of tenant", "", db.TenantId), async () =>
        (IReadOnlyList<Chosen>?)await db.TenantPlugins.AsNoTracking().Select(p => new Chosen(p.PluginId, p.Owner, p.Version, p.SuspendedAt != null)).ToListAsync(ct)) ?? [];

    private sealed record Chosen(string PluginId, string Owner, string Version, bool Suspended);
}
