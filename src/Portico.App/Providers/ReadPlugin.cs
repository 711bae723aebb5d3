using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Outbox;
using Portico.App.Packages;
using Portico.App.Plugins;
using Portico.App.Shared;
using Portico.App.Tenants;

namespace Portico.App.Providers;

/// <summary>Everything about one plugin: its versions, what each asks for, the providers that a tenant made of it and what is under way.</summary>
public static class ReadPlugin
{
    /// <param name="Asks">Of the active version; of one that is not installed, the newest.</param>
    /// <param name="UnderWay">Calls that wait for it.</param>
    public sealed record View(ListPlugins.Row Plugin, IReadOnlyList<VersionRow> Versions, IReadOnlyList<Permissions.Line> Asks, IReadOnlyList<ProviderRow> Providers, int UnderWay, string? Former, DateTimeOffset? AgreedAt, PluginProcessState Process, PluginLimits Limits, string SdkRange, bool OfPlatform);

    /// <param name="AsksAnew">What a tenant that has the active version would have to agree to.</param>
    /// <param name="Incomplete">Names of providers whose settings it would not take.</param>
    /// <param name="UnderWay">Calls that stay with it.</param>
    /// <param name="TakesOver">Whether it is asked to write the settings of the tenant's providers as it wants them.</param>
    public sealed record VersionRow(string Version, bool Own, TrustLevel Level, string Publisher, string Digest, string Source, DateTimeOffset AddedAt, string? WithdrawnBecause, bool Active, IReadOnlyList<Permissions.Line> AsksAnew, IReadOnlyList<string> Incomplete, int UnderWay, bool TakesOver);

    public sealed record ProviderRow(string Key, string Name, TenantEnvironment Environment, bool Enabled, bool? Healthy, PluginState State);

    private static readonly Error NotFound = new(404, "plugin.not_found", "There is no such plugin here.");

    public sealed class Handler(PorticoDb db, ListPlugins.Handler list, TenantPlugins own, PackageStore store, PackageShelf shelf, TimeProvider clock)
    {
        public async Task<Result<View>> HandleAsync(string pluginId, CancellationToken ct)
        {
            var listed = await list.HandleAsync(ct);
            if (!listed.Ok) return listed.Error;
            if (listed.Value.Plugins.FirstOrDefault(p => p.Id == pluginId) is not { } row) return NotFound;

            var chosen = await db.TenantPlugins.AsNoTracking().SingleOrDefaultAsync(p => p.PluginId == pluginId, ct);
            var installations = await db.Installations.AsNoTracking().Where(i => i.PluginId == pluginId).OrderBy(i => i.Key).ToListAsync(ct);
            var keys = installations.ConvertAll(i => i.Key);
            var underWay = await db.Due.AsNoTracking().Where(d => d.Kind == DueKind.Call && keys.Contains(d.Installation)).GroupBy(d => d.PluginVersion ?? "").Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
            var packages = (await store.OfAsync(Tenant.Platform)).Concat(db.TenantId == Tenant.Platform ? [] : await store.OfAsync(db.TenantId)).Where(p => p.PluginId == pluginId).OrderByDescending(p => p.Version, SemanticVersion.Order).ToList();
            var active = packages.Find(p => chosen is not null && p.TenantId == chosen.Owner && p.Version == chosen.Version);
            var manifest = row.CameWithPlatform ? (await own.FindAsync(pluginId, ct))! : shelf.ManifestOf(active ?? packages.Find(p => p.Version == row.Newest)!);
            var now = clock.GetUtcNow();
            var agreed = chosen?.Agreed ?? [];
            return new View(row,
                packages.ConvertAll(p => new VersionRow(p.Version, p.TenantId != Tenant.Platform, p.Level, p.Publisher, p.Digest, p.Source, p.AddedAt, p.WithdrawnAt is null ? null : p.WithdrawnBecause, p == active, Permissions.NewIn(shelf.ManifestOf(p), agreed),
                    [.. installations.Where(i => i.Enabled && !TakesOver(p, active, [i]) && FormerVersionSettings.Of(i)?.Version != p.Version && !PluginLife.IsComplete(i, shelf.ManifestOf(p))).Select(i => i.DisplayName)],
                    underWay.GetValueOrDefault(p.Version), TakesOver(p, active, installations))),
                Permissions.Of(manifest),
                installations.ConvertAll(i => new ProviderRow(i.Key, i.DisplayName, i.Environment, i.Enabled, i.Healthy, PluginLife.StateIn(i.Environment, manifest, [i], now))),
                underWay.Values.Sum(), chosen?.FormerVersion, chosen?.AgreedAt, own.StateOf(manifest), manifest.Limits, manifest.Sdk, db.TenantId == Tenant.Platform);
        }

        private bool TakesOver(StoredPackage package, StoredPackage? active, List<Installation> installations) =>
            active is not null && package != active && shelf.ManifestOf(package).TakesOverSettings && installations.Exists(i => FormerVersionSettings.Of(i)?.Version != package.Version);
    }
}
