namespace Portico.Sdk;

/// <summary>What came of a call: exactly one of four cases. The platform, not the plugin, retries. An exception counts as <see cref="FailedRetryable"/> with an unknown outcome.</summary>
/// <typeparam name="T">The provider's answer.</typeparam>
public abstract record ProviderResult<T>
{
    private ProviderResult()
    {
    }

    /// <summary>Done; here is the answer.</summary>
    /// <param name="Value">The answer.</param>
    public sealed record Completed(T Value) : ProviderResult<T>;

    /// <summary>Started; the answer comes by callback, or by asking again.</summary>
    /// <param name="Ref">The provider's name for it.</param>
    /// <param name="Action">What the customer has to do, or null.</param>
    /// <param name="PollAfter">When asking again makes sense, or null if only a callback will tell.</param>
    /// <param name="ExpiresAt">After this moment no answer will come.</param>
    public sealed record Pending(ExternalRef Ref, CustomerAction? Action, DateTimeOffset? PollAfter, DateTimeOffset ExpiresAt) : ProviderResult<T>;

    /// <summary>Not now; the same call may succeed later.</summary>
    /// <param name="Code">Why.</param>
    /// <param name="RetryAfter">The provider's wish, or null for the platform's back-off.</param>
    /// <param name="OutcomeUnknown">True if the effect may have happened.</param>
    public sealed record FailedRetryable(ErrorCode Code, TimeSpan? RetryAfter = null, bool OutcomeUnknown = false) : ProviderResult<T>;

    /// <summary>Never; repeating the call cannot help.</summary>
    /// <param name="Code">Why.</param>
    /// <param name="SafeMessageKey">Key of a text for the customer that gives nothing away.</param>
    public sealed record FailedFinal(ErrorCode Code, string SafeMessageKey) : ProviderResult<T>;
}
