using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.App.Plugins;

/// <summary>One running child process. It lives once: after its end a new one is made.</summary>
internal sealed class PluginProcess : IDisposable
{
    public const int Protocol = 1;
    public const int LargestMessageBytes = 1024 * 1024;

    private readonly Process process;
    private readonly HttpClient http;
    private readonly string nonce;
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PluginProcess(Process process, HttpClient http, string nonce)
    {
        (this.process, this.http, this.nonce) = (process, http, nonce);
        Id = process.Id;
        Exited = process.WaitForExitAsync(CancellationToken.None);
    }

    public int Id { get; }

    /// <summary>Plugin id → why it did not load, or null.</summary>
    public IReadOnlyDictionary<string, string?> LoadErrors { get; private set; } = new Dictionary<string, string?>();

    /// <summary>Completes when the process is gone, however it went.</summary>
    public Task Exited { get; }

    public static PluginProcess Launch(PluginLaunch launch)
    {
        var start = new ProcessStartInfo(launch.Command[0]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = launch.Home };
        foreach (var argument in launch.Command.Skip(1)) start.ArgumentList.Add(argument);

        // Nothing of ours is inherited: connection strings and keys live in environment variables.
        start.Environment.Clear();
        foreach (var (name, value) in launch.Environment) start.Environment[name] = value;

        var nonce = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var process = Process.Start(start) ?? throw new InvalidOperationException("The plugin process did not start.");
        var launched = new PluginProcess(process, Client(launch.Socket, nonce), nonce);
        try
        {
            launched.Limit(launch);
            var greeting = new JsonObject { ["protocol"] = Protocol, ["nonce"] = nonce, ["broker"] = launch.BrokerSocket, ["data"] = launch.DataFolder };
            process.StandardInput.WriteLine(greeting.ToJsonString());
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It died before it could be greeted; who waits for the handshake will see that.
        }

        _ = new ChildOutput(launch.Log, () => launched.ready.TrySetResult(), launched.Kill).ReadAsync(process.StandardOutput.BaseStream);
        _ = DrainAsync(process.StandardError.BaseStream);
        return launched;
    }

    /// <summary>The child still waits for its first line: none of a plugin's code has run.</summary>
    private void Limit(PluginLaunch launch)
    {
        try
        {
            ProcessLimits.Apply(process.Id, launch.MemoryBytes, launch.HasOwnAccount);
            if (!launch.FirstParty && !process.HasExited) process.PriorityClass = ProcessPriorityClass.BelowNormal; // one that spins leaves the platform its turn
        }
        catch (Exception problem) when (problem is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has exited already.
        }
    }

    /// <summary>May hold anything, personal data too; must be read, must not be kept.</summary>
    private static async Task DrainAsync(Stream error)
    {
        try
        {
            await error.CopyToAsync(Stream.Null);
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The process is gone.
        }
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
        catch (Exception problem) when (problem is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
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
    public static string DotnetProgram()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
    }
}
