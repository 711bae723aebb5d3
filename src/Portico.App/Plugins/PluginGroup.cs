using Microsoft.Extensions.Logging;

namespace Portico.App.Plugins;

/// <summary>Plugins that share a process, and the loop that keeps the process alive: back-off 0.2 s doubling to 30 s; five crashes in ten minutes mean quarantine.</summary>
internal sealed class PluginGroup(string name, IReadOnlyList<PluginManifest> plugins, Func<PluginProcess> launch, SickBay sickBay, PluginOptions options, TimeProvider clock, ILogger log) : IDisposable
{
    public static readonly TimeSpan CrashWindow = TimeSpan.FromMinutes(10);
    public const int CrashesToQuarantine = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly Queue<DateTimeOffset> crashes = new();
    private readonly CancellationTokenSource over = new();
    private Task running = Task.CompletedTask;
    private TaskCompletionSource? idle;
    private int inside;
    private bool leaving;
    private PluginProcess? current;
    private PluginProcessState state = new(PluginProcessStatus.Stopped, null, 0);
    private TaskCompletionSource changed = New();
    private TaskCompletionSource released = New();
    private bool stopping;

    public string Name => name;
    public IReadOnlyList<PluginManifest> Plugins => plugins;

    /// <summary>For calls that were under way when a process died.</summary>
    public SickBay SickBay => sickBay;

    public PluginProcessState State
    {
        get { lock (gate) return state; }
    }

    public int? ProcessId
    {
        get { lock (gate) return current?.Id; }
    }

    public PluginProcessState StateOf(string pluginId)
    {
        lock (gate)
        {
            return current?.LoadErrors.GetValueOrDefault(pluginId) is { } error ? new PluginProcessState(PluginProcessStatus.Quarantined, error, state.Restarts) : state;
        }
    }

    public void Release()
    {
        lock (gate)
        {
            crashes.Clear();
            released.TrySetResult();
            if (state.Status is not PluginProcessStatus.Quarantined) current?.Kill(); // a plugin that did not load gets another try too
        }
    }

    /// <summary>The serving process. Waits while one is being started, not while one is held back.</summary>
    public async Task<PluginProcess?> ServingAsync(CancellationToken ct)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (state.Status is PluginProcessStatus.Ready) return current;
                if (state.Status is not PluginProcessStatus.Starting) return null;
                next = changed.Task;
            }

            await next.WaitAsync(ct);
        }
    }

    public async Task WhenAsync(PluginProcessStatus status, CancellationToken ct)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (state.Status == status) return;
                next = changed.Task;
            }

            await next.WaitAsync(ct);
        }
    }

    /// <summary>A call comes in; whoever takes the group out waits for it.</summary>
    /// <returns>False: it was taken out.</returns>
    public bool TryEnter()
    {
        lock (gate)
        {
            if (leaving) return false;
            inside++;
            return true;
        }
    }

    public void Leave()
    {
        lock (gate)
        {
            if (--inside == 0) idle?.TrySetResult();
        }
    }

    public void Start()
    {
        Move(PluginProcessStatus.Starting, null);
        running = RunAsync(over.Token);
    }

    /// <summary>Nobody comes in any more. What is under way may end; what does not end in time is cut off with its process.</summary>
    /// <returns>Whether all of it ended.</returns>
    public async Task<bool> DrainAsync(TimeSpan patience)
    {
        Task done;
        lock (gate)
        {
            leaving = true;
            done = inside == 0 ? Task.CompletedTask : (idle = New()).Task;
        }

        var drained = await Task.WhenAny(done, Task.Delay(patience, clock)) == done;
        await StopAsync();
        return drained;
    }

    public async Task StopAsync()
    {
        lock (gate)
        {
            stopping = true;
            current?.Kill();
        }

        await over.CancelAsync();
        sickBay.Dispose();
        await running;
    }

    public void Dispose()
    {
        sickBay.Dispose();
        over.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Move(PluginProcessStatus.Starting, State.LastErrorCode);
            var error = await LiveAsync(stop);
            if (stop.IsCancellationRequested) break;

            log.LogError("Plugin process {Group} ended: {Code}", name, error);
            if (Crashed(error)) await QuarantinedAsync(stop);
            else await Task.Delay(Pause(), clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Move(PluginProcessStatus.Stopped, null);
    }

    private async Task<string> LiveAsync(CancellationToken stop)
    {
        PluginProcess process;
        try
        {
            process = launch();
        }
        catch (PackageException refused)
        {
            return refused.Code;
        }
        catch (Exception problem) when (problem is System.ComponentModel.Win32Exception or InvalidOperationException or IOException)
        {
            return "plugin.not_started";
        }

        using (process)
        {
            lock (gate)
            {
                current = process;
                if (stopping) process.Kill();
            }

            var error = await process.ShakeHandsAsync(options.StartTimeout, stop).ContinueWith(t => t.IsCanceled ? "plugin.stopped" : t.GetAwaiter().GetResult(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            if (error is null)
            {
                foreach (var (plugin, problem) in process.LoadErrors.Where(e => e.Value is not null)) log.LogError("Plugin {Plugin} did not load: {Code}", plugin, problem);
                Move(PluginProcessStatus.Ready, State.LastErrorCode);
                await process.Exited;
            }
            else
            {
                process.Kill();
                await process.Exited;
            }

            lock (gate) current = null;
            return error ?? "plugin.crashed";
        }
    }

    /// <returns>Whether that was one crash too many.</returns>
    private bool Crashed(string code)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            crashes.Enqueue(now);
            while (crashes.Peek() <= now - CrashWindow) crashes.Dequeue();
            var quarantine = crashes.Count >= CrashesToQuarantine;
            if (quarantine) released = New();
            Set(new PluginProcessState(quarantine ? PluginProcessStatus.Quarantined : PluginProcessStatus.Restarting, code, state.Restarts + 1));
            return quarantine;
        }
    }

    private TimeSpan Pause()
    {
        lock (gate)
        {
            var pause = FirstPause * Math.Pow(2, Math.Max(0, crashes.Count - 1));
            return pause < LongestPause ? pause : LongestPause;
        }
    }

    private async Task QuarantinedAsync(CancellationToken stop)
    {
        log.LogError("Plugin process {Group} is in quarantine: {Crashes} crashes within {Window}", name, CrashesToQuarantine, CrashWindow);
        await released.Task.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Move(PluginProcessStatus status, string? code)
    {
        lock (gate) Set(state with { Status = status, LastErrorCode = code });
    }

    private void Set(PluginProcessState next)
    {
        state = next;
        changed.TrySetResult();
        changed = New();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
