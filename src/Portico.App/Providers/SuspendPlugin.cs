using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Outbox;
using Portico.App.Packages;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Providers;

/// <summary>A tenant lets a plugin rest, goes on with it, starts it anew, or removes it.</summary>
public static class SuspendPlugin
{
    private static readonly Error NotFound = new(404, "plugin.not_installed", "This plugin is not installed.");

    private static Error StillNeeded(int count) => new(409, "plugin.still_needed", $"{(count == 1 ? "One call of a case waits" : $"{count} calls of cases wait")} for this plugin. Let them end, or decide their incidents; or change the providers to another plugin first.");

    public sealed class Handler(PorticoDb db, TenantPlugins own, PackageStore store, PackageShelf shelf, CurrentActor actor, Ids ids, TimeProvider clock)
    {
        /// <param name="rest">False: it goes on.</param>
        public async Task<Result<bool>> HandleAsync(string pluginId, bool rest, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            if (await db.TenantPlugins.SingleOrDefaultAsync(p => p.PluginId == pluginId, ct) is not { } chosen) return NotFound;
            chosen.SuspendedAt = rest ? chosen.SuspendedAt ?? clock.GetUtcNow() : null;
            chosen.Revision++;
            await RecordAsync(rest ? "plugin.suspended" : "plugin.resumed", pluginId, chosen.Version, ct);
            return true;
        }

        /// <summary>Out of quarantine: its files come from the database again, and its crashes are forgotten.</summary>
        public async Task<Result<bool>> RestartAsync(string pluginId, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            if (await db.TenantPlugins.AsNoTracking().SingleOrDefaultAsync(p => p.PluginId == pluginId, ct) is not { } chosen || await store.FindAsync(chosen.Owner, pluginId, chosen.Version) is not { } package) return NotFound;
            await shelf.ReleaseAsync(package);
            await RecordAsync("plugin.restarted", pluginId, chosen.Version, ct);
            return (await own.ReadyAsync(pluginId, null, ct)).Code is { } code ? new Error(409, code, $"It does not run ({code}).") : true;
        }

        /// <summary>With its providers, their settings and secrets. Refused while a case waits for it.</summary>
        public async Task<Result<bool>> RemoveAsync(string pluginId, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            if (await db.TenantPlugins.SingleOrDefaultAsync(p => p.PluginId == pluginId, ct) is not { } chosen) return NotFound;
            var installations = await db.Installations.Where(i => i.PluginId == pluginId).ToListAsync(ct);
            var keys = installations.ConvertAll(i => i.Key);
            var waiting = await db.Due.CountAsync(d => d.Kind == DueKind.Call && keys.Contains(d.Installation), ct);
            if (waiting > 0) return StillNeeded(waiting);
            db.Installations.RemoveRange(installations);
            db.TenantPlugins.Remove(chosen);
            await RecordAsync("plugin.removed", pluginId, chosen.Version, ct);
            return true;
        }

        private async Task RecordAsync(string action, string pluginId, string version, CancellationToken ct)
        {
            db.Audit.Add(new AuditEntry { Id = ids.New(), At = clock.GetUtcNow(), Actor = actor.Value.Id, Action = action, Subject = $"plugin:{pluginId}", Data = new JsonObject { ["version"] = version }.ToJsonString() });
            await db.SaveChangesAsync(ct);
            own.Forget();
        }
    }
}
