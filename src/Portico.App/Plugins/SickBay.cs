using Microsoft.Extensions.Logging;

namespace Portico.App.Plugins;

/// <summary>
/// Where a call is repeated that was under way when a process died: in a process of its own, alone. Of all that were under way one may have killed it; here that one kills nobody else, and
/// those who only stood beside it are cleared.
/// </summary>
internal sealed class SickBay(Func<PluginProcess> launch, PluginOptions options, ILogger log) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);
    private readonly Lock gate = new();
    private PluginProcess? process;
    private int wanted;
    private bool closed;

    /// <param name="ask">Given null if there is no process to ask.</param>
    public async Task<T> RunAsync<T>(Func<PluginProcess?, Task<T>> ask, CancellationToken ct)
    {
        Interlocked.Increment(ref wanted);
        try
        {
            await turn.WaitAsync(ct);
            try
            {
                return await ask(await ServingAsync(ct));
            }
            finally
            {
                if (Volatile.Read(ref wanted) == 1 || process?.Exited.IsCompleted is true) End();
                turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref wanted);
        }
    }

    public void Dispose()
    {
        lock (gate) closed = true;
        End();
    }

    private async Task<PluginProcess?> ServingAsync(CancellationToken ct)
    {
        if (process is { Exited.IsCompleted: false }) return process;
        End();
        lock (gate)
        {
            if (closed) return null;
            process = launch();
        }

        var error = await process.ShakeHandsAsync(options.StartTimeout, ct);
        if (error is null) return process;
        log.LogError("A plugin process for calls under suspicion did not start: {Code}", error);
        End();
        return null;
    }

    private void End()
    {
        lock (gate)
        {
            if (process is null) return;
            process.Kill();
            process.Dispose();
            process = null;
        }
    }
}
