using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Portico.App.Data;
using Portico.App.Outbox;

namespace Portico.Database.Postgres;

/// <summary>Hears, on one connection of this node, whose work other nodes committed. While nobody says anything it reads the server's clock now and then.</summary>
internal sealed class PostgresNotices(string connection, OutboxSignal signal, DatabaseClock clock, ILogger<PostgresNotices> log) : BackgroundService
{
    public const string Channel = "portico_due";

    private static readonly TimeSpan ReadClock = TimeSpan.FromSeconds(10), FirstPause = TimeSpan.FromMilliseconds(200), LongestPause = TimeSpan.FromSeconds(10);

    private readonly string own = new NpgsqlConnectionStringBuilder(connection) { Pooling = false, KeepAlive = 10 }.ConnectionString;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var line = new NpgsqlConnection(own);
                await line.OpenAsync(stoppingToken);
                line.Notification += (_, heard) => signal.Wake(heard.Payload);
                await using (var listen = new NpgsqlCommand($"listen {Channel}", line)) await listen.ExecuteNonQueryAsync(stoppingToken);
                signal.Wake(); // for what was said while nobody listened
                pause = FirstPause;
                while (true)
                {
                    if (!await line.WaitAsync(ReadClock, stoppingToken)) await clock.ReadAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "Other nodes are not heard; looking by ourselves until they are, trying again in {Pause}.", pause);
                await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }
}
