using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Sdk;

namespace Acme.Payment;

/// <summary>Pure: no network, no files, no clock but <see cref="CallbackRequest.ReceivedAt"/>. The signature is checked over the raw bytes before anything is read.</summary>
internal sealed class Callbacks : ICallbackHandler
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(5);

    public CallbackVerdict Verify(CallbackRequest raw, InstanceContext instance)
    {
        if (!raw.Headers.TryGetValue("X-Timestamp", out var timestamp) || !raw.Headers.TryGetValue("X-Signature", out var signature)) return Rejected("signature.missing");
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 253402300799 || (raw.ReceivedAt - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > GoodFor) return Rejected("signature.too_old");

        // While the secret is being changed, the former one is good, too.
        string?[] secrets = [instance.Secrets.Find("callbackSecret"), instance.Secrets.Find("callbackSecret.former")];
        return secrets.OfType<string>().Any(secret => Fits(secret, timestamp, raw.Body.Span, signature)) ? Read(raw.Body.Span) : Rejected("signature.wrong");
    }

    private static bool Fits(string secret, string timestamp, ReadOnlySpan<byte> body, string signature)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(timestamp + "."), .. body];
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))), Encoding.ASCII.GetBytes(signature));
    }

    private static CallbackVerdict Read(ReadOnlySpan<byte> body)
    {
        try
        {
            if (JsonNode.Parse(body) is not JsonObject told) return Rejected("body.not_readable");
            var reference = new ExternalRef((string)told["id"]!);
            if (Outcomes.Of((string?)told["status"], reference) is not { } outcome) return new CallbackVerdict.NotMine();
            return new CallbackVerdict.Accepted(new CallbackEvent.Payment((string)told["eventId"]!, reference, new ErrorCode("payment.updated"), (DateTimeOffset)told["occurredAt"]!, outcome));
        }
        catch (Exception garbage) when (garbage is JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
            return Rejected("body.not_readable");
        }
    }

    private static CallbackVerdict.Rejected Rejected(string reason) => new(new ErrorCode(reason));
}
