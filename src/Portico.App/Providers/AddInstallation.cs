using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Providers;

/// <summary>Gives the tenant a provider from an installed plugin. It starts switched off if the plugin still needs settings.</summary>
public static partial class AddInstallation
{
    public sealed record Request(string PluginId, string Key, string DisplayName, TenantEnvironment Environment = TenantEnvironment.Live);

    private static readonly Error NoPlugin = new(404, "provider.plugin_missing", "There is no such plugin on this platform.");
    private static readonly Error NotAllowed = new(403, "provider.plugin_not_allowed", "The operator of this platform does not offer this plugin to your company.");
    private static readonly Error Invalid = new(422, "provider.invalid", "Please look at the marked fields.");

    public sealed partial class Handler(PorticoDb db, TenantPlugins plugins, ProviderSecrets secrets, CurrentActor actor, Ids ids, TimeProvider clock)
    {
        /// <returns>The new provider's key.</returns>
        public async Task<Result<string>> HandleAsync(Request request, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            if (await plugins.FindAsync(request.PluginId, ct) is not { } plugin) return NoPlugin;
            if (!await plugins.IsAllowedAsync(plugin, ct)) return NotAllowed;

            var errors = new Dictionary<string, string[]>();
            if (!KeyPattern().IsMatch(request.Key)) errors["key"] = ["Use 2 to 40 lower-case letters, digits and hyphens."];
            else if (await db.Installations.AnyAsync(i => i.Key == request.Key, ct)) errors["key"] = ["Another provider has this short name."];
            if (string.IsNullOrWhiteSpace(request.DisplayName)) errors["displayName"] = ["Give it a name that your colleagues understand."];
            if (errors.Count > 0) return Invalid with { Fields = errors };

            var offer = plugin.Provides[0];
            var channel = offer.Channels.Count > 0 ? offer.Channels[0] : null;
            var path = ids.Secret();
            var installation = new Installation
            {
                Key = request.Key,
                Environment = request.Environment,
                StandsFor = request.Environment == TenantEnvironment.Test ? await UnattendedAsync(offer.Contract, channel, ct) : null,
                PluginId = plugin.Id,
                Contract = offer.Contract,
                Channel = channel,
                DisplayName = request.DisplayName.Trim(),
                Enabled = plugin.LiesInFolder && plugin.ValidateSettings([], new HashSet<string>()).Count == 0,
                IsDefault = !await db.Installations.AnyAsync(i => i.Environment == request.Environment && i.Contract == offer.Contract && i.Channel == channel && i.IsDefault, ct),
                CallbackSecret = Ids.Hash(path),
                UpdatedAt = clock.GetUtcNow(),
            };
            db.Installations.Add(installation);
            secrets.Put(installation, new Dictionary<string, string> { [ProviderSecrets.CallbackPath] = path });
            db.Audit.Add(new AuditEntry
            {
                Id = ids.New(), At = clock.GetUtcNow(), Actor = actor.Value.Id, Action = "provider.added", Subject = $"provider:{request.Key}",
                Data = new JsonObject { ["plugin"] = plugin.Id, ["pluginVersion"] = plugin.Version, ["environment"] = request.Environment.ToString().ToLowerInvariant() }.ToJsonString(),
            });
            await db.SaveChangesAsync(ct);
            return installation.Key;
        }

        /// <summary>The default of live, if no other test installation stands for it: what most tenants want.</summary>
        private Task<string?> UnattendedAsync(string contract, string? channel, CancellationToken ct)
        {
            var all = db.Installations;
            return all.Where(live => live.Environment == TenantEnvironment.Live && live.Contract == contract && live.Channel == channel && live.IsDefault && !all.Any(test => test.StandsFor == live.Key)).Select(live => live.Key).FirstOrDefaultAsync(ct);
        }

        [GeneratedRegex("^[a-z0-9][a-z0-9-]{1,39}$")]
        private static partial Regex KeyPattern();
    }
}
