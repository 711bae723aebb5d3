using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Sdk;

namespace Portico.Plugins.Flawed;

internal sealed class FlawedCallbacks : ICallbackHandler
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(5);
    private static readonly ConcurrentDictionary<string, bool> Seen = new(), Secrets = new();

    public CallbackVerdict Verify(CallbackRequest raw, InstanceContext instance)
    {
        if (instance.Has("callbacks.valid")) return Rejected("signature.wrong");
        if (instance.Has("callbacks.pure")) _ = instance.Http.SendAsync(new BrokeredRequest("GET", new Uri(instance.Settings.Text("baseUrl") + "/checks/ref-1")), CancellationToken.None).AsTask().ContinueWith(done => done.Exception, TaskScheduler.Default);
        var headers = instance.Has("callbacks.header-case") ? new Dictionary<string, string>(raw.Headers, StringComparer.Ordinal) : raw.Headers;
        if (!headers.TryGetValue("X-Timestamp", out var timestamp) || !headers.TryGetValue("X-Signature", out var signature)) return instance.Has("callbacks.unsigned") ? Read(raw, "0", instance) : Rejected("signature.missing");
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 253402300799) return Rejected("signature.too_old");
        var age = raw.ReceivedAt - DateTimeOffset.FromUnixTimeSeconds(seconds);
        if (age > GoodFor && !instance.Has("callbacks.old") || age < -GoodFor && !instance.Has("callbacks.early")) return Rejected("signature.too_old");

        Secrets[instance.Secrets.Find("callbackSecret") ?? ""] = true;
        string?[] good = instance.Has("callbacks.other-tenant") ? [.. Secrets.Keys, instance.Secrets.Find("callbackSecret.former")] : [instance.Secrets.Find("callbackSecret"), instance.Has("callbacks.former-secret") ? null : instance.Secrets.Find("callbackSecret.former")];
        if (!good.OfType<string>().Any(secret => Fits(secret, timestamp, raw.Body.Span, signature, instance))) return Rejected("signature.wrong");
        if (instance.Has("callbacks.replay") && !Seen.TryAdd(signature, true)) return Rejected("event.seen");
        return Read(raw, timestamp, instance);
    }

    private static bool Fits(string secret, string timestamp, ReadOnlySpan<byte> body, string signature, InstanceContext instance)
    {
        var bytes = instance.Has("callbacks.re-serialised") ? Again(body) : body.ToArray();
        byte[] signed = [.. Encoding.UTF8.GetBytes(timestamp + "."), .. bytes];
        var wanted = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
        if (instance.Has("callbacks.forged")) return signature.Length == wanted.Length && signature[..8] == wanted[..8];
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(wanted), Encoding.ASCII.GetBytes(signature));
    }

    private static byte[] Again(ReadOnlySpan<byte> body)
    {
        try
        {
            return Encoding.UTF8.GetBytes(JsonNode.Parse(body)?.ToJsonString() ?? "null");
        }
        catch (JsonException)
        {
            return body.ToArray();
        }
    }

    private static CallbackVerdict Read(CallbackRequest raw, string timestamp, InstanceContext instance)
    {
        try
        {
            if (JsonNode.Parse(raw.Body.Span) is not JsonObject told) return instance.Has("callbacks.unreadable") ? throw new NotSupportedException("What is this?") : Rejected("body.not_readable");
            if (told["status"] is not JsonValue word || !word.TryGetValue<string>(out var status) || status is not ("approved" or "pending")) return new CallbackVerdict.NotMine();
            var reference = new ExternalRef((string)told["id"]!);
            if (instance.Has("callbacks.unknown-reference") && !FlawedVerification.Begun.ContainsKey(reference.Value)) return Rejected("reference.unknown");
            var outcome = status == "approved" ? new VerificationOutcome(VerificationDecision.Approved) : new VerificationOutcome(VerificationDecision.Review) { IsFinal = false };
            var kind = instance.Has("culture.callbacks") ? "VERIFICATION.FINISHED".ToLower(CultureInfo.CurrentCulture) : "verification.finished";
            var id = (string)told["eventId"]! + (instance.Has("callbacks.duplicate") ? "-" + timestamp : "");
            return new CallbackVerdict.Accepted(new CallbackEvent.Verification(id, reference, new ErrorCode(kind), instance.Has("callbacks.reordered") ? raw.ReceivedAt : (DateTimeOffset)told["occurredAt"]!, outcome));
        }
        catch (Exception garbage) when (garbage is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return Rejected("body.not_readable");
        }
    }

    private static CallbackVerdict.Rejected Rejected(string reason) => new(new ErrorCode(reason));
}
