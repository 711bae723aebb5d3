using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portico.App.Data;
using Portico.App.Packages;
using Portico.App.Plugins;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.App.Users;

namespace Portico.App.Providers;

/// <summary>The plugins that a tenant has or could have, each with how far it has come; for an operator, what the platform offers.</summary>
public static class ListPlugins
{
    /// <param name="TakesUnsigned">The platform takes plugins that nobody answers for.</param>
    /// <param name="MayAdd">Whether who looks may add packages.</param>
    public sealed record View(IReadOnlyList<Row> Plugins, bool TakesUnsigned, bool MayAdd);

    /// <param name="Version">The active one; null: not installed.</param>
    /// <param name="Newest">The newest that could be installed.</param>
    /// <param name="Test">How far it has come there; null: nothing can be done with it there.</param>
    /// <param name="Code">Why it does not run.</param>
    /// <param name="CameWithPlatform">It lies in a folder of the host, and is there for everybody.</param>
    public sealed record Row(string Id, string Name, string Description, string Publisher, TrustLevel Level, IReadOnlyList<string> Contracts, bool Sandbox, string? Version, string Newest, PluginState? Test, PluginState? Live, string? Code, bool CameWithPlatform);

    public sealed class Handler(PorticoDb db, TenantPlugins own, PackageStore store, PackageShelf shelf, TenantDirectory tenants, IOptions<PluginOptions> options, CurrentActor actor, TimeProvider clock)
    {
        public async Task<Result<View>> HandleAsync(CancellationToken ct)
        {
            var forAll = db.TenantId == Tenant.Platform;
            if (Allowed.UnlessAdminOf(db.TenantId, actor) is { } no) return no;
            var rules = forAll ? PluginRules.None : (await tenants.FindAsync(db.TenantId, ct))?.PluginRules ?? PluginRules.None;
            var installations = await db.Installations.AsNoTracking().ToListAsync(ct);
            var installed = await db.TenantPlugins.AsNoTracking().ToDictionaryAsync(p => p.PluginId, ct);
            var packages = (await store.OfAsync(Tenant.Platform)).Concat(forAll ? [] : await store.OfAsync(db.TenantId)).ToLookup(p => p.PluginId);
            var now = clock.GetUtcNow();

            var rows = new List<Row>();
            foreach (var manifest in (await own.AllAsync(ct)).Values.Where(manifest => manifest.LiesInFolder))
                rows.Add(RowOf(manifest, manifest.Version, manifest.Version, forAll ? null : environment => PluginLife.StateIn(environment, manifest, installations, now), own.StateOf(manifest), cameWithPlatform: true));
            foreach (var versions in packages)
            {
                var newest = versions.Where(p => p.WithdrawnAt is null).OrderByDescending(p => p.Version, SemanticVersion.Order).FirstOrDefault() ?? versions.OrderByDescending(p => p.Version, SemanticVersion.Order).First();
                var active = installed.GetValueOrDefault(versions.Key) is { } chosen ? versions.FirstOrDefault(p => p.TenantId == chosen.Owner && p.Version == chosen.Version) : null;
                var shown = shelf.ManifestOf(active ?? newest);
                rows.Add(RowOf(shown, active?.Version, newest.Version, forAll ? null : environment => StateOf(environment, active, installed.GetValueOrDefault(versions.Key), shown, installations, now), shelf.StateOf(active ?? newest), cameWithPlatform: false));
            }

            return new View([.. rows.Where(row => rules.Allow(row.Id, row.Contracts)).OrderBy(row => row.Name, StringComparer.OrdinalIgnoreCase)], options.Value.Lowest == TrustLevel.Dev, forAll || rules.MayAddOwn);
        }

        private PluginState StateOf(TenantEnvironment environment, StoredPackage? active, TenantPlugin? chosen, PluginManifest manifest, List<Installation> installations, DateTimeOffset now) =>
            chosen is null || active is null ? PluginState.Available
            : active.WithdrawnAt is not null ? PluginState.Withdrawn
            : chosen.SuspendedAt is not null ? PluginState.Suspended
            : PluginLife.IsHeldBack(shelf.StateOf(active)) ? PluginState.Quarantined
            : PluginLife.StateIn(environment, manifest, installations, now);

        private static Row RowOf(PluginManifest manifest, string? version, string newest, Func<TenantEnvironment, PluginState>? state, PluginProcessState process, bool cameWithPlatform) => new(
            manifest.Id, manifest.DisplayName, manifest.Description, manifest.Publisher, manifest.Level, [.. manifest.Provides.Select(p => p.Contract).Distinct()], manifest.Provides.Any(p => p.Sandbox),
            version, newest, state?.Invoke(TenantEnvironment.Test), state?.Invoke(TenantEnvironment.Live), PluginLife.IsHeldBack(process) ? process.LastErrorCode : null, cameWithPlatform);
    }
}
