using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Portico.App.Plugins;

/// <summary>One running child process. It lives once: after its end a new one is made.</summary>
internal sealed class PluginProcess : IDisposable
{
    public const int Protocol = 1;
    public const int LargestMessageBytes = 1024 * 1024;

    private readonly Process process;
    private readonly HttpClient http;
    private readonly string nonce;
    private readonly ILogger log;
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PluginProcess(Process process, HttpClient http, string nonce, ILogger log) =>
        (this.process, this.http, this.nonce, this.log) = (process, http, nonce, log);

    public int Id => process.Id;

    /// <summary>Plugin id → why it did not load, or null.</summary>
    public IReadOnlyDictionary<string, string?> LoadErrors { get; private set; } = new Dictionary<string, string?>();

    /// <summary>Completes when the process is gone, however it went.</summary>
    public Task Exited => process.WaitForExitAsync(CancellationToken.None);

    public static PluginProcess Launch(PluginOptions options, IReadOnlyList<PluginManifest> plugins, string socket, string brokerSocket, string dataFolder, ILogger log)
    {
        foreach (var plugin in plugins) plugin.InsistOnFiles();
        var start = new ProcessStartInfo(DotnetProgram()) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", options.HostPath, socket, "--plugins", string.Join(',', plugins.Select(p => p.Folder))]) start.ArgumentList.Add(argument);

        // Nothing of ours is inherited: connection strings and keys live in environment variables.
        start.Environment.Clear();
        foreach (var needed in (string[])["SSL_CERT_FILE", "SSL_CERT_DIR", "TMPDIR"])
            if (Environment.GetEnvironmentVariable(needed) is { } value) start.Environment[needed] = value;
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x" + (plugins.Sum(p => (long)p.Limits.MemoryMiB) * 1024 * 1024).ToString("x", System.Globalization.CultureInfo.InvariantCulture);

        var nonce = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var process = Process.Start(start) ?? throw new InvalidOperationException("The plugin process did not start.");
        var launched = new PluginProcess(process, Client(socket, nonce), nonce, log);
        process.OutputDataReceived += (_, line) => launched.Hear(line.Data);
        process.ErrorDataReceived += (_, _) => { }; // may hold anything, personal data too; must be drained, must not be kept
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var greeting = new JsonObject { ["protocol"] = Protocol, ["nonce"] = nonce, ["broker"] = brokerSocket, ["data"] = dataFolder };
        process.StandardInput.WriteLine(greeting.ToJsonString());
        process.StandardInput.Flush();
        return launched;
    }

    /// <returns>Null when the process serves; otherwise the code of what went wrong.</returns>
    public async Task<string?> ShakeHandsAsync(TimeSpan timeout, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(timeout);
        try
        {
            if (await Task.WhenAny(ready.Task, Exited).WaitAsync(limit.Token) != ready.Task) return "plugin.crashed_at_start";
            var reply = await SendAsync(HttpMethod.Get, "/v1/handshake", null, limit.Token);
            if ((int?)reply["protocol"] != Protocol || (string?)reply["nonce"] != nonce) return "plugin.handshake_failed";
            LoadErrors = (reply["plugins"] as JsonArray ?? throw new JsonException("There is no list of plugins.")).ToDictionary(p => (string)p!["id"]!, p => (string?)p!["error"]);
            return null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return "plugin.start_timeout";
        }
        catch (Exception problem) when (problem is HttpRequestException or JsonException or InvalidOperationException)
        {
            return "plugin.handshake_failed";
        }
    }

    /// <exception cref="HttpRequestException">No answer; see <see cref="HttpRequestException.HttpRequestError"/> for whether the message had left.</exception>
    public Task<JsonObject> PostAsync(string route, JsonObject message, CancellationToken ct) => SendAsync(HttpMethod.Post, route, message, ct);

    public void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // Already gone, which is all that was wanted.
        }
    }

    public void Dispose()
    {
        http.Dispose();
        process.Dispose();
    }

    private async Task<JsonObject> SendAsync(HttpMethod method, string route, JsonObject? message, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, route);
        if (message is not null)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(message));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using var reply = await http.SendAsync(request, ct);
        if (!reply.IsSuccessStatusCode) throw new JsonException($"The plugin process answered {(int)reply.StatusCode}.");
        return JsonNode.Parse(await reply.Content.ReadAsByteArrayAsync(ct)) as JsonObject ?? throw new JsonException("The plugin process answered no object.");
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        try
        {
            var message = JsonNode.Parse(line);
            if ((bool?)message?["ready"] is true) ready.TrySetResult();
            else if ((string?)message?["log"] is { } level) Log(level, message!.AsObject());
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            log.LogWarning("A plugin process wrote a line that is not of the protocol.");
        }
    }

    private void Log(string level, JsonObject message) => log.Log(
        level switch { "error" => LogLevel.Error, "warning" => LogLevel.Warning, _ => LogLevel.Information },
        "Plugin {Plugin} for {Tenant}/{Installation}: {Event} {Fields}",
        (string?)message["plugin"], (string?)message["tenant"], (string?)message["installation"], (string?)message["event"], message["fields"]?.ToJsonString());

    private static HttpClient Client(string socketPath, string nonce)
    {
        var client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = async (_, ct) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), ct);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        })
        {
            BaseAddress = new Uri("http://plugin"),
            MaxResponseContentBufferSize = LargestMessageBytes,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.Add("Portico-Nonce", nonce);
        return client;
    }

    /// <summary>The dotnet program that runs this very process's runtime, also when this process is an apphost or a test host.</summary>
    private static string DotnetProgram()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
    }
}
