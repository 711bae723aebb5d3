using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.Cli.Plugins.Run;

/// <summary>The bench's page, for this machine alone. What changes anything needs a header that no other site can send, so a page that is open beside it cannot use the bench.</summary>
internal sealed class BenchPage : IDisposable
{
    private const int LargestBodyBytes = 256 * 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(25);

    private readonly Workbench bench;
    private readonly HttpListener listener = new();
    private readonly string origin;

    public BenchPage(Workbench bench, int port)
    {
        this.bench = bench;
        origin = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        listener.Prefixes.Add(origin + "/"); // the name counts, too: a foreign one that leads here is not answered
    }

    public void Start() => listener.Start();

    public async Task ServeAsync(CancellationToken ct)
    {
        await using var stopped = ct.Register(listener.Stop);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                _ = AnswerAsync(await listener.GetContextAsync());
            }
            catch (Exception problem) when (problem is HttpListenerException or ObjectDisposedException && ct.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext http)
    {
        try
        {
            var (request, response) = (http.Request, http.Response);
            response.Headers["Cache-Control"] = "no-store";
            response.Headers["Content-Security-Policy"] = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'";
            switch (request.HttpMethod, request.Url!.AbsolutePath)
            {
                case ("GET", "/"):
                    await WriteAsync(response, "text/html; charset=utf-8", Page());
                    break;
                case ("GET", "/state"):
                    var since = int.TryParse(request.QueryString["since"], NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : 0;
                    await bench.Journal.WhenNewerAsync(since, LongestWait);
                    await WriteAsync(response, "application/json", State(since).ToJsonString());
                    break;
                case ("POST", var path) when request.Headers["Portico-Bench"] == "1" && (request.Headers["Origin"] is null || request.Headers["Origin"] == origin) && await ReadAsync(request) is { } body && await DoAsync(path, body) is { } answer:
                    await WriteAsync(response, "application/json", answer.ToJsonString());
                    break;
                default:
                    response.StatusCode = 404;
                    break;
            }

            response.Close();
        }
        catch (Exception problem) when (problem is HttpListenerException or IOException or ObjectDisposedException)
        {
            // The browser hung up.
        }
    }

    /// <returns>Null: there is no such thing to do.</returns>
    private async Task<JsonObject?> DoAsync(string path, JsonObject body)
    {
        switch (path)
        {
            case "/call":
                return await bench.AskAsync((string?)body["contract"] ?? "", (string?)body["operation"] ?? "", body["input"] as JsonObject ?? [], (string?)body["key"]);
            case "/check":
                return await bench.CheckAsync();
            case "/callback":
                return await bench.CallbackAsync((body["headers"] as JsonObject ?? []).ToDictionary(header => header.Key, header => (string?)header.Value ?? ""), Encoding.UTF8.GetBytes((string?)body["body"] ?? ""));
            case "/set":
                if (BenchBroker.Faults.Any(fault => fault.Name == (string?)body["fault"])) bench.Fault = (string)body["fault"]!;
                if ((string?)body["environment"] is "test" or "live") bench.Environment = (string)body["environment"]!;
                return [];
            case "/restart":
                await bench.RestartAsync();
                return [];
            default:
                return null;
        }
    }

    private JsonObject State(int since)
    {
        var manifest = bench.Manifest;
        return new JsonObject
        {
            ["headline"] = bench.Headline, ["runs"] = bench.Trouble is null, ["fault"] = bench.Fault, ["environment"] = bench.Environment, ["callbackUrl"] = Workbench.CallbackUrl,
            ["faults"] = new JsonArray([.. BenchBroker.Faults.Select(fault => new JsonObject { ["name"] = fault.Name, ["label"] = fault.Label })]),
            ["plugin"] = manifest is null ? null : new JsonObject
            {
                ["name"] = manifest.DisplayName, ["id"] = manifest.Id, ["version"] = manifest.Version,
                ["contracts"] = new JsonArray([.. manifest.Provides.Select(contract => new JsonObject { ["contract"] = contract.Contract, ["capabilities"] = new JsonArray([.. contract.Capabilities.Select(word => (JsonNode)word)]) })]),
                ["egress"] = new JsonArray([.. manifest.Egress.Select(egress => (JsonNode)$"{egress.Host}: {egress.Purpose}")]),
            },
            ["settings"] = bench.Settings.DeepClone(), ["secrets"] = new JsonArray([.. bench.Secrets.Keys.Select(name => (JsonNode)name)]),
            ["settingsTrouble"] = new JsonArray([.. bench.SettingsTrouble().Select(one => (JsonNode)$"{one.Key}: {one.Value[0]}")]),
            ["questions"] = new JsonArray([.. manifest is null ? [] : Samples.Of(manifest).Select(question => question.ToJson())]),
            ["entries"] = new JsonArray([.. bench.Journal.Since(since).Select(entry => entry.ToJson())]),
        };
    }

    private static string Page()
    {
        using var stream = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("bench.html")!, Encoding.UTF8);
        return stream.ReadToEnd();
    }

    private static async Task<JsonObject?> ReadAsync(HttpListenerRequest request)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.InputStream.ReadAsync(buffer)) > 0;)
        {
            body.Write(buffer, 0, read); // a body may come in chunks, without a length
            if (body.Length > LargestBodyBytes) return null;
        }

        try
        {
            return JsonNode.Parse(body.ToArray()) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task WriteAsync(HttpListenerResponse response, string type, string text)
    {
        response.ContentType = type;
        var bytes = Encoding.UTF8.GetBytes(text);
        response.ContentLength64 = bytes.Length;
        await response.OutputStream.WriteAsync(bytes);
    }

    public void Dispose() => ((IDisposable)listener).Dispose();
}
