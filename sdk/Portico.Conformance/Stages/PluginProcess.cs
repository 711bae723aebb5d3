using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.Conformance.Stages;

/// <summary>One running plugin process, spoken to by sdk/docs/protocol.md.</summary>
internal sealed class PluginProcess : IDisposable
{
    private const int LargestMessageBytes = 1024 * 1024;
    private const int MostOutputBytes = 4 * 1024 * 1024;
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly HttpClient http;
    private readonly string nonce;
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MemoryStream errors = new();
    private int lines;

    private PluginProcess(Process process, HttpClient http, string nonce)
    {
        (this.process, this.http, this.nonce) = (process, http, nonce);
        Exited = process.WaitForExitAsync(CancellationToken.None);
    }

    public Task Exited { get; }

    /// <summary>When it has ended.</summary>
    public int ExitCode => process.ExitCode;

    /// <summary>What the handshake said; null: there was none, see <see cref="Trouble"/>.</summary>
    public JsonObject? Handshake { get; private set; }
    public string? Trouble { get; private set; }

    /// <summary>Log lines as they came.</summary>
    public ConcurrentQueue<string> Log { get; } = [];

    /// <summary>Lines of standard output that are not of the protocol.</summary>
    public ConcurrentQueue<string> Strays { get; } = [];

    public string StandardError
    {
        get
        {
            lock (errors) return Encoding.UTF8.GetString(errors.GetBuffer(), 0, (int)errors.Length);
        }
    }

    public static async Task<PluginProcess> StartAsync(Launch launch, CancellationToken ct)
    {
        var start = new ProcessStartInfo(launch.Command[0]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = launch.Home };
        foreach (var argument in launch.Command.Skip(1)) start.ArgumentList.Add(argument);
        start.Environment.Clear();
        foreach (var (name, value) in launch.Environment) start.Environment[name] = value;

        var nonce = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var process = Process.Start(start) ?? throw new InvalidOperationException("The plugin process did not start.");
        var started = new PluginProcess(process, Client(launch.Socket), nonce);
        _ = started.HearAsync();
        _ = started.KeepErrorsAsync();
        try
        {
            await process.StandardInput.WriteLineAsync(new JsonObject { ["protocol"] = 1, ["nonce"] = nonce, ["broker"] = launch.Broker, ["data"] = launch.Data }.ToJsonString().AsMemory(), ct);
            await process.StandardInput.FlushAsync(ct);
        }
        catch (IOException)
        {
            // It died before it was greeted, which is seen below.
        }

        await started.ShakeHandsAsync(ct);
        return started;
    }

    private async Task ShakeHandsAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(StartTime);
        try
        {
            if (await Task.WhenAny(ready.Task, Exited).WaitAsync(limit.Token) != ready.Task)
            {
                Trouble = $"The process ended before it was ready, with exit code {process.ExitCode}.";
                return;
            }

            var (status, body) = await SendAsync(HttpMethod.Get, "/v1/handshake", null, limit.Token);
            var said = status == 200 ? JsonNode.Parse(body) as JsonObject : null;
            if (said is null) Trouble = $"The handshake was answered with status {status} or without an object.";
            else if ((int?)said["protocol"] != 1) Trouble = "The handshake names another protocol than 1.";
            else if ((string?)said["nonce"] != nonce) Trouble = "The handshake does not repeat the nonce of the first line.";
            else Handshake = said;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            Trouble = $"The process was not ready within {StartTime.TotalSeconds:0} seconds.";
        }
        catch (Exception problem) when (problem is HttpRequestException or JsonException or InvalidOperationException or IOException)
        {
            Trouble = "The handshake was not answered as protocol.md says.";
        }
    }

    /// <summary>Sends one message. Never throws for what the plugin does.</summary>
    public async Task<Reply> PostAsync(string route, JsonObject message, TimeSpan patience, CancellationToken ct = default)
    {
        var began = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);
        try
        {
            var (status, body) = await SendAsync(HttpMethod.Post, route, JsonSerializer.SerializeToUtf8Bytes(message), limit.Token);
            var took = Stopwatch.GetElapsedTime(began);
            if (status != 200) return new Reply(null, $"the plugin answered status {status}", took) { StatusCode = status };
            return JsonNode.Parse(body) is JsonObject said ? new Reply(said, null, took) { Raw = Encoding.UTF8.GetString(body) } : new Reply(null, "the plugin answered no object", took);
        }
        catch (OperationCanceledException)
        {
            return new Reply(null, ct.IsCancellationRequested ? "we hung up" : $"there was no answer within {patience.TotalSeconds:0.#} seconds", Stopwatch.GetElapsedTime(began));
        }
        catch (JsonException)
        {
            return new Reply(null, "the answer is no JSON", Stopwatch.GetElapsedTime(began));
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            return new Reply(null, "the plugin process ended, or cut the connection", Stopwatch.GetElapsedTime(began));
        }
    }

    /// <returns>The status that a request as it stands gets.</returns>
    public async Task<int> StatusAsync(string route, string body, string? otherNonce, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, route) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (otherNonce is not null) request.Headers.Add("Portico-Nonce", otherNonce);
        else request.Headers.Add("Portico-Nonce", nonce);
        using var reply = await http.SendAsync(request, ct);
        return (int)reply.StatusCode;
    }

    /// <summary>As when the parent is gone.</summary>
    public void CloseInput() => process.StandardInput.Close();

    public void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception problem) when (problem is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            // Gone already.
        }
    }

    /// <returns>Memory, threads, and files where this system tells; connections to the broker come and go in a pool, and are not counted. Null: it has ended.</returns>
    public (long Bytes, int Threads, int? Files)? Measure()
    {
        try
        {
            process.Refresh();
            return (process.WorkingSet64, OperatingSystem.IsLinux() ? Directory.GetDirectories($"/proc/{process.Id}/task").Length : process.Threads.Count, OpenFiles());
        }
        catch (Exception gone) when (gone is InvalidOperationException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private int? OpenFiles()
    {
        try
        {
            return OperatingSystem.IsLinux() ? Directory.GetFiles($"/proc/{process.Id}/fd").Count(file => new FileInfo(file).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) is not true) : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        Kill();
        http.Dispose();
        process.Dispose();
        errors.Dispose();
    }

    private async Task<(int Status, byte[] Body)> SendAsync(HttpMethod method, string route, byte[]? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, route);
        request.Headers.Add("Portico-Nonce", nonce);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using var reply = await http.SendAsync(request, ct);
        return ((int)reply.StatusCode, await reply.Content.ReadAsByteArrayAsync(ct));
    }

    private async Task HearAsync()
    {
        try
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (Interlocked.Increment(ref lines) > 20_000) continue;
                var said = Parsed(line);
                if (said?["ready"] is not null) ready.TrySetResult();
                else if (said is not null && Shape.OfLogLine(said) is null) Log.Enqueue(line);
                else Strays.Enqueue(line.Length > 16_384 ? line[..16_384] : line);
            }
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The process is gone.
        }
    }

    private static JsonObject? Parsed(string line)
    {
        try
        {
            return JsonNode.Parse(line) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task KeepErrorsAsync()
    {
        try
        {
            var buffer = new byte[4096];
            for (int read; (read = await process.StandardError.BaseStream.ReadAsync(buffer)) > 0;)
                lock (errors)
                    if (errors.Length < MostOutputBytes) errors.Write(buffer, 0, read);
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The process is gone.
        }
    }

    private static HttpClient Client(string socketPath) => new(new SocketsHttpHandler
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
}
