using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Plugins;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Providers;

/// <summary>Asks a provider whether it would work with what is stored, and remembers the answer.</summary>
public static class CheckInstallation
{
    public sealed record HealthView(bool Healthy, string Text);

    private static readonly Error NotFound = new(404, "provider.not_found", "There is no such provider.");
    private static readonly Error PluginMissing = new(409, "provider.plugin_missing", "The plugin of this provider is not installed on this platform any more.");

    internal static string WordsOf(HealthReading reading, PluginManifest plugin) => reading.Healthy
        ? string.Create(CultureInfo.InvariantCulture, $"Connected; answered in {reading.Took.TotalMilliseconds:0} ms.")
        : (reading.MessageKey is { } words ? plugin.TextOf(words, "en") ?? words : null) ?? $"It did not work ({reading.Code}).";

    public sealed class Handler(PorticoDb db, PluginSupervisor plugins, InstallationContexts contexts, TenantPlugins own, CurrentActor actor, TimeProvider clock)
    {
        public async Task<Result<HealthView>> HandleAsync(string key, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            if (await db.Installations.SingleOrDefaultAsync(i => i.Key == key, ct) is not { } found) return NotFound;
            if (await own.FindAsync(found.PluginId, ct) is not { } plugin) return PluginMissing;

            var ready = await own.ReadyAsync(found.PluginId, null, ct);
            var reading = ready.Plugin is null ? new HealthReading(false, ready.Code!, null, TimeSpan.Zero) : await plugins.CheckAsync(ready.Slot, await contexts.OfAsync(found, ct), ct);
            var text = WordsOf(reading, plugin);
            (found.Healthy, found.HealthText, found.CheckedAt) = (reading.Healthy, text, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return new HealthView(reading.Healthy, text);
        }
    }
}
