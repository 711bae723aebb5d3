using Portico.App.Data;

namespace Portico.TestKit;

/// <summary>The real time, and as much later as the test says, on either engine in the place of the database's clock. Timers stay real: what is due is found by the time of day.</summary>
public sealed class FakeClock : DatabaseClock
{
    private long aheadTicks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref aheadTicks));

    public void Advance(TimeSpan by) => Interlocked.Add(ref aheadTicks, by.Ticks);

    public override ValueTask<DateTimeOffset> ReadAsync(CancellationToken ct) => new(GetUtcNow());
}
