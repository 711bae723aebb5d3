using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Portico.Packages;

namespace Portico.Conformance.Stages;

/// <summary>Plays the platform for one plugin: its processes, the broker, the data folder.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private static readonly HashSet<string> Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];
    private static readonly HashSet<string> TransportHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Content-Length", "Transfer-Encoding", "Upgrade", "TE", "Trailer", "Proxy-Authorization", "Proxy-Connection", "Keep-Alive", "Expect",
    };

    private const int LargestBodyBytes = 512 * 1024;

    private readonly PluginManifest manifest;
    private readonly string hostPath;
    private readonly string? program;
    private readonly TimeProvider clock;
    private readonly string root = Directory.CreateTempSubdirectory("pk-").FullName;
    private readonly SocketServer broker;
    private readonly ConcurrentDictionary<string, Stage> stages = new();
    private readonly ConcurrentDictionary<Surroundings, Lazy<Task<PluginProcess>>> running = new();
    private readonly ConcurrentBag<PluginProcess> all = [];
    private readonly ConcurrentQueue<(string Text, string Grant)> told = [];
    private int processes;

    public Bench(PluginManifest manifest, string hostPath, string? program, TimeProvider clock)
    {
        (this.manifest, this.hostPath, this.program, this.clock) = (manifest, hostPath, program, clock);
        Data = MakeFolder("data");
        Home = MakeFolder("home");
        broker = new SocketServer(Path.Combine(root, "b.sock"), BrokerAsync);
        broker.Start();
    }

    public string Data { get; }

    /// <summary>Working directory and temporary folder of the processes: nothing of a plugin’s belongs there.</summary>
    public string Home { get; }

    /// <summary>Not this machine’s time: who asks the machine is found out.</summary>
    public DateTimeOffset Now => clock.GetUtcNow().AddYears(5);

    public IEnumerable<PluginProcess> Processes => all;

    /// <summary>Everything that the plugin answered.</summary>
    public IEnumerable<(string Text, string Grant)> Answers => told;

    public void Told(string text, string grant)
    {
        if (text.Length > 0) told.Enqueue((text, grant));
    }

    public Stage Open(Stage stage) => stages[stage.Grant] = stage;

    /// <summary>The process that serves in these surroundings; a fresh one, if the last one died.</summary>
    public async Task<PluginProcess> InAsync(Surroundings surroundings)
    {
        while (true)
        {
            var lazy = running.GetOrAdd(surroundings, key => new Lazy<Task<PluginProcess>>(() => StartAsync(key)));
            var process = await lazy.Value;
            if (!process.Exited.IsCompleted || process.Trouble is not null) return process;
            running.TryRemove(KeyValuePair.Create(surroundings, lazy));
        }
    }

    public async Task<PluginProcess> StartAsync(Surroundings surroundings)
    {
        var socket = Path.Combine(root, $"p{Interlocked.Increment(ref processes)}.sock");
        var process = await PluginProcess.StartAsync(Launch.Of(manifest, hostPath, program, Home, socket, broker.Path, Data, surroundings), CancellationToken.None);
        all.Add(process);
        return process;
    }

    private async Task<JsonObject?> BrokerAsync(JsonObject message, CancellationToken ct)
    {
        if ((string?)message["grant"] is not { } grant || !stages.TryGetValue(grant, out var stage)) return No("egress.denied");
        var method = (string?)message["method"] ?? "";
        var body = Convert.FromBase64String((string?)message["body"] ?? "");
        var (timeoutMs, maxBytes) = ((int?)message["timeoutMs"] ?? 0, (int?)message["maxBytes"] ?? -1);
        var headers = (message["headers"] as JsonObject ?? []).ToDictionary(header => header.Key, header => (string?)header.Value ?? "", StringComparer.OrdinalIgnoreCase);
        if (!Methods.Contains(method) || body.Length > LargestBodyBytes || timeoutMs is < 1 or > 60_000 || maxBytes is < 0 or > LargestBodyBytes || headers.Keys.Any(TransportHeaders.Contains)) return No("egress.invalid");
        if (!Uri.TryCreate((string?)message["url"], UriKind.Absolute, out var url)) return No("egress.invalid");
        if (method == "POST" && url.AbsoluteUri == stage.CallbackUrl) return new JsonObject { ["status"] = 202, ["headers"] = new JsonObject(), ["body"] = "", ["mayHaveBeenSent"] = true };
        if (url.Scheme == Uri.UriSchemeHttps && url.Port is 443 or 8443 && url.UserInfo.Length == 0 && stage.Hosts.Contains(url.IdnHost.ToLowerInvariant())) return await stage.Provider.AnswerAsync(method, url, headers, body, timeoutMs, maxBytes, ct);
        stage.Denied.Enqueue(url.GetLeftPart(UriPartial.Authority));
        return No("egress.denied");
    }

    private static JsonObject No(string code) => new() { ["error"] = code, ["mayHaveBeenSent"] = false };

    private string MakeFolder(string name)
    {
        var folder = Path.Combine(root, name);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in all) process.Kill();
        await Task.WhenAll(all.Select(process => process.Exited));
        foreach (var process in all) process.Dispose();
        await broker.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }
}
