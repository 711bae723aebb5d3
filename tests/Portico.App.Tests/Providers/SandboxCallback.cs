using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Portico.App.Tests.Providers;

/// <summary>A callback as the sandbox providers post it, signed with a secret that a test chooses.</summary>
internal sealed record SandboxCallback(string Timestamp, string Signature, string Body)
{
    public static SandboxCallback Of(string body, string secret, DateTimeOffset at)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return new(timestamp, "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}.{body}"))), body);
    }

    /// <summary>An identity check has ended.</summary>
    public static SandboxCallback Finished(string id, string reference, string secret, DateTimeOffset now, DateTimeOffset? signedAt = null, string outcome = "approved") =>
        Of(new JsonObject { ["id"] = id, ["type"] = "verification.finished", ["ref"] = reference, ["outcome"] = outcome, ["occurredAt"] = now }.ToJsonString(), secret, signedAt ?? now);

    public async Task<HttpResponseMessage> PostAsync(HttpClient http, string url, CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(Body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Portico-Sandbox-Timestamp", Timestamp);
        request.Headers.TryAddWithoutValidation("Portico-Sandbox-Signature", Signature);
        return await http.SendAsync(request, ct);
    }
}
