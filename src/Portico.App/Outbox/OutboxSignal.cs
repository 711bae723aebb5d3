namespace Portico.App.Outbox;

/// <summary>Wakes the worker of this node: something was committed, came free, or will be due before the worker would have looked by itself.</summary>
public sealed class OutboxSignal : IDisposable
{
    private readonly SemaphoreSlim signal = new(0);
    private readonly Lock gate = new();
    private HashSet<string> tenants = [];
    private bool look;
    private DateTimeOffset? soonest;

    /// <summary>What the worker was woken for.</summary>
    /// <param name="Tenants">Have new work that is due.</param>
    /// <param name="Look">Nobody knows whose work it is.</param>
    public sealed record Call(IReadOnlyCollection<string> Tenants, bool Look);

    /// <summary>Something may be due, anybody's.</summary>
    public void Wake()
    {
        lock (gate) look = true;
        Nudge();
    }

    /// <summary>Work of this tenant is due now.</summary>
    public void Wake(string tenantId)
    {
        lock (gate) tenants.Add(tenantId);
        Nudge();
    }

    /// <summary>Work was committed that is due at this instant.</summary>
    public void Expect(DateTimeOffset dueAt)
    {
        lock (gate)
        {
            if (soonest <= dueAt) return;
            soonest = dueAt;
        }

        Nudge();
    }

    /// <summary>Something ended: whoever waited for a place can go on.</summary>
    public void Nudge()
    {
        lock (gate)
        {
            if (signal.CurrentCount == 0) signal.Release();
        }
    }

    /// <summary>What was said since the last time.</summary>
    public Call Take(DateTimeOffset now)
    {
        lock (gate)
        {
            var due = soonest <= now;
            if (due) soonest = null;
            var call = new Call(tenants, look || due);
            (tenants, look) = ([], false);
            return call;
        }
    }

    /// <returns>False: nothing was said for so long.</returns>
    public Task<bool> WaitAsync(TimeSpan longest, CancellationToken ct) => signal.WaitAsync(longest, ct);

    /// <returns>False: nothing was said for so long, or what was expected is due.</returns>
    public Task<bool> WaitAsync(DateTimeOffset now, TimeSpan longest, CancellationToken ct)
    {
        lock (gate)
        {
            if (soonest is { } at && at - now < longest) longest = at > now ? at - now : TimeSpan.Zero;
        }

        return signal.WaitAsync(longest, ct);
    }

    public void Dispose() => signal.Dispose();
}
