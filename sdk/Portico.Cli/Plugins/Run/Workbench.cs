using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Conformance.Stages;
using Portico.Packages;

namespace Portico.Cli.Plugins.Run;

/// <summary>One plugin that runs from a copy of its folder, and starts anew when the folder changes.</summary>
internal sealed class Workbench : IAsyncDisposable
{
    public const string CallbackUrl = "https://portico.bench/callbacks/bench/one/path-secret";
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(400), Grace = TimeSpan.FromSeconds(2);

    private readonly string folder;
    private readonly (string Word, string Program) runtime;
    private readonly string? settingsFile;
    private readonly TimeProvider clock;
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("pb-");
    private readonly SocketServer broker;
    private readonly BenchBroker network;
    private readonly FileSystemWatcher watcher;
    private readonly SemaphoreSlim starting = new(1);
    private readonly Dictionary<string, string> invented = [];
    private Timer? quiet;
    private PluginProcess? process;
    private int starts, keys;

    public Workbench(string folder, (string Word, string Program) runtime, (string From, string To) detour, string? settingsFile, TimeProvider clock)
    {
        (this.folder, this.runtime, this.settingsFile, this.clock) = (Path.GetFullPath(folder), runtime, settingsFile, clock);
        Journal = new Journal(clock);
        network = new BenchBroker(detour);
        broker = new SocketServer(Path.Combine(root.FullName, "b.sock"), BrokerAsync);
        broker.Start();
        watcher = new FileSystemWatcher(this.folder) { IncludeSubdirectories = true };
        foreach (var raises in new Action<FileSystemEventHandler>[] { handler => watcher.Changed += handler, handler => watcher.Created += handler, handler => watcher.Deleted += handler }) raises((_, _) => Changed());
        watcher.Renamed += (_, _) => Changed();
    }

    public Journal Journal { get; }
    public PluginManifest? Manifest { get; private set; }

    /// <summary>Why it does not run; null: it does.</summary>
    public string? Trouble { get; private set; } = "It has not been started yet.";
    public JsonObject Settings { get; private set; } = [];
    public Dictionary<string, string> Secrets { get; private set; } = [];
    public string Environment { get; set; } = "test";
    public string Fault { get => network.Fault; set => network.Fault = value; }
    public string Headline => Manifest is null ? Trouble! : Trouble is null ? $"{Manifest.Id} {Manifest.Version} runs" : $"{Manifest.Id} {Manifest.Version} does not run: {Trouble}";

    private Masks Masks => new(Secrets.Values);

    public async Task StartAsync()
    {
        await RestartAsync();
        watcher.EnableRaisingEvents = true;
    }

    /// <summary>A build writes many files: when it has been quiet for a moment, it is over.</summary>
    private void Changed()
    {
        lock (watcher)
        {
            quiet ??= new Timer(_ => _ = RestartAsync());
            quiet.Change(Quiet, Timeout.InfiniteTimeSpan);
        }
    }

    public async Task RestartAsync()
    {
        await starting.WaitAsync();
        try
        {
            process?.Dispose();
            process = null;
            Manifest = null;
            Trouble = await TryStartAsync();
            Journal.Add("process", Headline, Trouble is null);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException or PackageException or JsonException or System.ComponentModel.Win32Exception)
        {
            Trouble = problem.Message;
            Journal.Add("process", Headline, false);
        }
        finally
        {
            starting.Release();
        }
    }

    private async Task<string?> TryStartAsync()
    {
        // What runs must not be overwritten by the next build while it runs.
        var copy = Path.Combine(root.FullName, $"{++starts}");
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        if (!File.Exists(Path.Combine(copy, PackageRules.ManifestFile))) return "There is no plugin.json in the folder. Name the one that the build writes to.";
        Manifest = PluginManifest.Read(copy, firstParty: false);
        ReadSettings();
        if (Manifest.Runtime is { } word && word != runtime.Word) return $"plugin.json needs the runtime {word}: name its program with --runtime {word}=…";
        var host = Path.Combine(AppContext.BaseDirectory, "pluginhost", "Portico.PluginHost.dll");
        var (data, home) = (Directory.CreateDirectory(Path.Combine(root.FullName, "data")).FullName, Directory.CreateDirectory(Path.Combine(root.FullName, "home")).FullName);
        var launch = Launch.Of(Manifest, host, Manifest.Runtime is null ? null : runtime.Program, home, Path.Combine(root.FullName, $"{starts}.sock"), broker.Path, data, Surroundings.AsInPortico);
        process = await PluginProcess.StartAsync(launch with { Environment = new Dictionary<string, string>(launch.Environment) { ["PORTICO_PLUGIN_BENCH"] = "1" } }, CancellationToken.None);
        var code = (string?)process.Handshake?["plugins"]?[0]?["error"];
        var said = await SaidAsync(process, 0, expected: code is not null || process.Trouble is not null);
        if (said.Length > 0) Journal.Add("said", "What it said while it started", null, null, Masks.Text(said));
        return process.Trouble ?? (code is null ? null : $"{code}; see the codes in sdk/docs/errors.md");
    }

    /// <summary>What came on standard error since. It comes by another way than the answer, and may be a little later.</summary>
    private static async Task<string> SaidAsync(PluginProcess process, int since, bool expected)
    {
        for (var looks = 0; expected && looks < 50 && process.StandardError.Length == since; looks++) await Task.Delay(20);
        return process.StandardError[since..];
    }

    /// <summary>From the file, where one was named; what is missing there gets its default, and a secret something random.</summary>
    private void ReadSettings()
    {
        var written = settingsFile is null ? [] : JsonNode.Parse(File.ReadAllText(settingsFile))!.AsObject();
        Settings = Manifest!.WithDefaults(written["settings"] as JsonObject ?? []);
        Secrets = Manifest.Settings.Where(setting => setting.Type is SettingType.Secret).ToDictionary(setting => setting.Name, setting =>
            (string?)(written["secrets"] as JsonObject)?[setting.Name] ?? (invented.TryGetValue(setting.Name, out var known) ? known : invented[setting.Name] = RandomNumberGenerator.GetHexString(24, lowercase: true)));
    }

    public IReadOnlyDictionary<string, string[]> SettingsTrouble() => Manifest?.ValidateSettings(Settings.DeepClone().AsObject(), Secrets.Keys.ToHashSet()) ?? new Dictionary<string, string[]>();

    /// <param name="key">Null: a new one.</param>
    public async Task<JsonObject> AskAsync(string contract, string operation, JsonObject input, string? key)
    {
        key ??= $"bench-{Interlocked.Increment(ref keys)}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        var timeout = TimeSpan.FromSeconds(Manifest?.Limits.TimeoutSeconds ?? 20);
        var misfit = contract == ProvidedContract.Connector && Manifest?.OperationOf(operation) is { } described ? JsonShape.Misfit(described.Input, JsonSerializer.SerializeToElement(input)) : null;
        if (misfit is not null)
        {
            Journal.Add("call", $"{contract}: {operation} was not made: the input does not fit at {misfit} (connector.input_invalid)", false, Masks.Node(input));
            return new JsonObject { ["status"] = "failed-final", ["code"] = "connector.input_invalid" };
        }

        var message = new JsonObject
        {
            ["input"] = input.DeepClone(), ["idempotencyKey"] = key, ["attempt"] = 1, ["timeoutMs"] = (int)timeout.TotalMilliseconds, ["correlationId"] = "bench", ["returnUrl"] = "https://portico.bench/back", ["sandboxPageUrl"] = "https://portico.bench/sandbox", ["installation"] = Installation(),
        };
        return await PostAsync("call", $"{contract}: {operation}", $"{contract}/{operation}", message, timeout, answer => (string?)answer["status"] is "completed" or "pending"
            && !(Manifest?.OperationOf(operation) is { } promised && answer["value"] is { } value && JsonShape.Misfit(promised.Output, JsonSerializer.SerializeToElement(value)) is not null), key);
    }

    public Task<JsonObject> CheckAsync() => PostAsync("call", "Test connection", "check", new JsonObject { ["timeoutMs"] = 20_000, ["installation"] = Installation() }, TimeSpan.FromSeconds(20), answer => (bool?)answer["healthy"] is true);

    public Task<JsonObject> CallbackAsync(Dictionary<string, string> headers, byte[] body) => PostAsync("callback", "A callback", "callback", new JsonObject
    {
        ["method"] = "POST", ["pathAndQuery"] = "/callbacks/bench/one", ["headers"] = new JsonObject(headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)header.Value))), ["body"] = Convert.ToBase64String(body), ["receivedAt"] = clock.GetUtcNow(), ["timeoutMs"] = 10_000, ["installation"] = Installation(),
    }, TimeSpan.FromSeconds(10), answer => (string?)answer["verdict"] == "accepted");

    private async Task<JsonObject> PostAsync(string kind, string title, string route, JsonObject message, TimeSpan timeout, Func<JsonObject, bool> isGood, string? key = null)
    {
        if (Trouble is not null || process is not { } serving || Manifest is not { } manifest) return new JsonObject { ["trouble"] = Headline };
        var (lines, said) = (serving.Log.Count, serving.StandardError.Length);
        var reply = await serving.PostAsync($"/v1/plugins/{manifest.Id}/{route}", message, timeout + Grace);
        var masks = Masks;
        foreach (var line in serving.Log.Skip(lines)) Journal.Add("log", Logged(line), null, null, masks.Node(JsonNode.Parse(line)!["fields"]));
        if (await SaidAsync(serving, said, reply.Code == "plugin.threw") is { Length: > 0 } words) Journal.Add("said", "What Portico would not show", false, null, masks.Text(words));
        var shown = message.DeepClone().AsObject();
        if (kind == "callback") shown["body"] = masks.Body(Convert.FromBase64String((string)message["body"]!));
        var good = reply.Trouble is null && isGood(reply.Json!);
        var word = reply.Json?["healthy"] is JsonValue healthy ? healthy.TryGetValue<bool>(out var well) && well ? "healthy" : $"not healthy, {reply.Code}" : reply.Shown;
        Journal.Add(kind, $"{title} → {word}, {reply.Took.TotalMilliseconds:0.0} ms{(key is null ? "" : $", key {key}")}", good, masks.Node(shown), reply.Json is null ? reply.Trouble : masks.Node(reply.Json));
        if (serving.Exited.IsCompleted) _ = RestartAsync();
        return reply.Json?.DeepClone().AsObject() ?? new JsonObject { ["trouble"] = reply.Trouble };
    }

    private static string Logged(string line) => JsonNode.Parse(line) is JsonObject said ? $"{said["log"]}: {said["event"]}" : line;

    private JsonObject Installation() => new()
    {
        ["tenantId"] = "bench", ["installationId"] = "one", ["environment"] = Environment, ["settings"] = Settings.DeepClone(), ["secrets"] = new JsonObject(Secrets.Select(secret => KeyValuePair.Create(secret.Key, (JsonNode?)secret.Value))), ["grant"] = "bench", ["callbackUrl"] = CallbackUrl, ["now"] = clock.GetUtcNow(),
    };

    private async Task<JsonObject?> BrokerAsync(JsonObject message, CancellationToken ct)
    {
        if ((string?)message["url"] == CallbackUrl && (string?)message["method"] == "POST")
        {
            // A sandbox posts to itself, as a provider would.
            var headers = (message["headers"] as JsonObject ?? []).ToDictionary(header => header.Key, header => (string?)header.Value ?? "");
            var body = Convert.FromBase64String((string?)message["body"] ?? "");
            _ = Task.Run(() => CallbackAsync(headers, body), ct);
            return new JsonObject { ["status"] = 202, ["headers"] = new JsonObject(), ["body"] = "", ["mayHaveBeenSent"] = true };
        }

        return Manifest is { } manifest ? await network.SendAsync(message, manifest.HttpsHosts(Settings), Journal, Masks, ct) : null;
    }

    public async ValueTask DisposeAsync()
    {
        watcher.Dispose();
        if (quiet is not null) await quiet.DisposeAsync();
        process?.Dispose();
        await broker.DisposeAsync();
        network.Dispose();
        starting.Dispose();
        root.Delete(recursive: true);
    }
}
