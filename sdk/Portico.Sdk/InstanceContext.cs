using System.Text.Json;

namespace Portico.Sdk;

/// <summary>One tenant's configured use of a plugin, and everything the plugin may touch for it. Valid as long as the process; settings in it do not change.</summary>
public sealed class InstanceContext
{
    /// <summary>The tenant: lower case letters, digits and dashes.</summary>
    public required string TenantId { get; init; }

    /// <summary>The tenant's installation of this plugin.</summary>
    public required string InstallationId { get; init; }

    /// <summary>Whether effects are real.</summary>
    public required PluginEnvironment Environment { get; init; }

    /// <summary>The settings of plugin.json as the tenant filled them in; already validated.</summary>
    public required SettingsBag Settings { get; init; }

    /// <summary>The settings of type secret, in clear text.</summary>
    public required ISecretReader Secrets { get; init; }

    /// <summary>The only way to the network for everything that is HTTP.</summary>
    public required IBrokeredHttp Http { get; init; }

    /// <summary>The only log.</summary>
    public required IPluginLog Log { get; init; }

    /// <summary>The platform's clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>An absolute path of a folder that belongs to this plugin and tenant, exists, and survives restarts.</summary>
    public required string DataFolder { get; init; }
}

/// <summary>Whether effects are real.</summary>
public enum PluginEnvironment
{
    /// <summary>Nothing real may happen: use the provider's own test system.</summary>
    Test,

    /// <summary>Effects are real.</summary>
    Live,
}

/// <summary>Settings by name, with the defaults of plugin.json already filled in.</summary>
/// <param name="values">A JSON object.</param>
public sealed class SettingsBag(JsonElement values)
{
    /// <summary>A text, or null if it is not set.</summary>
    /// <param name="name">Name of the setting.</param>
    public string? Text(string name) => Find(name) is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;

    /// <summary>A number, or null if it is not set.</summary>
    /// <param name="name">Name of the setting.</param>
    public decimal? Number(string name) => Find(name) is { ValueKind: JsonValueKind.Number } found ? found.GetDecimal() : null;

    /// <summary>A yes or no; no if it is not set.</summary>
    /// <param name="name">Name of the setting.</param>
    public bool Flag(string name) => Find(name) is { ValueKind: JsonValueKind.True };

    private JsonElement? Find(string name) => values.ValueKind is JsonValueKind.Object && values.TryGetProperty(name, out var found) ? found : null;
}

/// <summary>Secrets by name.</summary>
public interface ISecretReader
{
    /// <summary>The secret in clear text, or null if it is not set. Never log it, never put it into a result or an exception.</summary>
    /// <param name="name">Name of the setting.</param>
    string? Find(string name);
}
