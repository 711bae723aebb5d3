using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Plugins;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.App.Users;

namespace Portico.App.Providers;

/// <summary>A provider's settings as its form shows them. Of secrets only the names and dates.</summary>
public static class ReadInstallation
{
    /// <param name="CallbackUrl">Null: this provider never calls back, or the platform does not know its own address.</param>
    /// <param name="CanStandFor">Of a test installation: keys of the live ones of its kind.</param>
    public sealed record View(string Key, int Revision, string PluginId, string PluginName, string Contract, string? Channel, string DisplayName, bool Enabled, bool IsDefault, bool Sandbox,
        IReadOnlyList<SettingDescriptor> Descriptors, JsonObject Settings, IReadOnlyDictionary<string, DateTimeOffset> SecretsSet, string? CallbackUrl,
        bool? Healthy, string? HealthText, DateTimeOffset? CheckedAt, TenantEnvironment Environment, string? StandsFor, IReadOnlyList<string> CanStandFor, decimal CallCost, string Currency, IReadOnlyDictionary<string, DateTimeOffset> FormerUntil, bool MustBeTested);

    private static readonly Error NotFound = new(404, "provider.not_found", "There is no such provider.");
    private static readonly Error PluginMissing = new(409, "provider.plugin_missing", "The plugin of this provider is not installed on this platform any more.");

    public sealed class Handler(PorticoDb db, TenantPlugins plugins, InstallationContexts contexts, ProviderSecrets secrets, TenantDirectory tenants, CurrentActor actor, TimeProvider clock)
    {
        public async Task<Result<View>> HandleAsync(string key, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            if (await db.Installations.AsNoTracking().SingleOrDefaultAsync(i => i.Key == key, ct) is not { } found) return NotFound;
            if (await plugins.FindAsync(found.PluginId, ct) is not { } plugin) return PluginMissing;

            var live = found.Environment == TenantEnvironment.Live ? [] : await db.Installations.Where(i => i.Environment == TenantEnvironment.Live && i.Contract == found.Contract && i.Channel == found.Channel).OrderBy(i => i.Key).Select(i => i.Key).ToListAsync(ct);
            var callsBack = plugin.Provides.Any(p => p.Capabilities.Contains("callbacks"));
            return new View(found.Key, found.Revision, found.PluginId, plugin.DisplayName, found.Contract, found.Channel, found.DisplayName, found.Enabled, found.IsDefault,
                plugin.Provides.Any(p => p.Sandbox), plugin.Settings, InstallationContexts.Settings(found), found.SecretsSet, callsBack ? contexts.CallbackUrlOf(found) : null,
                found.Healthy, found.HealthText, found.CheckedAt, found.Environment, found.StandsFor, live, found.CallCostMicros / 1_000_000m, (await tenants.FindAsync(db.TenantId, ct))!.Currency, secrets.FormerUntil(found, clock.GetUtcNow()), !plugin.LiesInFolder);
        }
    }
}
