using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Portico.Packages;

namespace Portico.Conformance.Stages;

/// <summary>One installation of one made-up tenant, with a provider of its own: nothing that happens here is seen by another check.</summary>
internal sealed class Stage
{
    private readonly Bench bench;
    private readonly Sheet sheet;
    private readonly PluginManifest manifest;
    private DateTimeOffset? pinned;

    public Stage(Bench bench, PluginManifest manifest, Sheet sheet, string tenant, string installation)
    {
        (this.bench, this.manifest, this.sheet, Tenant, Installation) = (bench, manifest, sheet, tenant, installation);
        Provider = new ScriptedProvider(sheet.Provider, () => Now);
        foreach (var secret in manifest.Settings.Where(one => one.Type is SettingType.Secret)) SetSecret(secret.Name);
        Settings = manifest.WithDefaults([]);
        foreach (var (name, value) in sheet.Settings) Settings[name] = value?.DeepClone();
    }

    public string Tenant { get; }
    public string Installation { get; }
    public string Grant { get; } = System.Security.Cryptography.RandomNumberGenerator.GetHexString(32, lowercase: true);
    public JsonObject Settings { get; }
    public Dictionary<string, string> Secrets { get; } = [];
    public ConcurrentBag<Canary> SecretCanaries { get; } = [];
    public Canary Personal { get; } = Canary.Personal();
    public ScriptedProvider Provider { get; }
    public string CallbackUrl => $"https://portico.example/cb/{Tenant}/{Installation}/{Grant}";

    /// <summary>What the plugin asked the broker for and was not given.</summary>
    public ConcurrentQueue<string> Denied { get; } = [];

    /// <summary>The kit itself leads the plugin elsewhere here; what is denied says nothing.</summary>
    public bool IsDetour { get; init; }

    /// <summary>The platform’s clock: years from that of this machine.</summary>
    public DateTimeOffset Now
    {
        get => pinned ?? bench.Now;
        set => pinned = value;
    }

    public string SetSecret(string name)
    {
        var canary = Canary.Secret();
        SecretCanaries.Add(canary);
        return Secrets[name] = (sheet.Secrets.GetValueOrDefault(name) ?? "{secret}").Replace("{secret}", canary.Word, StringComparison.Ordinal);
    }

    /// <param name="magic">Members that take the place of those in conformance.json.</param>
    public async Task<Reply> CallAsync(string key, int attempt = 1, JsonObject? magic = null, TimeSpan? timeout = null, PluginProcess? on = null, string? personal = null, CancellationToken ct = default)
    {
        var call = sheet.Call!;
        var input = call.Input.DeepClone().AsObject();
        if (call.Personal is { } field) input[field] = personal ?? Personal.Word;
        foreach (var (name, value) in magic ?? []) input[name] = value?.DeepClone();
        return await AskAsync(call.Contract, call.Operation, input, key, attempt, timeout, on, ct);
    }

    public Task<Reply> GetAsync(string reference, string key, PluginProcess? on = null, TimeSpan? timeout = null) => AskAsync(sheet.Call!.Contract, "get", new JsonObject { ["ref"] = reference }, key, 1, timeout, on, default);

    public Task<Reply> EraseAsync(string reference, string key) => AskAsync(sheet.Call!.Contract, "erase", new JsonObject { ["ref"] = reference }, key, 1, null, null, default);

    public async Task<Reply> AskAsync(string contract, string operation, JsonObject input, string key, int attempt, TimeSpan? timeout, PluginProcess? on, CancellationToken ct)
    {
        var allowed = timeout ?? Pace.Patience;
        var process = on ?? await bench.InAsync(Surroundings.AsInPortico);
        var message = new JsonObject
        {
            ["input"] = input, ["idempotencyKey"] = key, ["attempt"] = attempt, ["timeoutMs"] = (int)allowed.TotalMilliseconds, ["correlationId"] = "corr-" + Grant[..12],
            ["returnUrl"] = "https://portico.example/return", ["sandboxPageUrl"] = "https://portico.example/sandbox/" + Installation, ["installation"] = Message(),
        };
        return Judged(await process.PostAsync($"/v1/plugins/{manifest.Id}/{contract}/{operation}", message, allowed + Pace.HangUp, ct), said => Shape.OfAnswer(said, manifest, contract, operation));
    }

    public async Task<Reply> HealthAsync(TimeSpan? timeout = null)
    {
        var allowed = timeout ?? Pace.Patience;
        var process = await bench.InAsync(Surroundings.AsInPortico);
        return Judged(await process.PostAsync($"/v1/plugins/{manifest.Id}/check", new JsonObject { ["timeoutMs"] = (int)allowed.TotalMilliseconds, ["installation"] = Message() }, allowed + Pace.HangUp), Shape.OfHealth);
    }

    public async Task<Reply> CallbackAsync(SignedCallback callback, DateTimeOffset? receivedAt = null, PluginProcess? on = null)
    {
        var process = on ?? await bench.InAsync(Surroundings.AsInPortico);
        var message = new JsonObject
        {
            ["method"] = "POST", ["pathAndQuery"] = "/cb", ["headers"] = new JsonObject(callback.Headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)header.Value))),
            ["body"] = Convert.ToBase64String(callback.Body), ["receivedAt"] = receivedAt ?? Now, ["timeoutMs"] = 5000, ["installation"] = Message(),
        };
        return Judged(await process.PostAsync($"/v1/plugins/{manifest.Id}/callback", message, Pace.Patience), Shape.OfVerdict);
    }

    /// <summary>How often the effect of this key happened, by the provider’s count or the plugin’s own ledger.</summary>
    public int Effects(string key)
    {
        if (sheet.Ledger is not { } ledger) return Provider.Effects;
        var file = Path.Combine(Folder, ledger.File);
        if (!File.Exists(file)) return 0;
        using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(open);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(line => JsonNode.Parse(line) is JsonObject written && (string?)written[ledger.Key] == key);
    }

    /// <summary>Where the plugin keeps files for this tenant.</summary>
    public string Folder => Path.Combine(bench.Data, manifest.Id, Tenant);

    public IReadOnlySet<string> Hosts => manifest.HttpsHosts(Settings);

    private JsonObject Message() => new()
    {
        ["tenantId"] = Tenant,
        ["installationId"] = Installation,
        ["environment"] = sheet.Environment,
        ["settings"] = Settings.DeepClone(),
        ["secrets"] = new JsonObject(Secrets.Select(secret => KeyValuePair.Create(secret.Key, (JsonNode?)secret.Value))),
        ["grant"] = Grant,
        ["callbackUrl"] = CallbackUrl,
        ["now"] = Now,
    };

    private Reply Judged(Reply reply, Func<JsonObject, string?> complaint)
    {
        bench.Told(reply.Raw, Grant);
        if (reply.Json is null) return reply;
        try
        {
            return complaint(reply.Json) is { } wrong ? reply with { Trouble = wrong } : reply;
        }
        catch (Exception misfit) when (misfit is InvalidOperationException or FormatException)
        {
            return reply with { Trouble = "a member of the answer has another type than protocol.md says" };
        }
    }
}
