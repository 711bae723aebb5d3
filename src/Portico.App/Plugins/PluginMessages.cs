using System.Text.Json.Nodes;

namespace Portico.App.Plugins;

/// <summary>What is said to a plugin process; see sdk/docs/protocol.md.</summary>
internal sealed class PluginMessages(BrokerSocket broker, TimeProvider clock)
{
    public JsonObject Call(PluginManifest manifest, ProviderInvocation call) => new()
    {
        ["input"] = call.Input.DeepClone(),
        ["idempotencyKey"] = call.IdempotencyKey,
        ["attempt"] = call.Attempt,
        ["correlationId"] = call.CorrelationId,
        ["returnUrl"] = call.ReturnUrl,
        ["sandboxPageUrl"] = call.SandboxPageUrl,
        ["installation"] = Of(manifest, call.Installation),
    };

    public JsonObject Callback(PluginManifest manifest, InstallationContext installation, CallbackRaw raw) => new()
    {
        ["method"] = raw.Method,
        ["pathAndQuery"] = raw.PathAndQuery,
        ["headers"] = new JsonObject(raw.Headers.DistinctBy(h => h.Key.ToLowerInvariant()).Select(h => KeyValuePair.Create(h.Key, (JsonNode?)h.Value))),
        ["body"] = Convert.ToBase64String(raw.Body),
        ["receivedAt"] = raw.ReceivedAt,
        ["installation"] = Of(manifest, installation),
    };

    public JsonObject Check(PluginManifest manifest, InstallationContext installation) => new() { ["installation"] = Of(manifest, installation) };

    /// <summary>Of secrets only the names.</summary>
    public static JsonObject TakeOver(InstallationContext former, string from, IEnumerable<string> secretsSet) => new()
    {
        ["tenantId"] = former.TenantId,
        ["installationId"] = former.InstallationId,
        ["environment"] = former.Environment,
        ["from"] = from,
        ["settings"] = former.Settings.DeepClone(),
        ["secretsSet"] = new JsonArray([.. secretsSet.Order(StringComparer.Ordinal).Select(name => (JsonNode)name)]),
    };

    private JsonObject Of(PluginManifest manifest, InstallationContext installation)
    {
        var settings = manifest.WithDefaults(installation.Settings);
        var declared = manifest.Settings.Where(s => s.Type is SettingType.Secret).SelectMany(s => s.Rotates ? [s.Name, s.FormerName] : new[] { s.Name }).ToHashSet();
        return new JsonObject
        {
            ["tenantId"] = installation.TenantId,
            ["installationId"] = installation.InstallationId,
            ["environment"] = installation.Environment,
            ["settings"] = settings,
            ["secrets"] = new JsonObject(installation.Secrets.Where(s => declared.Contains(s.Key)).Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value))),
            ["grant"] = broker.Grant(manifest, installation, settings),
            ["callbackUrl"] = installation.CallbackUrl,
            ["now"] = clock.GetUtcNow(),
        };
    }
}
