using System.Globalization;

namespace Portico.Sdk;

/// <summary>HTTP through the platform: only to hosts that plugin.json declares under <c>egress</c> (and to <see cref="ProviderCall{T}.CallbackUrl"/>), only https on port 443 or 8443, never to private addresses, without redirects, cookies or proxies.</summary>
public interface IBrokeredHttp
{
    /// <summary>Sends one request. Any status, 3xx too, is a response.</summary>
    /// <param name="request">What to send.</param>
    /// <param name="ct">Cancels the request.</param>
    /// <exception cref="BrokeredHttpException">Refused by the platform, or no response.</exception>
    ValueTask<BrokeredResponse> SendAsync(BrokeredRequest request, CancellationToken ct);
}

/// <summary>One HTTP request.</summary>
/// <param name="Method">GET, POST, PUT, PATCH, DELETE or HEAD.</param>
/// <param name="Url">Absolute.</param>
public sealed record BrokeredRequest(string Method, Uri Url)
{
    /// <summary>Headers; <c>Host</c> and those of the transport are refused.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body, at most 512 KiB.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Longest time until the whole response is there, 1 ms to 60 s. Default 15 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest response body accepted, up to 512 KiB (the default).</summary>
    public int MaxResponseBytes { get; init; } = 512 * 1024;
}

/// <summary>One HTTP response.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Headers">Headers by name, regardless of case; values of one name joined by a comma.</param>
/// <param name="Body">The body.</param>
public sealed record BrokeredResponse(int Status, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>Whether the status is 200 to 299.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>When the provider wants to be asked again, by its header <c>Retry-After</c> (RFC 9110, 10.2.3): seconds, or a date. Since SDK 1.1.</summary>
    /// <param name="now">What a date is counted from: <see cref="InstanceContext.Clock"/>.</param>
    /// <returns>Zero where the date has passed; null where it says nothing, or nothing readable.</returns>
    public TimeSpan? RetryAfter(DateTimeOffset now)
    {
        var said = Headers.GetValueOrDefault("Retry-After");
        if (int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.FromSeconds(seconds);
        if (!DateTimeOffset.TryParse(said, CultureInfo.InvariantCulture, out var date)) return null;
        return date > now ? date - now : TimeSpan.Zero;
    }
}

/// <summary>There is no response.</summary>
/// <param name="code"><c>egress.denied</c> (host, port or address not allowed), <c>egress.unreachable</c>, <c>egress.timeout</c>, <c>egress.too_large</c> or <c>egress.invalid</c>.</param>
/// <param name="mayHaveBeenSent">True if the provider may have received the request.</param>
public sealed class BrokeredHttpException(ErrorCode code, bool mayHaveBeenSent) : Exception($"No HTTP response: {code}.")
{
    /// <summary>Why.</summary>
    public ErrorCode Code { get; } = code;

    /// <summary>True if the provider may have received the request: answer with an unknown outcome.</summary>
    public bool MayHaveBeenSent { get; } = mayHaveBeenSent;
}
