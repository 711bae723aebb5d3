using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portico.App.Data;
using Portico.App.Outbox;
using Portico.App.Plugins;
using Portico.App.Providers;
using Portico.App.Shared;

namespace Portico.App.Cases;

/// <summary>A request that a journey sends: to hosts that the tenant's admins allow, by https, and never into our own network.</summary>
internal sealed class SendRequest(PorticoDb db, JourneyEgress egress, IOptions<HttpOptions> options, IOptions<OutboxOptions> outbox)
{
    /// <summary>What the server says about itself and its sessions is not the journey's business.</summary>
    private static readonly HashSet<string> NotAnswered = new(StringComparer.OrdinalIgnoreCase) { "Set-Cookie", "Set-Cookie2", "Connection", "Transfer-Encoding", "Alt-Svc", "Strict-Transport-Security" };

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public async Task<ProviderReply> SendAsync(Due due, CancellationToken ct)
    {
        var input = JsonNode.Parse(due.Input)!.AsObject();
        var (address, method) = ((string?)input["url"] ?? "", (string?)input["method"] ?? "GET");
        var cases = db.Cases;
        var hosts = await db.ReachableHosts.AsNoTracking().Where(h => cases.Any(c => c.Id == due.CaseId && c.Environment == h.Environment)).Select(h => h.Host).ToHashSetAsync(ct);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url)) return No("http.bad_url");
        if (!hosts.Contains(ReachableHost.In(url))) return No("http.host_not_allowed");

        var body = Body(input["body"]);
        if (body.Length > EgressBroker.LargestBodyBytes) return No("http.too_large");
        var headers = Headers(input, body.Length > 0, CallProvider.IdempotencyKey(due));
        var response = await egress.SendAsync(hosts, method, address, headers, body, outbox.Value.CallTimeout, ct);
        return response.Error is null ? new ProviderReply.Completed(JsonSerializer.SerializeToElement(Answer(response))) : Failure(response, method, due);
    }

    private static ProviderReply.FailedFinal No(string code) => new(code, code);

    private ProviderReply Failure(EgressResponse response, string method, Due due)
    {
        var code = response.Error switch
        {
            "egress.denied" => "http.address_not_allowed",
            "egress.invalid" => "http.bad_request",
            "egress.too_large" => "http.too_large",
            "egress.timeout" => "http.timeout",
            _ => "http.unreachable",
        };
        // What may have arrived, and is no request that can be made twice, is not made twice: the server need not know our key.
        var again = code is "http.timeout" or "http.unreachable" && (!response.MayHaveBeenSent || method is "GET" or "HEAD" or "OPTIONS" or "PUT" or "DELETE");
        return again && due.Failures + 1 < options.Value.Attempts ? new ProviderReply.FailedRetryable(code, null, response.MayHaveBeenSent) : No(code);
    }

    private static byte[] Body(JsonNode? body) => body switch
    {
        null => [],
        JsonValue value when value.TryGetValue(out string? text) => Encoding.UTF8.GetBytes(text),
        _ => Encoding.UTF8.GetBytes(body.ToJsonString()),
    };

    private static Dictionary<string, string> Headers(JsonObject input, bool hasBody, string key)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in input["headers"] as JsonObject ?? []) headers[name] = value is JsonValue one && one.TryGetValue(out string? text) ? text : value?.ToJsonString() ?? "";
        if (hasBody) headers["Content-Type"] = (string?)input["contentType"] is { Length: > 0 } type ? type : input["body"] is JsonObject or JsonArray ? "application/json" : "text/plain; charset=utf-8";
        headers.TryAdd("User-Agent", "Portico");
        headers["Idempotency-Key"] = key;
        return headers;
    }

    private static JsonObject Answer(EgressResponse response)
    {
        var headers = new JsonObject();
        foreach (var (name, value) in (response.Headers ?? []).Where(header => !NotAnswered.Contains(header.Key))) headers[name] = value;
        return new() { ["statusCode"] = response.Status, ["parsedContent"] = Parse(response), ["responseHeaders"] = headers };
    }

    private static JsonNode? Parse(EgressResponse response)
    {
        if (response.Body is not { Length: > 0 } body) return null;
        var type = response.Headers?.FirstOrDefault(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value?.Split(';')[0].Trim().ToLowerInvariant() ?? "";
        try
        {
            if (type.EndsWith("/json", StringComparison.Ordinal) || type.EndsWith("+json", StringComparison.Ordinal)) return OutsideJson.Read(body);
            if (type.StartsWith("text/", StringComparison.Ordinal) || type is "" or "application/xml" || type.EndsWith("+xml", StringComparison.Ordinal)) return JsonValue.Create(Strict.GetString(body));
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException)
        {
            // Not what it says it is: the journey has the status, and no content.
        }

        return null;
    }
}
