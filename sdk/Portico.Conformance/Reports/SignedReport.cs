using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Packages;

namespace Portico.Conformance.Reports;

/// <summary>The report as JSON, signed over the very bytes of its member <c>report</c>: whoever has the author’s public key can tell that it was not touched since, and which package it is about.</summary>
public static class SignedReport
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="key">Null: nobody answers for it, and it says so.</param>
    public static string Write(ConformanceReport report, ECDsa? key)
    {
        ArgumentNullException.ThrowIfNull(report);
        var body = new JsonObject
        {
            ["plugin"] = report.Plugin, ["version"] = report.Version, ["publisher"] = report.Publisher, ["contentDigest"] = report.Digest, ["sdk"] = PluginManifest.SupportedSdk.ToString(), ["at"] = report.At, ["seconds"] = Math.Round(report.Took.TotalSeconds, 1),
            ["conforms"] = report.Conforms, ["passed"] = report.Count(Outcome.Passed), ["failed"] = report.Count(Outcome.Failed), ["notApplicable"] = report.Count(Outcome.NotApplicable),
            ["heldInBy"] = new JsonArray([.. report.Isolation.Select(one => JsonValue.Create(one))]),
            ["checks"] = new JsonArray([.. report.Results.Select(result => new JsonObject { ["id"] = result.Id, ["title"] = result.Title, ["outcome"] = ConsoleReport.Word(result.Outcome), ["reason"] = result.Reason, ["documentation"] = result.Documentation })]),
        }.ToJsonString(Json);
        var signature = key is null ? "null" : $"\"{Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(body), HashAlgorithmName.SHA256))}\"";
        return $"{{\"format\":1,\"key\":{(key is null ? "null" : $"\"{PublisherKey.IdOf(key)}\"")},\"signature\":{signature},\n\"report\":{body}}}\n";
    }

    /// <returns>Whether the key made the signature over this report.</returns>
    public static bool Fits(string text, ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        try
        {
            using var read = JsonDocument.Parse(text);
            var signature = new byte[64];
            return read.RootElement.GetProperty("signature").GetString() is { } given && Convert.TryFromBase64String(given, signature, out var length) && length == signature.Length
                && key.VerifyData(Encoding.UTF8.GetBytes(read.RootElement.GetProperty("report").GetRawText()), signature, HashAlgorithmName.SHA256);
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }
}
