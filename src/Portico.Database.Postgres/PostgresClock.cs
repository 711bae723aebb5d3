using Npgsql;
using Portico.App.Data;

namespace Portico.Database.Postgres;

/// <summary>
/// The server's time as it was last read, and what has passed since then by this machine's stopwatch, which no setting of its clock moves. It is read with each
/// claim and at least every ten seconds. The way of the answer is not added: the time told here is never ahead of the server's.
/// </summary>
/// <param name="machine">Its time of day is used only before the first reading.</param>
public sealed class PostgresClock(string connection, TimeProvider machine) : DatabaseClock
{
    private Reading? last;

    private sealed record Reading(DateTimeOffset At, long Timestamp);

    public override DateTimeOffset GetUtcNow() => Volatile.Read(ref last) is { } reading ? reading.At + machine.GetElapsedTime(reading.Timestamp) : machine.GetUtcNow();

    public override async ValueTask<DateTimeOffset> ReadAsync(CancellationToken ct)
    {
        await using var pooled = new NpgsqlConnection(connection);
        await pooled.OpenAsync(ct);
        await using var ask = new NpgsqlCommand("select clock_timestamp()", pooled);
        var at = new DateTimeOffset((DateTime)(await ask.ExecuteScalarAsync(ct))!, TimeSpan.Zero);
        Volatile.Write(ref last, new Reading(at, machine.GetTimestamp()));
        return at;
    }
}
