using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portico.App.Plugins;

namespace Portico.Plugins.Tests;

/// <summary>The real supervisor with real plugin processes, and a listener that plays the platform's callback address.</summary>
public sealed class PluginPlatform : IAsyncLifetime
{
    public const string Secret = "whsec-canary-5f1e0c";
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<CallbackRaw> callbacks = Channel.CreateUnbounded<CallbackRaw>();
    private readonly string data = Path.Combine(Path.GetTempPath(), "portico-test-" + Path.GetRandomFileName());
    private WebApplication listener = null!;
    private int keys;

    internal FakeClock Clock { get; } = new();
    internal CapturedLog Log { get; } = new();
    public PluginSupervisor Plugins { get; private set; } = null!;
    public string CallbackUrl { get; private set; } = "";
    public string DataFolder => data;

    internal IList<string> ExtraFolders { get; init; } = [];

    /// <summary>What else is set before the platform starts.</summary>
    internal Action<PluginOptions> Customise { get; init; } = _ => { };

    public static PluginPlatform With(params string[] folders) => new() { ExtraFolders = folders };

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        listener = builder.Build();
        listener.Run(ReceiveAsync);
        await listener.StartAsync();
        CallbackUrl = listener.Urls.Single() + "/callbacks/north/kyc-1/path-secret";

        var options = new PluginOptions { DataFolder = data, Lowest = TrustLevel.Dev, DeadlineGrace = TimeSpan.FromMilliseconds(500) };
        options.Folders.Add(Path.Combine(PluginOptions.FirstPartyFolder, "*"));
        options.PrivateHosts.Add("localhost");
        foreach (var folder in ExtraFolders) options.Folders.Add(folder);
        Customise(options);
        Plugins = new PluginSupervisor(Options.Create(options), Clock, Log);
        await Plugins.StartAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await Plugins.DisposeAsync();
        await listener.DisposeAsync();
        if (Directory.Exists(data)) Directory.Delete(data, recursive: true);
    }

    public string NewKey() => $"key-{Interlocked.Increment(ref keys)}";

    public InstallationContext Installation(string tenant = "north", JsonObject? settings = null, string secret = Secret) =>
        new(tenant, "kyc-1", "test", settings ?? [], new Dictionary<string, string> { ["callbackSecret"] = secret, ["password"] = secret, ["undeclared"] = "undeclared-canary" }, CallbackUrl);

    public ProviderInvocation Invocation(string plugin, string contract, string operation, JsonObject input, string? key = null, int attempt = 1, InstallationContext? installation = null) =>
        new(plugin, contract, operation, input, key ?? NewKey(), attempt, Clock.GetUtcNow().AddSeconds(15), "corr-1", "https://platform.example/back", installation ?? Installation(), "https://platform.example/t/north/sandbox/kyc-1");

    public Task<ProviderReply> Call(ProviderInvocation call) => Plugins.CallAsync(call, CancellationToken.None).WaitAsync(Patience);

    public Task<ProviderReply> Verify(string familyName, string? key = null, int attempt = 1) =>
        Call(Invocation("kyc.sandbox", "identity-verification", "start", new JsonObject { ["givenName"] = "Ada", ["familyName"] = familyName, ["dateOfBirth"] = "1990-05-04" }, key, attempt));

    public Task<ProviderReply> Pay(string method, string? holder, string? iban, string? key = null, int attempt = 1) =>
        Call(Invocation("payment.sandbox", "payment", "create", new JsonObject { ["method"] = method, ["accountHolder"] = holder, ["iban"] = iban, ["amountMinor"] = 1250, ["currency"] = "EUR" }, key, attempt));

    public Task<ProviderReply> Get(string plugin, string contract, string reference) => Call(Invocation(plugin, contract, "get", new JsonObject { ["ref"] = reference }));

    public Task<ProviderReply> Decide(string plugin, string reference, string outcome) => Call(Invocation(plugin, "sandbox", "decide", new JsonObject { ["ref"] = reference, ["outcome"] = outcome }));

    public async Task<CallbackRaw> NextCallback()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await callbacks.Reader.ReadAsync(patience.Token);
    }

    public Task<CallbackReading> Read(string plugin, CallbackRaw raw, InstallationContext? installation = null) =>
        Plugins.ReadCallbackAsync(installation ?? Installation(), plugin, raw, CancellationToken.None).WaitAsync(Patience);

    public IReadOnlyList<string> Ledger(string plugin, string tenant = "north") => File.ReadAllLines(Path.Combine(data, plugin, tenant, "ledger.jsonl"));

    public static JsonElement Done(ProviderReply reply) => reply is ProviderReply.Completed done ? done.Value : throw new Xunit.Sdk.XunitException($"Not completed: {reply}");

    public static string Decision(ProviderReply reply) => Done(reply).GetProperty("decision").GetString()!;

    private async Task ReceiveAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var headers = http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString());
        await callbacks.Writer.WriteAsync(new CallbackRaw(http.Request.Method, "/callbacks/north/kyc-1", headers, body.ToArray(), Clock.GetUtcNow()));
        http.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    internal sealed class CapturedLog : ILogger<PluginSupervisor>
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Enqueue(formatter(state, exception) + exception);
    }
}
