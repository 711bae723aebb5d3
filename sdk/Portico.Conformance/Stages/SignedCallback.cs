using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Portico.Conformance.Stages;

/// <summary>A callback as a provider posts it.</summary>
internal sealed record SignedCallback(IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public static SignedCallback Of(CallbackSheet sheet, JsonObject body, string secret, DateTimeOffset at) => Of(sheet, Encoding.UTF8.GetBytes(body.ToJsonString()), secret, at);

    public static SignedCallback Of(CallbackSheet sheet, byte[] body, string secret, DateTimeOffset at)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var parts = sheet.Signed.Split("{body}");
        byte[] signed = [.. Encoding.UTF8.GetBytes(parts[0].Replace("{timestamp}", timestamp, StringComparison.Ordinal)), .. parts.Length > 1 ? body : [], .. Encoding.UTF8.GetBytes(parts.Length > 1 ? parts[1].Replace("{timestamp}", timestamp, StringComparison.Ordinal) : "")];
        var key = Encoding.UTF8.GetBytes(secret);
        var signature = sheet.Algorithm switch
        {
            "hmac-sha256-base64" => Convert.ToBase64String(HMACSHA256.HashData(key, signed)),
            "hmac-sha512-hex" => Convert.ToHexStringLower(HMACSHA512.HashData(key, signed)),
            _ => Convert.ToHexStringLower(HMACSHA256.HashData(key, signed)),
        };
        return new(sheet.Headers.ToDictionary(header => header.Key, header => header.Value.Replace("{timestamp}", timestamp, StringComparison.Ordinal).Replace("{signature}", signature, StringComparison.Ordinal)), body);
    }

    /// <summary>Names of algorithms that conformance.json may say.</summary>
    public static bool Knows(string algorithm) => algorithm is "hmac-sha256-hex" or "hmac-sha256-base64" or "hmac-sha512-hex";

    public static JsonObject Filled(JsonObject body, string eventId, string reference, DateTimeOffset occurredAt) => JsonNode.Parse(body.ToJsonString()
        .Replace("{eventId}", eventId, StringComparison.Ordinal).Replace("{ref}", reference, StringComparison.Ordinal).Replace("{occurredAt}", occurredAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), StringComparison.Ordinal))!.AsObject();
}
