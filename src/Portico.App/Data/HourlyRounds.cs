using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Portico.App.Data;

/// <summary>Tidies up for all tenants, in batches with pauses: old rows can wait, customers cannot. Any node may stop at any point; what is left is found again the next time.</summary>
public abstract class HourlyRounds(DatabaseClock clock, ILogger log) : BackgroundService
{
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromHours(1), BetweenBatches = TimeSpan.FromSeconds(1);

    protected DatabaseClock Clock => clock;

    protected ILogger Log => log;

    /// <summary>One batch, the oldest first.</summary>
    /// <returns>How many rows this node dealt with; 0: nothing is left for now.</returns>
    public abstract Task<int> RunAsync(CancellationToken ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var done = 0;
            try
            {
                done = await RunAsync(stoppingToken);
                if (done > 0) log.LogInformation("{Rounds} dealt with {Count} rows.", GetType().Name, done);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError(e, "{Rounds} failed; trying again in {Pause}.", GetType().Name, BetweenRounds);
            }

            await Task.Delay(done > 0 ? BetweenBatches : BetweenRounds, clock, stoppingToken);
        }
    }
}
