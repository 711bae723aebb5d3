using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.App.Plugins;

/// <summary>One tenant's configured provider, as a plugin sees it during a call. Secrets are clear text: never log this record.</summary>
public sealed record InstallationContext(
    string TenantId,
    string InstallationId,
    string Environment,
    JsonObject Settings,
    IReadOnlyDictionary<string, string> Secrets,
    string? CallbackUrl)
{
    public override string ToString() => $"installation {InstallationId} of {TenantId} ({Environment})";
}

/// <summary>
/// One question to a provider. <paramref name="SandboxPageUrl"/> is the absolute address of the platform's sandbox page without the reference. <paramref name="Suspect"/>: a process died when this was
/// asked before, so it is asked alone.
/// </summary>
public sealed record ProviderInvocation(
    string PluginId,
    string Contract,
    string Operation,
    JsonObject Input,
    string IdempotencyKey,
    int Attempt,
    DateTimeOffset Deadline,
    string CorrelationId,
    string? ReturnUrl,
    InstallationContext Installation,
    string? SandboxPageUrl = null,
    bool Suspect = false)
{
    public override string ToString() => $"{PluginId} {Contract}:{Operation}, attempt {Attempt}";
}

/// <summary>What came of a call. The outbox, not the plugin, retries.</summary>
public abstract record ProviderReply
{
    private ProviderReply()
    {
    }

    public sealed record Completed(JsonElement Value) : ProviderReply
    {
        public override string ToString() => nameof(Completed);
    }

    public sealed record Pending(string Reference, string? RedirectUrl, DateTimeOffset? PollAfter, DateTimeOffset ExpiresAt) : ProviderReply;

    /// <summary>Asked how it stands, the provider knows of an interim state only.</summary>
    public sealed record StillPending : ProviderReply;

    /// <summary>With <paramref name="OutcomeUnknown"/> the effect may have happened: ask with "get", or repeat with the same key.</summary>
    public sealed record FailedRetryable(string Code, TimeSpan? RetryAfter, bool OutcomeUnknown) : ProviderReply;

    public sealed record FailedFinal(string Code, string SafeMessageKey) : ProviderReply;
}

/// <summary>A callback exactly as it arrived; the signature covers these bytes.</summary>
public sealed record CallbackRaw(string Method, string PathAndQuery, IReadOnlyDictionary<string, string> Headers, byte[] Body, DateTimeOffset ReceivedAt);

/// <summary>What the plugin made of a callback.</summary>
public abstract record CallbackReading
{
    private CallbackReading()
    {
    }

    /// <summary><paramref name="Value"/> has the shape of <see cref="ProviderReply.Completed"/>; a lower <paramref name="Rank"/> never overwrites a higher one.</summary>
    public sealed record Accepted(string EventId, string Reference, string Kind, DateTimeOffset OccurredAt, JsonElement Value, bool Final, int Rank) : CallbackReading;

    public sealed record Rejected(string Reason) : CallbackReading;

    public sealed record NotMine : CallbackReading;

    /// <summary>The plugin could not be asked. Not a verdict: answer 503, so that the provider repeats.</summary>
    public sealed record Unavailable(string Code) : CallbackReading;
}

/// <summary>The answer to "test connection". <paramref name="MessageKey"/> says what to mend.</summary>
public sealed record HealthReading(bool Healthy, string Code, string? MessageKey, TimeSpan Took);

/// <summary>What a version made of the settings that were filled in for another one.</summary>
public abstract record SettingsReading
{
    private SettingsReading()
    {
    }

    /// <param name="Secrets">Names of secrets → their former names, where these differ.</param>
    public sealed record TakenOver(JsonObject Settings, IReadOnlyDictionary<string, string> Secrets) : SettingsReading
    {
        public override string ToString() => nameof(TakenOver);
    }

    /// <summary>Also where the version could not be asked.</summary>
    public sealed record Refused(string Code, string MessageKey) : SettingsReading;
}

public enum PluginProcessStatus
{
    Stopped,
    Starting,
    Ready,
    Restarting,
    Quarantined,
}

public sealed record PluginProcessState(PluginProcessStatus Status, string? LastErrorCode, int Restarts);
