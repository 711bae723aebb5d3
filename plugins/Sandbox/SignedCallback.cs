using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Sdk;

namespace Portico.Plugin.Sandbox;

/// <summary>Callbacks of the sandbox provider: HMAC-SHA256 over <c>timestamp.body</c>, as hex, in the headers below.</summary>
internal static class SignedCallback
{
    public const string TimestampHeader = "Portico-Sandbox-Timestamp";
    public const string SignatureHeader = "Portico-Sandbox-Signature";
    public const string SecretSetting = "callbackSecret";
    public const string FormerSecretSetting = SecretSetting + ".former";
    public static readonly TimeSpan OldestAccepted = TimeSpan.FromMinutes(5);

    /// <summary>Posts what became of <paramref name="reference"/>. The event id follows from both, so that a repeated post is the same event.</summary>
    public static async Task PostAsync(InstanceContext instance, Uri callbackUrl, string secret, string kind, string reference, string outcome, DateTimeOffset occurredAt, CancellationToken ct, Fault fault = Fault.None)
    {
        var body = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["id"] = "evt_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(reference + "|" + outcome)))[..24],
            ["type"] = kind,
            ["ref"] = reference,
            ["outcome"] = outcome,
            ["occurredAt"] = occurredAt,
        }.ToJsonString());
        body = Faults.Spoilt(fault, body);
        if (fault is Fault.BadSignature) secret += "-of-somebody-else";
        var timestamp = instance.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var reply = await instance.Http.SendAsync(new BrokeredRequest("POST", callbackUrl)
        {
            Headers = new Dictionary<string, string>
            {
                ["Content-Type"] = "application/json",
                [TimestampHeader] = timestamp,
                [SignatureHeader] = "v1=" + Convert.ToHexStringLower(Sign(secret, timestamp, body)),
            },
            Body = body,
        }, ct);
        if (!reply.IsSuccess) throw new BrokeredHttpException(new ErrorCode("callback.refused"), mayHaveBeenSent: true);
    }

    /// <returns>The event, or why the callback is not genuine.</returns>
    public static (Event? Event, ErrorCode? Rejection) Read(CallbackRequest raw, InstanceContext instance)
    {
        if (raw.Method != "POST") return (null, new ErrorCode("callback.method"));
        if (!raw.Headers.TryGetValue(TimestampHeader, out var timestamp) || !raw.Headers.TryGetValue(SignatureHeader, out var signature)) return (null, new ErrorCode("callback.unsigned"));
        if (!IsSignedByUs(raw, instance, timestamp, signature)) return (null, new ErrorCode("callback.signature"));
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || !IsFresh(seconds, raw.ReceivedAt)) return (null, new ErrorCode("callback.age"));
        try
        {
            return JsonSerializer.Deserialize<Event>(raw.Body.Span, JsonSerializerOptions.Web) is { Id: not null, Type: not null, Ref: not null, Outcome: not null } read
                ? (read, null)
                : (null, new ErrorCode("callback.unreadable"));
        }
        catch (JsonException)
        {
            return (null, new ErrorCode("callback.unreadable"));
        }
    }

    /// <summary>Two secrets are good while one replaces the other: the platform gives the former one as long as the admin said.</summary>
    private static bool IsSignedByUs(CallbackRequest raw, InstanceContext instance, string timestamp, string signature)
    {
        if (!signature.StartsWith("v1=", StringComparison.Ordinal) || signature.Length != 3 + 64 || !signature.AsSpan(3).ToString().All(char.IsAsciiHexDigitLower)) return false;
        var given = Convert.FromHexString(signature.AsSpan(3));
        var genuine = false;
        foreach (var name in (string[])[SecretSetting, FormerSecretSetting])
            genuine |= instance.Secrets.Find(name) is { Length: > 0 } secret && CryptographicOperations.FixedTimeEquals(given, Sign(secret, timestamp, raw.Body.Span));
        return genuine;
    }

    private static bool IsFresh(long seconds, DateTimeOffset receivedAt) => Math.Abs(receivedAt.ToUnixTimeSeconds() - (decimal)seconds) <= (decimal)OldestAccepted.TotalSeconds;

    private static byte[] Sign(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes(timestamp + "."));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }

    public sealed record Event(string Id, string Type, string Ref, string Outcome, DateTimeOffset OccurredAt);
}
