using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Portico.App.Plugins;

/// <summary>Finds plugins, keeps their processes alive and brings calls to them. Whatever a plugin does, the answer is a reply, never an exception.</summary>
public sealed class PluginSupervisor : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan ShortQuestion = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan HealthCheck = TimeSpan.FromSeconds(20);

    private readonly PluginOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger<PluginSupervisor> log;
    private readonly ConcurrentDictionary<string, Home> homes;
    private readonly ConcurrentDictionary<string, Task> lives = new();
    private int launched;
    private readonly CancellationTokenSource stop = new();
    private readonly string folder = Path.Combine(Path.GetTempPath(), "portico-" + RandomNumberGenerator.GetHexString(16, lowercase: true));
    private readonly BrokerSocket broker;
    private readonly DirectEgress direct;
    private bool disposed;
    private Task running = Task.CompletedTask;

    public PluginSupervisor(IOptions<PluginOptions> options, TimeProvider clock, ILogger<PluginSupervisor> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        (this.options, this.clock, this.log) = (options.Value, clock, log);
        var found = PluginFolders.Read(this.options, log);
        broker = new BrokerSocket(new EgressBroker(this.options.PlatformUrl), Path.Combine(folder, "broker.sock"));
        direct = new DirectEgress(this.options.PrivateHosts);
        IEnumerable<PluginGroup> groups =
        [
            .. found.Where(m => m.FirstParty).ToList() is { Count: > 0 } own ? [Group("first-party", own)] : Array.Empty<PluginGroup>(),
            .. found.Where(m => !m.FirstParty).Select(m => Group(m.Slot, [m])),
        ];
        homes = new(groups.SelectMany(g => g.Plugins.Select(m => KeyValuePair.Create(m.Slot, new Home(g, m, new SemaphoreSlim(m.Limits.Concurrency))))));
    }

    /// <summary>Of all plugin folders found and all packages brought in, whether or not their process runs.</summary>
    public IReadOnlyList<PluginManifest> Manifests => [.. homes.Values.Select(home => home.Manifest)];

    public PluginProcessState StateOf(string pluginId) => StateOf(Find(pluginId));

    private static PluginProcessState StateOf(Home home) => home.Group.StateOf(home.Manifest.Id);

    /// <summary>For operators and tests; null while there is no process.</summary>
    public int? ProcessIdOf(string pluginId) => Find(pluginId).Group.ProcessId;

    /// <summary>Out of quarantine: the process is started again and its crashes are forgotten.</summary>
    public void Release(string pluginId) => Find(pluginId).Group.Release();

    /// <summary>Brings a package in, beside other versions of it.</summary>
    /// <returns>Null when it serves; otherwise the code of what went wrong, and everything is as before.</returns>
    public async Task<string?> SwitchAsync(PluginManifest next, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(next);
        var group = Group(next.Slot, [next]);
        var life = group.RunAsync(stop.Token);
        await Task.WhenAny(group.WhenAsync(PluginProcessStatus.Ready, ct), group.WhenAsync(PluginProcessStatus.Restarting, ct));
        var state = group.StateOf(next.Id);
        if (state.Status is PluginProcessStatus.Ready && homes.TryAdd(next.Slot, new Home(group, next, new SemaphoreSlim(next.Limits.Concurrency))))
        {
            lives[next.Slot] = life;
            return null;
        }

        await group.EndAsync(life);
        return state.LastErrorCode ?? "plugin.not_started";
    }

    /// <summary>Takes a package out: its process ends.</summary>
    public async Task RemoveAsync(string slot)
    {
        if (!homes.TryRemove(slot, out var home)) return;
        if (lives.TryRemove(slot, out var life)) await home.Group.EndAsync(life);
    }

    /// <summary>Completes when the plugin's process has come to this state.</summary>
    internal Task WhenAsync(string pluginId, PluginProcessStatus status, CancellationToken ct) => Find(pluginId).Group.WhenAsync(status, ct);

    public async Task<ProviderReply> CallAsync(ProviderInvocation call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (!homes.TryGetValue(call.PluginId, out var home)) return new ProviderReply.FailedRetryable("plugin.not_installed", null, OutcomeUnknown: false);
        var timeout = Min(call.Deadline - clock.GetUtcNow(), TimeSpan.FromSeconds(home.Manifest.Limits.TimeoutSeconds));
        if (timeout <= TimeSpan.Zero) return new ProviderReply.FailedRetryable("plugin.deadline", null, OutcomeUnknown: false);

        var message = new JsonObject
        {
            ["input"] = call.Input.DeepClone(),
            ["idempotencyKey"] = call.IdempotencyKey,
            ["attempt"] = call.Attempt,
            ["timeoutMs"] = (int)timeout.TotalMilliseconds,
            ["correlationId"] = call.CorrelationId,
            ["returnUrl"] = call.ReturnUrl,
            ["sandboxPageUrl"] = call.SandboxPageUrl,
            ["installation"] = Message(home.Manifest, call.Installation),
        };
        var asked = await AskAsync(home, $"/v1/plugins/{home.Manifest.Id}/{call.Contract}/{call.Operation}", message, timeout, ct);
        return asked.Answer is { } answer ? PluginAnswers.Reply(answer) : new ProviderReply.FailedRetryable(asked.Error!, null, asked.MayHaveArrived);
    }

    public async Task<CallbackReading> ReadCallbackAsync(InstallationContext installation, string pluginId, CallbackRaw raw, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(installation);
        ArgumentNullException.ThrowIfNull(raw);
        if (!homes.TryGetValue(pluginId, out var home)) return new CallbackReading.Unavailable("plugin.not_installed");

        var message = new JsonObject
        {
            ["method"] = raw.Method,
            ["pathAndQuery"] = raw.PathAndQuery,
            ["headers"] = new JsonObject(raw.Headers.DistinctBy(h => h.Key.ToLowerInvariant()).Select(h => KeyValuePair.Create(h.Key, (JsonNode?)h.Value))),
            ["body"] = Convert.ToBase64String(raw.Body),
            ["receivedAt"] = raw.ReceivedAt,
            ["installation"] = Message(home.Manifest, installation),
        };
        var asked = await AskAsync(home, $"/v1/plugins/{home.Manifest.Id}/callback", message, ShortQuestion, ct);
        return asked.Answer is { } answer ? PluginAnswers.Reading(answer) : new CallbackReading.Unavailable(asked.Error!);
    }

    /// <summary>The button "test connection".</summary>
    public async Task<HealthReading> CheckAsync(string pluginId, InstallationContext installation, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(installation);
        var began = Stopwatch.GetTimestamp();
        if (!homes.TryGetValue(pluginId, out var home)) return new HealthReading(false, "plugin.not_installed", "plugin.not_installed", TimeSpan.Zero);

        var message = new JsonObject { ["timeoutMs"] = (int)HealthCheck.TotalMilliseconds, ["installation"] = Message(home.Manifest, installation) };
        var asked = await AskAsync(home, $"/v1/plugins/{home.Manifest.Id}/check", message, HealthCheck, ct);
        var took = Stopwatch.GetElapsedTime(began);
        return asked.Answer is { } answer
            ? PluginAnswers.Health(answer, took)
            : new HealthReading(false, asked.Error!, asked.Error, took);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        PrivateFolder.Create(folder);
        PrivateFolder.Create(options.DataFolder);
        await broker.StartAsync(cancellationToken);
        running = Task.WhenAll(homes.Values.Select(home => home.Group).Distinct().Select(g => g.RunAsync(stop.Token)));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stop.CancelAsync();
        foreach (var home in homes.Values) home.Group.Stop();
        await Task.WhenAll(lives.Values.Append(running)).WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, true)) return; // the container knows us twice, as ourselves and as a hosted service
        await StopAsync(CancellationToken.None);
        await broker.DisposeAsync();
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        foreach (var home in homes.Values) home.Places.Dispose();
        stop.Dispose();
    }

    private async Task<Asked> AskAsync(Home home, string route, JsonObject message, TimeSpan timeout, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, stop.Token);
        limit.CancelAfter(timeout + options.DeadlineGrace);
        PluginProcess? process = null;
        var inside = false;
        try
        {
            await home.Places.WaitAsync(limit.Token);
            inside = true;
            if (await direct.RefusalAsync(home.Manifest, message["installation"]!["settings"]!.AsObject(), limit.Token) is { } refusal) return Asked.Failed(refusal);
            process = await home.Group.ServingAsync(limit.Token);
            return process is null ? Asked.Failed("plugin.unavailable") : new Asked(await process.PostAsync(route, message, limit.Token), null, true);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Asked.Failed("plugin.unavailable", mayHaveArrived: process is not null);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            if (process is null) return Asked.Failed("plugin.unavailable");
            log.LogError("Plugin {Plugin} ignored its deadline; its process is killed", home.Manifest.Id);
            process.Kill();
            return Asked.Failed("plugin.deadline", mayHaveArrived: true);
        }
        catch (HttpRequestException problem) when (problem.HttpRequestError is HttpRequestError.ConnectionError)
        {
            return Asked.Failed("plugin.unavailable");
        }
        catch (ObjectDisposedException)
        {
            return Asked.Failed("plugin.unavailable");
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or OperationCanceledException)
        {
            return Asked.Failed("plugin.crashed", mayHaveArrived: true);
        }
        catch (JsonException)
        {
            return Asked.Failed("plugin.bad_answer", mayHaveArrived: true);
        }
        finally
        {
            if (inside) home.Places.Release();
        }
    }

    private JsonObject Message(PluginManifest manifest, InstallationContext installation)
    {
        var settings = installation.Settings.DeepClone().AsObject();
        foreach (var unset in manifest.Settings.Where(s => s.Default is not null && settings[s.Name] is null)) settings[unset.Name] = unset.Default!.DeepClone();
        var declared = manifest.Settings.Where(s => s.Type is SettingType.Secret).SelectMany(s => s.Rotates ? [s.Name, s.FormerName] : new[] { s.Name }).ToHashSet();
        return new JsonObject
        {
            ["tenantId"] = installation.TenantId,
            ["installationId"] = installation.InstallationId,
            ["environment"] = installation.Environment,
            ["settings"] = settings,
            ["secrets"] = new JsonObject(installation.Secrets.Where(s => declared.Contains(s.Key)).Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value))),
            ["grant"] = broker.Grant(manifest, installation, settings),
            ["callbackUrl"] = installation.CallbackUrl,
            ["now"] = clock.GetUtcNow(),
        };
    }

    private PluginGroup Group(string name, IReadOnlyList<PluginManifest> plugins)
    {
        PluginProcess Launch(int generation) => PluginProcess.Launch(
            options, plugins, Path.Combine(folder, $"{Interlocked.Increment(ref launched)}.sock"), broker.Path, Path.GetFullPath(options.DataFolder), log);
        return new PluginGroup(name, plugins, Launch, options, clock, log);
    }

    private Home Find(string pluginId) => homes.GetValueOrDefault(pluginId) ?? throw new ArgumentException($"There is no plugin {pluginId}.", nameof(pluginId));

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private sealed record Home(PluginGroup Group, PluginManifest Manifest, SemaphoreSlim Places);

    private sealed record Asked(JsonObject? Answer, string? Error, bool MayHaveArrived)
    {
        public static Asked Failed(string code, bool mayHaveArrived = false) => new(null, code, mayHaveArrived);
    }
}
