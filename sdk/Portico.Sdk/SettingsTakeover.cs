using System.Text.Json;

namespace Portico.Sdk;

/// <summary>A second interface for the plugin class: takes over the settings that a tenant filled in for another version of the plugin, when it changes to this one. Discovered by type; plugin.json says <c>takesOverSettings</c>. Since SDK 1.1.</summary>
public interface ISettingsTakeover
{
    /// <summary>Writes the former settings as this version wants them. Called once for each of the tenant's installations before the version becomes active; without it, settings stay as they are. Pure: no network, no files, no clock; the same settings always give the same answer.</summary>
    /// <param name="former">What was filled in. It may come from any version, a later one too.</param>
    /// <returns>An exception counts as refused.</returns>
    SettingsTakeover TakeOver(FormerSettings former);
}

/// <summary>Settings that were filled in for another version.</summary>
/// <param name="Version">The version that they were filled in for.</param>
/// <param name="Environment">Of the installation.</param>
/// <param name="Values">A JSON object: the settings as that version saw them, with its defaults filled in; without secrets.</param>
/// <param name="SecretsSet">Names of the secrets that are set. Their values are shown to nobody but the calls.</param>
public sealed record FormerSettings(string Version, PluginEnvironment Environment, JsonElement Values, IReadOnlyList<string> SecretsSet)
{
    /// <summary>Says only the version.</summary>
    public override string ToString() => $"{nameof(FormerSettings)} {Version}";
}

/// <summary>What comes of taking settings over: exactly one of two cases.</summary>
public abstract record SettingsTakeover
{
    private SettingsTakeover()
    {
    }

    /// <summary>These take the place of the former ones. What is missing or does not fit this version's plugin.json is asked of an admin; until then the installation is switched off.</summary>
    /// <param name="Values">A JSON object with settings of this version's plugin.json, without secrets. It may lead to no host that the former settings did not lead to and plugin.json does not name.</param>
    public sealed record TakenOver(JsonElement Values) : SettingsTakeover
    {
        /// <summary>Secrets that have another name now: the name in this version's plugin.json, and the former one, each at most once. A secret that keeps its name need not be named. Default none.</summary>
        public IReadOnlyDictionary<string, string> RenamedSecrets { get; init; } = new Dictionary<string, string>();

        /// <summary>Says nothing of the settings.</summary>
        public override string ToString() => nameof(TakenOver);
    }

    /// <summary>This version cannot do with them: the tenant stays with the version it has, and is told why.</summary>
    /// <param name="Code">Why.</param>
    /// <param name="MessageKey">Key of a text for the admin that says what to do about it.</param>
    public sealed record Refused(ErrorCode Code, string MessageKey) : SettingsTakeover;
}
