using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Portico.Packages;

namespace Portico.Cli.Plugins.Run;

/// <summary>The plugin's way to the network on the bench: the rules of Portico, and a fault if one is chosen. A host can be played by a program on this machine.</summary>
internal sealed class BenchBroker : IDisposable
{
    private static readonly HashSet<string> Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];
    private const int LargestBodyBytes = 512 * 1024;

    /// <summary>What can be chosen: name, and what it is.</summary>
    public static readonly (string Name, string Label)[] Faults =
    [
        ("none", "as it is"), ("unreachable", "no connection"), ("timeout-before", "time-out, not sent"), ("timeout-after", "time-out after the effect"), ("429", "429, again in 30 s"), ("500", "500"), ("503", "503"), ("401", "401"), ("404", "404"), ("garbage", "200 with garbage"), ("huge", "too large"), ("slow", "five seconds late"),
    ];

    private static readonly TimeSpan Late = TimeSpan.FromSeconds(5);

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly (Uri From, Uri To)? detour;

    public BenchBroker((string From, string To) detour) =>
        this.detour = detour.From.Length > 0 && Uri.TryCreate(detour.From, UriKind.Absolute, out var from) && Uri.TryCreate(detour.To, UriKind.Absolute, out var to) ? (from, to) : null;

    public string Fault { get; set; } = Faults[0].Name;

    /// <param name="hosts">What plugin.json allows under the present settings.</param>
    public async Task<JsonObject> SendAsync(JsonObject message, IReadOnlySet<string> hosts, Journal journal, Masks masks, CancellationToken ct)
    {
        var (method, text) = ((string?)message["method"] ?? "", (string?)message["url"]);
        var headers = (message["headers"] as JsonObject ?? []).ToDictionary(header => header.Key, header => (string?)header.Value ?? "");
        var body = Convert.FromBase64String((string?)message["body"] ?? "");
        var answer = !Methods.Contains(method) || body.Length > LargestBodyBytes || !Uri.TryCreate(text, UriKind.Absolute, out var url) ? No("egress.invalid")
            : !IsAllowed(url, hosts) ? No("egress.denied")
            : await SpoiltAsync(method, url, headers, body, message, ct);
        var shown = new JsonObject { ["headers"] = masks.Headers(headers), ["body"] = masks.Body(body) };
        journal.Add("http", masks.Text($"{method} {text} → {(string?)answer["error"] ?? (string)answer["status"]!.ToString()}{(Fault == "none" ? "" : $" (fault: {Fault})")}"), (int?)answer["status"] is >= 200 and < 300, shown, answer["error"] is not null ? masks.Node(answer) : new JsonObject
        {
            ["status"] = (int)answer["status"]!, ["headers"] = masks.Headers(answer["headers"]!.AsObject().Select(header => KeyValuePair.Create(header.Key, (string?)header.Value ?? ""))), ["body"] = masks.Body(Convert.FromBase64String((string)answer["body"]!)),
        });
        return answer;
    }

    private static bool IsAllowed(Uri url, IReadOnlySet<string> hosts) => url.Scheme == Uri.UriSchemeHttps && url.Port is 443 or 8443 && url.UserInfo.Length == 0 && hosts.Contains(url.IdnHost.ToLowerInvariant());

    private async Task<JsonObject> SpoiltAsync(string method, Uri url, Dictionary<string, string> headers, byte[] body, JsonObject message, CancellationToken ct)
    {
        switch (Fault)
        {
            case "unreachable":
                return No("egress.unreachable");
            case "timeout-before":
                return No("egress.timeout");
            case "timeout-after":
                await ReallyAsync(method, url, headers, body, message, ct);
                return No("egress.timeout", mayHaveBeenSent: true);
            case "huge":
                return No("egress.too_large", mayHaveBeenSent: true);
            case "garbage":
                return Answer(200, [], [0xff, 0xfe, (byte)'{']);
            case "429":
                return Answer(429, new() { ["Retry-After"] = "30" }, []);
            case "500" or "503" or "401" or "404":
                return Answer(int.Parse(Fault, System.Globalization.CultureInfo.InvariantCulture), [], Encoding.UTF8.GetBytes("{}"));
            case "slow":
                await Task.Delay(Late, ct);
                break;
        }

        return await ReallyAsync(method, url, headers, body, message, ct);
    }

    private async Task<JsonObject> ReallyAsync(string method, Uri url, Dictionary<string, string> headers, byte[] body, JsonObject message, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Math.Clamp((int?)message["timeoutMs"] ?? 15_000, 1, 60_000));
        try
        {
            var target = detour is { } way && url.GetLeftPart(UriPartial.Authority) == way.From.GetLeftPart(UriPartial.Authority) ? new Uri(way.To, url.PathAndQuery) : url;
            using var request = new HttpRequestMessage(new HttpMethod(method), target);
            if (body.Length > 0 || method is "POST" or "PUT" or "PATCH") request.Content = new ByteArrayContent(body);
            foreach (var (name, value) in headers)
                if (!request.Headers.TryAddWithoutValidation(name, value) && request.Content?.Headers.TryAddWithoutValidation(name, value) is not true) return No("egress.invalid");
            using var reply = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, limit.Token);
            var content = await reply.Content.ReadAsByteArrayAsync(limit.Token);
            if (content.Length > Math.Clamp((int?)message["maxBytes"] ?? LargestBodyBytes, 0, LargestBodyBytes)) return No("egress.too_large", mayHaveBeenSent: true);
            return Answer((int)reply.StatusCode, reply.Headers.Concat(reply.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value)), content);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return No("egress.timeout", mayHaveBeenSent: true);
        }
        catch (HttpRequestException problem)
        {
            return No("egress.unreachable", problem.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError));
        }
    }

    private static JsonObject Answer(int status, Dictionary<string, string> headers, byte[] body) => new() { ["status"] = status, ["headers"] = new JsonObject(headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)header.Value))), ["body"] = Convert.ToBase64String(body), ["mayHaveBeenSent"] = true };

    private static JsonObject No(string code, bool mayHaveBeenSent = false) => new() { ["error"] = code, ["mayHaveBeenSent"] = mayHaveBeenSent };

    public void Dispose() => http.Dispose();
}
