namespace Portico.App.Plugins;

/// <summary>
/// Stops asking whoever fails: one for each plugin and installation, so that the dead provider of one tenant is nothing to another. Opens when at least half of at least 20 calls within
/// 30 seconds failed; after 30 seconds one call may try, and its fate decides.
/// </summary>
internal sealed class CircuitBreaker(TimeProvider clock)
{
    public const int FewestCalls = 20;
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait while another call tries.</summary>
    private static readonly TimeSpan UntilKnown = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Queue<(DateTimeOffset At, bool Failed)> calls = new();
    private int failures;
    private DateTimeOffset? openUntil;
    private bool probing;

    public BreakerState State
    {
        get { lock (gate) return openUntil is null ? BreakerState.Closed : probing || clock.GetUtcNow() >= openUntil ? BreakerState.HalfOpen : BreakerState.Open; }
    }

    /// <returns>Null: go on, and report. Else how long to wait.</returns>
    public TimeSpan? Enter()
    {
        lock (gate)
        {
            if (openUntil is not { } until) return null;
            var now = clock.GetUtcNow();
            if (probing || now < until) return until > now ? until - now : UntilKnown;
            probing = true;
            return null;
        }
    }

    public void Report(bool failed)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (openUntil is not null)
            {
                if (!probing) return; // it had begun before the breaker opened
                probing = false;
                openUntil = failed ? now + Rest : null;
                return;
            }

            calls.Enqueue((now, failed));
            if (failed) failures++;
            while (calls.Peek().At <= now - Window || calls.Count > 10_000)
                if (calls.Dequeue().Failed) failures--;
            if (calls.Count < FewestCalls || failures * 2 < calls.Count) return;
            openUntil = now + Rest;
            calls.Clear();
            failures = 0;
        }
    }

    /// <summary>The call never left, so it says nothing; another one may try.</summary>
    public void Withdraw()
    {
        lock (gate) probing = false;
    }
}

public enum BreakerState
{
    Closed,
    Open,
    HalfOpen,
}
