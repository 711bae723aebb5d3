using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Portico.Plugins.Tests;

/// <summary>The child process alone, spoken to by sdk/docs/protocol.md.</summary>
public sealed class PluginHostTests : IAsyncLifetime, IDisposable
{
    private const string Nonce = "0123456789abcdef";
    private readonly string folder = Directory.CreateTempSubdirectory("portico-host-").FullName;
    private Process process = null!;
    private HttpClient http = null!;

    private string SocketPath => Path.Combine(folder, "host.sock");

    public async Task InitializeAsync()
    {
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        var start = new ProcessStartInfo(dotnet) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["exec", Path.Combine(AppContext.BaseDirectory, "pluginhost", "Portico.PluginHost.dll"), SocketPath, "--plugins", Path.Combine(AppContext.BaseDirectory, "plugins", "Portico.Plugin.Kyc.Sandbox")])
            start.ArgumentList.Add(argument);
        process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync(new JsonObject { ["protocol"] = 1, ["nonce"] = Nonce, ["broker"] = "/nowhere", ["data"] = folder }.ToJsonString());
        await process.StandardInput.FlushAsync();
        Assert.Equal("""{"ready":true}""", await process.StandardOutput.ReadLineAsync().WaitAsync(PluginPlatform.Patience));
        http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, ct) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        }) { BaseAddress = new Uri("http://plugin") };
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        http.Dispose();
        if (!process.HasExited) process.Kill();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task When_the_parent_goes_away_however_the_child_goes_too()
    {
        process.StandardInput.Close(); // what the system does to the pipe of a parent that was killed

        await process.WaitForExitAsync(CancellationToken.None).WaitAsync(PluginPlatform.Patience);

        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task The_handshake_names_the_plugins_and_their_contracts()
    {
        http.DefaultRequestHeaders.Add("Portico-Nonce", Nonce);

        var handshake = await http.GetFromJsonAsync<JsonObject>("/v1/handshake");

        Assert.Equal("""{"protocol":1,"nonce":"0123456789abcdef","plugins":[{"id":"kyc.sandbox","version":"1.0.0","contracts":["identity-verification"]}]}""", handshake!.ToJsonString());
    }

    [Theory]
    [InlineData("GET", "/v1/handshake", null, HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/v1/handshake", "0123456789abcdee", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/v1/elsewhere", Nonce, HttpStatusCode.NotFound)]
    [InlineData("POST", "/v1/plugins/unknown/payment/create", Nonce, HttpStatusCode.NotFound)]
    [InlineData("POST", "/v1/plugins/kyc.sandbox/identity-verification/start", Nonce, HttpStatusCode.BadRequest)]
    public async Task Whoever_does_not_know_the_protocol_is_refused(string method, string route, string? nonce, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), route) { Content = method == "POST" ? new StringContent("[") : null };
        if (nonce is not null) request.Headers.Add("Portico-Nonce", nonce);

        using var reply = await http.SendAsync(request);

        Assert.Equal(status, reply.StatusCode);
    }

    [Fact]
    public void The_socket_is_for_this_account_only() =>
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(SocketPath));
}
