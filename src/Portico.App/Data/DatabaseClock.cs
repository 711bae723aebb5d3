namespace Portico.App.Data;

/// <summary>
/// The one clock of the platform is the database's: nodes agree on what is due however wrong their own clocks are. Whoever asks for a
/// <see cref="TimeProvider"/> gets this one, so that an instant is never computed by one clock and compared with another.
/// </summary>
public abstract class DatabaseClock : TimeProvider
{
    /// <summary>Asks the database itself, and keeps the answer for <see cref="TimeProvider.GetUtcNow"/>. When it arrives it is already past, so nothing is found due too early.</summary>
    public abstract ValueTask<DateTimeOffset> ReadAsync(CancellationToken ct);
}

/// <summary>The database is a file on this machine.</summary>
public sealed class MachineClock : DatabaseClock
{
    public override ValueTask<DateTimeOffset> ReadAsync(CancellationToken ct) => new(GetUtcNow());
}
