using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Portico.PluginHost;

/// <summary>The messages of sdk/docs/protocol.md.</summary>
internal static class Wire
{
    public const int Protocol = 1;
    public const int LargestMessageBytes = 1024 * 1024;
    public const string NonceHeader = "Portico-Nonce";

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
}

internal sealed record Greeting(int Protocol, string Nonce, string Broker, string Data);

internal sealed record InstallationMessage(
    string TenantId,
    string InstallationId,
    string Environment,
    JsonElement Settings,
    Dictionary<string, string> Secrets,
    string Grant,
    Uri? CallbackUrl,
    DateTimeOffset Now);

internal sealed record CallMessage(
    JsonElement Input,
    string IdempotencyKey,
    int Attempt,
    int TimeoutMs,
    string CorrelationId,
    Uri? ReturnUrl,
    Uri? SandboxPageUrl,
    InstallationMessage Installation);

internal sealed record CallbackMessage(
    string Method,
    string PathAndQuery,
    Dictionary<string, string> Headers,
    byte[] Body,
    DateTimeOffset ReceivedAt,
    InstallationMessage Installation);

internal sealed record CheckMessage(int TimeoutMs, InstallationMessage Installation);

internal sealed record SettingsMessage(string TenantId, string InstallationId, string From, string Environment, JsonElement Settings, List<string> SecretsSet, int TimeoutMs);

/// <summary>The four results, told apart by <c>status</c>.</summary>
internal sealed record Answer(string Status)
{
    public JsonNode? Value { get; init; }
    public string? Ref { get; init; }
    public Uri? RedirectUrl { get; init; }
    public DateTimeOffset? PollAfter { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public string? Code { get; init; }
    public long? RetryAfterMs { get; init; }
    public bool? OutcomeUnknown { get; init; }
    public string? SafeMessageKey { get; init; }

    public static Answer Retryable(string code, bool outcomeUnknown) => new("failed-retryable") { Code = code, OutcomeUnknown = outcomeUnknown };
    public static Answer Final(string code, string safeMessageKey) => new("failed-final") { Code = code, SafeMessageKey = safeMessageKey };
}

/// <summary>The three verdicts on a callback, told apart by <c>verdict</c>.</summary>
internal sealed record CallbackAnswer(string Verdict)
{
    public string? EventId { get; init; }
    public string? Ref { get; init; }
    public string? Kind { get; init; }
    public DateTimeOffset? OccurredAt { get; init; }
    public JsonNode? Value { get; init; }
    public bool? Final { get; init; }
    public int? Rank { get; init; }
    public string? Reason { get; init; }
}

internal sealed record CheckAnswer(bool Healthy, string Code, string? MessageKey);

/// <summary>The two answers to former settings, told apart by <c>status</c>.</summary>
internal sealed record SettingsAnswer(string Status)
{
    public JsonElement? Settings { get; init; }
    public IReadOnlyDictionary<string, string>? Secrets { get; init; }
    public string? Code { get; init; }
    public string? MessageKey { get; init; }
}

internal sealed record PluginLine(string Id, string Version, IReadOnlyList<string> Contracts, string? Error);

internal sealed record Handshake(int Protocol, string Nonce, IReadOnlyList<PluginLine> Plugins);

internal sealed record BrokerRequest(string Grant, string Method, string Url, IReadOnlyDictionary<string, string> Headers, byte[] Body, int TimeoutMs, int MaxBytes);

internal sealed record BrokerAnswer(int Status, Dictionary<string, string>? Headers, byte[]? Body, string? Error, bool MayHaveBeenSent);
