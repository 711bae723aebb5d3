using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Plugins;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Providers;

/// <summary>Saves a provider's settings. Secrets go in and never come out; a secret left empty stays as it is.</summary>
public static class SaveInstallation
{
    /// <param name="StandsFor">As <see cref="Installation.StandsFor"/>.</param>
    /// <param name="CallCost">What a call costs, in the tenant's currency, with at most four decimals.</param>
    /// <param name="NewSecrets">Only those to be replaced.</param>
    /// <param name="OverlapHours">For how long the former value of a replaced secret that rotates is still given to the plugin, 0 to 720.</param>
    public sealed record Request(int Revision, string DisplayName, bool Enabled, bool IsDefault, JsonObject Settings, Dictionary<string, string> NewSecrets, string? StandsFor = null, decimal CallCost = 0, int OverlapHours = 24);

    private const int MostCost = 1_000, LongestOverlapHours = 720;

    private static readonly Error NotFound = new(404, "provider.not_found", "There is no such provider.");
    private static readonly Error PluginMissing = new(409, "provider.plugin_missing", "The plugin of this provider is not installed on this platform any more.");
    private static readonly Error Invalid = new(422, "provider.invalid", "Please look at the marked fields.");
    private static readonly Error ChangedMeanwhile = new(409, "provider.changed_meanwhile", "Somebody else saved this provider meanwhile. Reload it to see their changes.");

    public sealed class Handler(PorticoDb db, TenantPlugins plugins, ProviderSecrets secrets, CurrentActor actor, Ids ids, TimeProvider clock)
    {
        /// <returns>The new revision.</returns>
        public async Task<Result<int>> HandleAsync(string key, Request request, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            if (await db.Installations.SingleOrDefaultAsync(i => i.Key == key, ct) is not { } found) return NotFound;
            if (await plugins.FindAsync(found.PluginId, ct) is not { } plugin) return PluginMissing;
            if (found.Revision != request.Revision) return ChangedMeanwhile;

            var replaced = request.NewSecrets.Where(s => !string.IsNullOrEmpty(s.Value)).ToDictionary();
            var errors = Problems(plugin, request, found.SecretsSet.Keys.Concat(replaced.Keys).ToHashSet(), replaced);
            var standsFor = string.IsNullOrEmpty(request.StandsFor) ? null : request.StandsFor;
            if (standsFor is not null && (found.Environment == TenantEnvironment.Live || !await db.Installations.AnyAsync(i => i.Key == standsFor && i.Environment == TenantEnvironment.Live && i.Contract == found.Contract && i.Channel == found.Channel, ct)))
                errors["standsFor"] = ["Choose a live provider of the same kind."];

            var now = clock.GetUtcNow();
            var changed = replaced.Count > 0 || !JsonNode.DeepEquals(request.Settings, InstallationContexts.Settings(found));
            if (request.Enabled && !found.Enabled && await MayNotServeAsync(plugin, found, changed, now, ct) is { } why) errors["enabled"] = [why];
            if (errors.Count > 0) return Invalid with { Fields = errors };

            found.DisplayName = request.DisplayName.Trim();
            found.Enabled = request.Enabled;
            found.CallCostMicros = (long)(request.CallCost * 1_000_000);
            found.StandsFor = standsFor;
            found.Settings = request.Settings.ToJsonString();
            found.UpdatedAt = now;
            found.Revision++;
            // What was checked is not what is stored now.
            if (changed) (found.Healthy, found.HealthText, found.CheckedAt) = (null, null, null);
            if (replaced.Count > 0)
            {
                secrets.KeepFormer(found, replaced.Keys.Where(name => plugin.Settings.Any(s => s.Name == name && s.Rotates)), request.OverlapHours == 0 ? null : now.AddHours(request.OverlapHours));
                secrets.Put(found, replaced);
                found.SecretsSet = found.SecretsSet.Where(s => !replaced.ContainsKey(s.Key)).Concat(replaced.Keys.Select(name => KeyValuePair.Create(name, now))).ToDictionary();
            }

            await SetDefaultAsync(found, request.IsDefault, ct);
            db.Audit.Add(new AuditEntry
            {
                Id = ids.New(), At = now, Actor = actor.Value.Id, Action = "provider.saved", Subject = $"provider:{key}",
                Data = new JsonObject { ["enabled"] = request.Enabled, ["callCost"] = request.CallCost, ["secretsReplaced"] = new JsonArray([.. replaced.Keys.Select(name => (JsonNode)name)]) }.ToJsonString(),
            });
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateConcurrencyException)
            {
                return ChangedMeanwhile;
            }

            return found.Revision;
        }

        /// <summary>A plugin from a package serves nobody before a test of exactly these settings was green.</summary>
        private async Task<string?> MayNotServeAsync(PluginManifest plugin, Installation found, bool changed, DateTimeOffset now, CancellationToken ct)
        {
            if (!await plugins.IsAllowedAsync(plugin, ct)) return "The operator of this platform does not offer this plugin to your company.";
            if (plugin.LiesInFolder) return null;
            return !changed && PluginLife.IsGreen(found, now) ? null : "Save the settings switched off, test the connection, then switch it on. The test must be green and not older than a day.";
        }

        private async Task SetDefaultAsync(Installation installation, bool isDefault, CancellationToken ct)
        {
            installation.IsDefault = isDefault;
            if (!isDefault) return;
            var others = await db.Installations.Where(i => i.Environment == installation.Environment && i.Contract == installation.Contract && i.Channel == installation.Channel && i.Key != installation.Key && i.IsDefault).ToListAsync(ct);
            foreach (var other in others) (other.IsDefault, other.Revision) = (false, other.Revision + 1);
        }
    }

    private static Dictionary<string, string[]> Problems(PluginManifest plugin, Request request, IReadOnlySet<string> secretsSet, Dictionary<string, string> replaced)
    {
        var errors = plugin.ValidateSettings(request.Settings, secretsSet).ToDictionary();
        if (request.CallCost is < 0 or > MostCost || decimal.Round(request.CallCost, 4) != request.CallCost) errors["callCost"] = [$"Give an amount from 0 to {MostCost}, with at most four decimals."];
        if (request.OverlapHours is < 0 or > LongestOverlapHours) errors["overlap"] = [$"Give 0 to {LongestOverlapHours} hours."];
        if (string.IsNullOrWhiteSpace(request.DisplayName)) errors["displayName"] = ["Give it a name that your colleagues understand."];
        foreach (var name in replaced.Keys.Where(name => !plugin.Settings.Any(s => s.Name == name && s.Type == SettingType.Secret))) errors[name] = ["There is no such secret."];
        return errors;
    }
}
