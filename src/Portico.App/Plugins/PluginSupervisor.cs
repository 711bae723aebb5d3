using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
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
    private readonly CancellationTokenSource stop = new();
    private readonly string folder = Path.Combine(Path.GetTempPath(), "portico-" + RandomNumberGenerator.GetHexString(16, lowercase: true));
    private readonly BrokerSocket broker;
    private readonly PluginMessages messages;
    private readonly PluginCalls calls;
    private readonly Isolation isolation;
    private readonly PoisonCallbacks poison;
    private readonly Lock changing = new();
    private volatile PluginHome[] homes; // replaced as a whole
    private int launched;
    private bool disposed;

    public PluginSupervisor(IOptions<PluginOptions> options, TimeProvider clock, ILogger<PluginSupervisor> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        (this.options, this.clock, this.log) = (options.Value, clock, log);
        isolation = Isolation.On(this.options);
        broker = new BrokerSocket(new EgressBroker(this.options.PlatformUrl), Path.Combine(folder, "broker.sock"));
        messages = new PluginMessages(broker, clock);
        calls = new PluginCalls(this.options, new DirectEgress(this.options.PrivateHosts), log, stop.Token);
        poison = new PoisonCallbacks(clock);
        var found = PluginFolders.Read(this.options, log);
        // A mail server cannot be reached through the broker; those who need none share a process that has no network at all.
        var shared = found.Where(m => m.FirstParty).GroupBy(m => isolation.Active.NoNetwork && PluginLaunch.NeedsNetwork(m) ? "first-party-mail" : "first-party").Select(g => Group(g.Key, [.. g]));
        homes = [.. shared.Concat(found.Where(m => !m.FirstParty && IsRunnable(m)).Select(m => Group(m.Slot, [m]))).SelectMany(g => g.Plugins.Select(m => new PluginHome(m, g, clock)))];
    }

    /// <summary>Of all plugin folders found and all packages brought in, whether or not their process runs.</summary>
    public IReadOnlyList<PluginManifest> Manifests => Array.ConvertAll(homes, home => home.Manifest);

    /// <summary>What holds plugin processes in on this machine.</summary>
    public PluginIsolation Isolated => isolation.Active;

    /// <param name="slot">See <see cref="PluginManifest.Slot"/>: of a plugin that lies in a folder, its id.</param>
    public PluginProcessState StateOf(string slot)
    {
        var home = Find(slot);
        return home.Group.StateOf(home.Manifest.Id);
    }

    public bool Has(string slot) => Array.Exists(homes, home => home.Manifest.Slot == slot);

    /// <summary>Whether calls of this installation are made, or rest because too many of them failed.</summary>
    public BreakerState BreakerOf(string pluginId, string tenantId, string installationId) => Find(pluginId).BreakerOf(tenantId, installationId);

    /// <summary>For operators and tests; null while there is no process.</summary>
    public int? ProcessIdOf(string pluginId) => Find(pluginId).Group.ProcessId;

    /// <summary>Out of quarantine: the process is started again and its crashes are forgotten.</summary>
    public void Release(string pluginId) => Find(pluginId).Group.Release();

    /// <summary>
    /// Brings a plugin in, beside other versions of it: each has a process of its own, and whoever calls says which one is meant. So an upgrade and the way back are two versions that both run,
    /// until the one that nobody asks any more is taken out.
    /// </summary>
    /// <returns>Null when it serves; otherwise the code of what went wrong, and everything is as before.</returns>
    public async Task<string?> BringInAsync(PluginManifest next, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (next.FirstParty || Array.Exists(homes, home => home.Manifest.FirstParty && home.Manifest.Id == next.Id)) return "plugin.first_party";
        if (!IsRunnable(next)) return "plugin.runtime_missing";
        if (Has(next.Slot)) return null;
        var group = Group(next.Slot, [next]);
        group.Start();
        await Task.WhenAny(group.WhenAsync(PluginProcessStatus.Ready, ct), group.WhenAsync(PluginProcessStatus.Restarting, ct));
        var state = group.StateOf(next.Id);
        if (state.Status is PluginProcessStatus.Ready && !ct.IsCancellationRequested)
        {
            lock (changing)
            {
                if (!Has(next.Slot))
                {
                    homes = [.. homes, new PluginHome(next, group, clock)];
                    return null;
                }
            }
        }

        await group.StopAsync();
        group.Dispose();
        return Has(next.Slot) ? null : state.LastErrorCode ?? "plugin.not_started";
    }

    /// <summary>Takes a plugin out: no call comes in any more, and its process ends.</summary>
    /// <param name="patience">What is under way may take so long to its end; what does not is cut off with the process.</param>
    public async Task RemoveAsync(string slot, TimeSpan patience)
    {
        PluginHome? gone;
        lock (changing)
        {
            if ((gone = Array.Find(homes, home => home.Manifest.Slot == slot)) is null) return;
            homes = [.. homes.Where(home => home != gone)];
        }

        if (!await gone.Group.DrainAsync(patience)) log.LogWarning("Calls to {Plugin} {Version} did not end within {Patience} and were cut off", gone.Manifest.Id, gone.Manifest.Version, patience);
        gone.Group.Dispose();
    }

    /// <summary>Completes when the plugin's process has come to this state.</summary>
    internal Task WhenAsync(string pluginId, PluginProcessStatus status, CancellationToken ct) => Find(pluginId).Group.WhenAsync(status, ct);

    public async Task<ProviderReply> CallAsync(ProviderInvocation call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (Enter(call.PluginId) is not { } home) return new ProviderReply.FailedRetryable("plugin.not_installed", null, OutcomeUnknown: false);
        try
        {
            var timeout = Min(call.Deadline - clock.GetUtcNow(), TimeSpan.FromSeconds(home.Manifest.Limits.TimeoutSeconds));
            if (timeout <= TimeSpan.Zero) return new ProviderReply.FailedRetryable("plugin.deadline", null, OutcomeUnknown: false);
            var operation = call.Contract == ProvidedContract.Connector ? home.Manifest.OperationOf(call.Operation) : null;
            if (ConnectorRules.Refusal(call, operation) is { } refusal) return refusal;

            var breaker = home.BreakerOf(call.Installation);
            if (breaker.Enter() is { } rest) return new ProviderReply.FailedRetryable(PluginCalls.CircuitOpen, rest, OutcomeUnknown: false);
            ProviderReply? reply = null;
            try
            {
                var asked = await calls.AskAsync(home, call.Installation.TenantId, $"/v1/plugins/{home.Manifest.Id}/{call.Contract}/{call.Operation}", messages.Call(home.Manifest, call), timeout, call.Suspect, ct);
                reply = asked.Answer is { } answer ? ConnectorRules.Checked(PluginAnswers.Reply(answer, call), operation) : new ProviderReply.FailedRetryable(asked.Error!, null, asked.MayHaveArrived);
                return reply;
            }
            finally
            {
                if (reply is null or ProviderReply.FailedRetryable { Code: PluginCalls.Busy }) breaker.Withdraw();
                else breaker.Report(failed: reply is ProviderReply.FailedRetryable);
            }
        }
        finally
        {
            home.Group.Leave();
        }
    }

    public async Task<CallbackReading> ReadCallbackAsync(InstallationContext installation, string pluginId, CallbackRaw raw, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(installation);
        ArgumentNullException.ThrowIfNull(raw);
        if (Enter(pluginId) is not { } home) return new CallbackReading.Unavailable("plugin.not_installed");
        try
        {
            var deaths = poison.DeathsOf(pluginId, raw.Body);
            if (deaths >= PoisonCallbacks.Most) return new CallbackReading.Rejected(PluginCalls.Crashed);
            var asked = await calls.AskAsync(home, installation.TenantId, $"/v1/plugins/{home.Manifest.Id}/callback", messages.Callback(home.Manifest, installation, raw), ShortQuestion, alone: deaths > 0, ct);
            if (asked.Error is PluginCalls.Crashed or PluginCalls.Killed) poison.Died(pluginId, raw.Body);
            return asked.Answer is { } answer ? PluginAnswers.Reading(answer) : new CallbackReading.Unavailable(asked.Error!);
        }
        finally
        {
            home.Group.Leave();
        }
    }

    /// <summary>The button "test connection".</summary>
    public async Task<HealthReading> CheckAsync(string pluginId, InstallationContext installation, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(installation);
        var began = Stopwatch.GetTimestamp();
        if (Enter(pluginId) is not { } home) return new HealthReading(false, "plugin.not_installed", "plugin.not_installed", TimeSpan.Zero);
        try
        {
            var asked = await calls.AskAsync(home, installation.TenantId, $"/v1/plugins/{home.Manifest.Id}/check", messages.Check(home.Manifest, installation), HealthCheck, alone: false, ct);
            var took = Stopwatch.GetElapsedTime(began);
            return asked.Answer is { } answer ? PluginAnswers.Health(answer, took) : new HealthReading(false, asked.Error!, asked.Error, took);
        }
        finally
        {
            home.Group.Leave();
        }
    }

    /// <summary>Asks a version how it would have the settings that were filled in for another one. It sees no secret.</summary>
    /// <param name="former">Its settings are as the other version saw them.</param>
    /// <param name="from">The other version.</param>
    public async Task<SettingsReading> TakeOverAsync(string slot, InstallationContext former, string from, IEnumerable<string> secretsSet, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(former);
        if (Enter(slot) is not { } home) return new SettingsReading.Refused("plugin.not_installed", "plugin.not_installed");
        try
        {
            var message = PluginMessages.TakeOver(former, from, secretsSet);
            var asked = await calls.AskAsync(home, former.TenantId, $"/v1/plugins/{home.Manifest.Id}/settings", message, ShortQuestion, alone: false, ct);
            return asked.Answer is { } answer ? PluginAnswers.Settings(answer) : new SettingsReading.Refused(asked.Error!, asked.Error!);
        }
        finally
        {
            home.Group.Leave();
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        PrivateFolder.Create(folder);
        PrivateFolder.Create(options.DataFolder);
        if (isolation.FirstAccount is not null)
        {
            PrivateFolder.LetThrough(folder);
            PrivateFolder.LetThrough(options.DataFolder);
        }

        await broker.StartAsync(isolation.FirstAccount, cancellationToken);
        var (active, groups) = (isolation.Active, homes.Select(home => home.Group).Distinct().ToList());
        if (groups.Count > 0) log.LogInformation("Plugin processes are held in: no network {NoNetwork}, no privileges {NoPrivileges}, own accounts {OwnAccount}, limits {Limits}", active.NoNetwork, active.NoPrivileges, active.OwnAccount, active.Limits);
        foreach (var group in groups) group.Start();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stop.CancelAsync();
        await Task.WhenAll(homes.Select(home => home.Group).Distinct().Select(group => group.StopAsync())).WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, true)) return; // the container knows us twice, as ourselves and as a hosted service
        await StopAsync(CancellationToken.None);
        await broker.DisposeAsync();
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        foreach (var group in homes.Select(home => home.Group).Distinct()) group.Dispose();
        stop.Dispose();
    }

    private PluginGroup Group(string name, IReadOnlyList<PluginManifest> plugins)
    {
        var number = Interlocked.Increment(ref launched);
        var own = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{number}"));
        var account = isolation.FirstAccount + number % 1_000 ?? 0;
        var prepared = 0;
        return new PluginGroup(name, plugins, Launch, new SickBay(Launch, options, log), options, clock, log);

        PluginProcess Launch()
        {
            foreach (var plugin in plugins) plugin.InsistOnFiles();
            var process = Interlocked.Increment(ref prepared);
            if (process == 1) PluginLaunch.Prepare(options, isolation, plugins, account, own);
            return PluginProcess.Launch(PluginLaunch.Of(options, isolation, plugins, account, own, string.Create(CultureInfo.InvariantCulture, $"{process}.sock"), broker.Path, log));
        }
    }

    private bool IsRunnable(PluginManifest manifest)
    {
        if (manifest.Runtime is null || PluginRuntimes.ProgramOf(options, manifest) is not null) return true;
        log.LogError("Plugin {Plugin} is left out: it needs the runtime {Runtime}, which Portico:Plugins:Runtimes does not name", manifest.Id, manifest.Runtime);
        return false;
    }

    /// <summary>The plugin's home, whose group has to be left again.</summary>
    private PluginHome? Enter(string slot) => Array.Find(homes, home => home.Manifest.Slot == slot) is { } home && home.Group.TryEnter() ? home : null;

    /// <param name="plugin">Its slot; of one that lies in a folder, that is its id.</param>
    private PluginHome Find(string plugin) => Array.Find(homes, home => home.Manifest.Slot == plugin) ?? throw new ArgumentException($"There is no plugin {plugin}.", nameof(plugin));

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
