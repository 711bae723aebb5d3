using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.App.Plugins;

namespace Portico.App.Providers;

/// <summary>Settings that a provider had under another version of its plugin.</summary>
/// <param name="Renamed">Names of secrets under the version that took them over → under this one.</param>
internal sealed record FormerVersionSettings(string Version, JsonObject Settings, Dictionary<string, string> Renamed)
{
    public static FormerVersionSettings? Of(Installation installation) => installation.Former is { } json ? JsonSerializer.Deserialize<FormerVersionSettings>(json, JsonSerializerOptions.Web) : null;

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}

/// <summary>
/// What becomes of a provider's settings when its tenant takes another version of the plugin. A version that takes settings over is asked for each provider, and sees no secret; the way back leads to
/// the settings that were there before. A provider that is in use is only moved to settings that answered a test.
/// </summary>
public sealed class SettingsTakeovers(PluginSupervisor plugins, InstallationContexts contexts, ProviderSecrets secrets)
{
    private const int MostChars = 64 * 1024;

    /// <param name="Problem">In words; null: it can be done.</param>
    /// <param name="Settings">Null: they stay as they are.</param>
    /// <param name="Renamed">Names of secrets, new → present.</param>
    /// <param name="Back">They are those from before.</param>
    /// <param name="Tested">The words of a green test of them.</param>
    public sealed record Plan(string? Problem, JsonObject? Settings, IReadOnlyDictionary<string, string> Renamed, bool Back, string? Tested)
    {
        internal static Plan Stay { get; } = new(null, null, new Dictionary<string, string>(), false, null);

        internal static Plan Cannot(string problem) => Stay with { Problem = problem };
    }

    /// <summary>Changes nothing.</summary>
    public async Task<Plan> PlanAsync(Installation installation, PluginManifest before, PluginManifest next, CancellationToken ct)
    {
        if (FormerVersionSettings.Of(installation) is { } former && former.Version == next.Version)
            return new(null, former.Settings, former.Renamed.Where(name => installation.SecretsSet.ContainsKey(name.Key)).ToDictionary(name => name.Value, name => name.Key), true, null);
        if (!next.TakesOverSettings) return Plan.Stay;

        var context = await contexts.OfAsync(installation, ct);
        var asSeen = before.WithDefaults(context.Settings);
        var answer = await plugins.TakeOverAsync(next.Slot, context with { Settings = asSeen, Secrets = new Dictionary<string, string>() }, before.Version, installation.SecretsSet.Keys, ct);
        if (answer is SettingsReading.Refused no) return Plan.Cannot(next.TextOf(no.MessageKey, "en") ?? WordsFor(no.Code));
        var (settings, renamed) = (SettingsReading.TakenOver)answer;
        if (!IsSound(settings, renamed, installation, next)) return Plan.Cannot(WordsFor("plugin.bad_answer"));
        if (NewHost(asSeen, before, settings, next) is { } host) return Plan.Cannot($"It would reach {host}, which these settings did not lead to before.");
        if (JsonNode.DeepEquals(settings, asSeen) && renamed.Count == 0) return Plan.Stay;

        var plan = new Plan(null, settings, renamed, false, null);
        if (!installation.Enabled || next.ValidateSettings(settings, ProviderSecrets.Renamed(installation.SecretsSet, renamed).Keys.ToHashSet()).Count > 0) return plan;
        var health = await plugins.CheckAsync(next.Slot, context with { Settings = settings, Secrets = ProviderSecrets.Renamed(context.Secrets, WithFormer(renamed)) }, ct);
        return health.Healthy ? plan with { Tested = CheckInstallation.WordsOf(health, next) } : Plan.Cannot($"With the settings that it made, the test of the connection failed: {CheckInstallation.WordsOf(health, next)}");
    }

    /// <param name="before">The version that the present settings are of.</param>
    public void Apply(Plan plan, Installation installation, PluginManifest before, DateTimeOffset now)
    {
        if (plan.Settings is null) return;
        installation.Former = plan.Back ? null : new FormerVersionSettings(before.Version, InstallationContexts.Settings(installation), plan.Renamed.ToDictionary()).ToJson();
        installation.Settings = plan.Settings.ToJsonString();
        secrets.Rename(installation, plan.Renamed);
        (installation.Healthy, installation.HealthText, installation.CheckedAt) = (plan.Tested is null ? null : true, plan.Tested, plan.Tested is null ? null : now);
        installation.UpdatedAt = now;
        installation.Revision++;
    }

    private static Dictionary<string, string> WithFormer(IReadOnlyDictionary<string, string> renamed) =>
        renamed.Concat(renamed.Select(name => KeyValuePair.Create(SettingDescriptor.FormerOf(name.Key), SettingDescriptor.FormerOf(name.Value)))).ToDictionary();

    /// <summary>It speaks of its own settings only, keeps secrets out of them, and renames what is there.</summary>
    private static bool IsSound(JsonObject settings, IReadOnlyDictionary<string, string> renamed, Installation installation, PluginManifest next) =>
        settings.ToJsonString().Length <= MostChars && settings.All(value => next.Settings.Any(s => s.Name == value.Key && s.Type != SettingType.Secret))
        && renamed.Values.Distinct().Count() == renamed.Count && renamed.All(name => installation.SecretsSet.ContainsKey(name.Value) && next.Settings.Any(s => s.Name == name.Key && s.Type == SettingType.Secret));

    /// <summary>Where a tenant's data goes is decided by the tenant, so a version finds no new place for it: what it reaches was reached before, or stands in its plugin.json.</summary>
    private static string? NewHost(JsonObject asSeen, PluginManifest before, JsonObject settings, PluginManifest next)
    {
        var known = before.Egress.Select(egress => egress.HostUnder(asSeen)).Concat(next.Egress.Select(egress => egress.HostUnder(next.WithDefaults([])))).ToHashSet();
        return next.Egress.Select(egress => egress.HostUnder(next.WithDefaults(settings))).FirstOrDefault(host => host is not null && !known.Contains(host));
    }

    private static string WordsFor(string code) => code switch
    {
        "plugin.threw" => "It failed while it took over the settings (plugin.threw). Tell its publisher.",
        "plugin.bad_answer" => "What it made of the settings cannot be used (plugin.bad_answer). Tell its publisher.",
        _ => $"It does not take over the settings ({code}).",
    };
}
