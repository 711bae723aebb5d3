using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Packages;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.App.Users;

namespace Portico.App.Providers;

/// <summary>
/// A tenant installs a plugin, or takes another version of it, up or down. What it asks for has to be agreed to; a version that asks for no more than was agreed to before needs no word.
/// It has to come up here first, and to take over the settings where it says that it does: if it does not, everything stays as it is. Calls that have begun stay with the version they began with.
/// </summary>
public static class InstallPlugin
{
    /// <param name="Agreed">Keys of what was shown and agreed to, see <see cref="Permissions.Line.Key"/>.</param>
    /// <param name="EvenWithoutSettings">Providers whose settings it cannot take over keep them and are switched off; else the change is refused.</param>
    public sealed record Request(string Version, IReadOnlyCollection<string> Agreed, bool EvenWithoutSettings = false);

    /// <param name="SwitchedOff">Names of providers whose settings the version does not take as they are.</param>
    /// <param name="TakenOver">Names of providers whose settings it took over.</param>
    public sealed record Response(string Version, IReadOnlyList<string> SwitchedOff, IReadOnlyList<string> TakenOver);

    public const string SettingsNotTaken = "plugin.settings_not_taken";

    private static readonly Error NotFound = new(404, "plugin.not_found", "There is no such version here.");
    private static readonly Error NotAllowed = new(403, "plugin.not_allowed", "The operator of this platform does not offer this plugin to your company.");
    private static readonly Error ChangedMeanwhile = new(409, "plugin.changed_meanwhile", "Somebody else changed this plugin meanwhile. Reload it to see what they did.");
    private static readonly Error NoFormer = new(409, "plugin.no_former_version", "There is no version to go back to.");

    private static Error MustAgree(IEnumerable<Permissions.Line> asked) => new(409, "plugin.not_agreed", "This version asks for more than was agreed to.", new Dictionary<string, string[]> { ["agreed"] = [.. asked.Select(line => $"{line.What}: {line.Purpose}")] });

    private static Error DoesNotRun(string code) => new(409, code, $"This version does not run here ({code}). Everything is as it was.");

    // By the key of each provider, why.
    private static Error NotTaken(Dictionary<string, string[]> problems) => new(409, SettingsNotTaken, "This version cannot take over all settings. Everything is as it was.", problems);

    public sealed class Handler(PorticoDb db, TenantPlugins own, PackageStore store, PackageShelf shelf, SettingsTakeovers takeovers, CurrentActor actor, Ids ids, TimeProvider clock)
    {
        public async Task<Result<Response>> HandleAsync(string pluginId, Request request, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            store.ForgetPackages(db.TenantId);
            var package = await store.FindAsync(db.TenantId, pluginId, request.Version) ?? await store.FindAsync(Tenant.Platform, pluginId, request.Version);
            if (package is null) return NotFound;
            var manifest = shelf.ManifestOf(package);
            if (!await own.IsAllowedAsync(manifest, ct)) return NotAllowed;

            var chosen = await db.TenantPlugins.SingleOrDefaultAsync(p => p.PluginId == pluginId, ct);
            var asked = Permissions.NewIn(manifest, chosen?.Agreed ?? []);
            if (asked.Any(line => !request.Agreed.Contains(line.Key))) return MustAgree(asked);
            if (await shelf.EnsureAsync(package, ct) is { } code) return DoesNotRun(code);

            var installations = await db.Installations.Where(i => i.PluginId == pluginId).ToListAsync(ct);
            var former = chosen is null || chosen.Version == package.Version ? null : await store.FindAsync(chosen.Owner, pluginId, chosen.Version);
            var plans = new Dictionary<Installation, SettingsTakeovers.Plan>();
            foreach (var installation in former is null ? [] : installations) plans[installation] = await takeovers.PlanAsync(installation, shelf.ManifestOf(former!), manifest, ct);
            var problems = plans.Where(plan => plan.Value.Problem is not null).ToDictionary(plan => plan.Key.Key, plan => (string[])[plan.Value.Problem!]);
            if (problems.Count > 0 && !request.EvenWithoutSettings) return NotTaken(problems);

            var now = clock.GetUtcNow();
            var before = chosen?.Version;
            if (chosen is null)
            {
                chosen = new TenantPlugin { PluginId = pluginId, Owner = package.TenantId, Version = package.Version, AgreedBy = actor.Value.Id, AgreedAt = now, InstalledAt = now };
                db.TenantPlugins.Add(chosen);
            }
            else
            {
                if (chosen.Version != package.Version) chosen.FormerVersion = chosen.Version;
                (chosen.Owner, chosen.Version) = (package.TenantId, package.Version);
                chosen.Revision++;
            }

            // What the version does not ask for any more is forgotten: a later one asks again.
            chosen.Agreed = [.. Permissions.Of(manifest).Select(line => line.Key)];
            if (asked.Count > 0) (chosen.AgreedBy, chosen.AgreedAt) = (actor.Value.Id, now);
            foreach (var (installation, plan) in plans) takeovers.Apply(plan, installation, shelf.ManifestOf(former!), now);
            var off = SwitchOff(installations.Where(i => i.Enabled && (plans.GetValueOrDefault(i)?.Problem is not null || !PluginLife.IsComplete(i, manifest))), now);
            List<string> taken = [.. plans.Where(plan => plan.Value.Settings is not null).Select(plan => plan.Key.DisplayName)];
            db.Audit.Add(new AuditEntry
            {
                Id = ids.New(), At = now, Actor = actor.Value.Id, Action = before is null ? "plugin.installed" : "plugin.version_changed", Subject = $"plugin:{pluginId}",
                Data = new JsonObject { ["version"] = package.Version, ["former"] = before, ["agreed"] = Texts(asked.Select(line => line.Key)), ["switchedOff"] = Texts(off), ["settingsTakenOver"] = Texts(taken) }.ToJsonString(),
            });
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateException failure) when (failure is DbUpdateConcurrencyException || before is null)
            {
                return ChangedMeanwhile;
            }

            own.Forget();
            return new Response(package.Version, off, taken);
        }

        /// <summary>One button: the version before. It asks for nothing that was not agreed to when it was installed, unless the one in between asked for less.</summary>
        public async Task<Result<Response>> RevertAsync(string pluginId, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            if (await db.TenantPlugins.AsNoTracking().Where(p => p.PluginId == pluginId).Select(p => p.FormerVersion).SingleOrDefaultAsync(ct) is not { } former) return NoFormer;
            return await HandleAsync(pluginId, new(former, []), ct);
        }

        private static List<string> SwitchOff(IEnumerable<Installation> installations, DateTimeOffset now)
        {
            var off = new List<string>();
            foreach (var installation in installations.ToList())
            {
                (installation.Enabled, installation.UpdatedAt) = (false, now);
                installation.Revision++;
                off.Add(installation.DisplayName);
            }

            return off;
        }

        private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
    }
}
