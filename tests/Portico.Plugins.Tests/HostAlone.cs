using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.Plugins.Tests;

/// <summary>The child process alone, spoken to by sdk/docs/protocol.md.</summary>
internal sealed class HostAlone : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("portico-host-").FullName;
    private readonly Process process;
    private readonly HttpClient http;
    private int keys;

    private HostAlone(string[] plugins)
    {
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        var socketPath = Path.Combine(folder, "host.sock");
        var start = new ProcessStartInfo(dotnet) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["exec", Path.Combine(AppContext.BaseDirectory, "pluginhost", "Portico.PluginHost.dll"), socketPath, "--plugins", string.Join(',', plugins.Select(plugin => Path.Combine(AppContext.BaseDirectory, "plugins", plugin)))])
            start.ArgumentList.Add(argument);
        process = Process.Start(start)!;
        http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, ct) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        }) { BaseAddress = new Uri("http://plugin") };
        http.DefaultRequestHeaders.Add("Portico-Nonce", "0123456789abcdef");
    }

    public static async Task<HostAlone> StartAsync(params string[] plugins)
    {
        var host = new HostAlone(plugins);
        await host.process.StandardInput.WriteLineAsync(new JsonObject { ["protocol"] = 1, ["nonce"] = "0123456789abcdef", ["broker"] = "/nowhere", ["data"] = host.folder }.ToJsonString());
        await host.process.StandardInput.FlushAsync();
        Assert.Equal("""{"ready":true}""", await host.process.StandardOutput.ReadLineAsync().WaitAsync(PluginPlatform.Patience));
        return host;
    }

    public JsonObject Installation() => new()
    {
        ["tenantId"] = "north", ["installationId"] = "one", ["environment"] = "test", ["settings"] = new JsonObject(), ["secrets"] = new JsonObject { ["callbackSecret"] = "secret" },
        ["grant"] = "grant", ["callbackUrl"] = null, ["now"] = "2026-03-14T09:00:00+00:00",
    };

    public Task<JsonElement> CallAsync(string plugin, string contract, string operation, JsonNode input) => PostAsync($"/v1/plugins/{plugin}/{contract}/{operation}", new JsonObject
    {
        ["input"] = input, ["idempotencyKey"] = $"key-{++keys}", ["attempt"] = 1, ["timeoutMs"] = 15_000, ["correlationId"] = "c", ["returnUrl"] = null, ["sandboxPageUrl"] = null, ["installation"] = Installation(),
    });

    public async Task<JsonElement> PostAsync(string route, JsonObject message)
    {
        using var reply = await http.PostAsJsonAsync(route, message);
        reply.EnsureSuccessStatusCode();
        return (await reply.Content.ReadFromJsonAsync<JsonElement>()).Clone();
    }

    public Task<JsonElement> HandshakeAsync() => http.GetFromJsonAsync<JsonElement>("/v1/handshake");

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        if (!process.HasExited) process.Kill();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
