using Microsoft.EntityFrameworkCore;
using Portico.App.Outbox;
using Portico.TestKit;

namespace Portico.App.Tests.Outbox;

/// <summary>Who works on a row keeps it; who lost it is stopped and records nothing; who stops gives it back.</summary>
public sealed class LeaseTests
{
    private static readonly TimeSpan Lease = new OutboxOptions().Lease;

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Work_that_takes_longer_than_its_lease_is_not_begun_again(Engine engine)
    {
        await using var stage = await Stage.OpenAsync(engine);
        var end = new TaskCompletionSource();
        stage.Act = (_, ct) => end.Task.WaitAsync(ct);
        await stage.PlantAsync("aurora", 1);
        await stage.SeeBegunAsync(1);

        for (var half = 0; half < 6; half++)
        {
            stage.Node.Clock.Advance(Lease / 2);
            await stage.Node.Service<OutboxWorker>().RenewAsync();
        }

        var meanwhile = Assert.Single(await stage.RowsAsync("aurora"));
        end.SetResult();
        await stage.Node.DrainAsync();

        Assert.Equal(1, meanwhile.Attempts);
        Assert.True(meanwhile.LeaseUntil > stage.Node.Clock.GetUtcNow() - TimeSpan.FromSeconds(5));
        Assert.True(Assert.Single(stage.Began).Recorded);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Work_whose_lease_was_lost_is_stopped_and_its_result_is_dropped(Engine engine)
    {
        await using var stage = await Stage.OpenAsync(engine);
        var stopped = new TaskCompletionSource();
        stage.Act = async (_, ct) =>
        {
            await new TaskCompletionSource().Task.WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stopped.SetResult(); // and goes on as if it had not been told
        };
        await stage.PlantAsync("aurora", 1);
        await stage.SeeBegunAsync(1);

        await TakeOverAsync(stage);
        await stage.Node.Service<OutboxWorker>().RenewAsync();
        await stopped.Task.WaitAsync(Eventually.Limit);
        await Eventually.SeeAsync(() => Task.FromResult(stage.Node.Service<OutboxWorker>().Idle), idle => idle, "the work has ended");

        Assert.False(Assert.Single(stage.Began).Recorded);
        var row = Assert.Single(await stage.RowsAsync("aurora"));
        Assert.Equal(2, row.Attempts);
        Assert.NotNull(row.LeaseUntil);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task A_node_that_stops_lets_work_end_and_gives_back_what_does_not(Engine engine)
    {
        await using var stage = await Stage.OpenAsync(engine, "--Portico:Outbox:StopTimeout=00:00:02");
        var end = new TaskCompletionSource();
        stage.Act = (attempt, ct) => attempt.Id == "w0" ? end.Task : new TaskCompletionSource().Task.WaitAsync(ct);
        await stage.PlantAsync("aurora", 2);
        await stage.SeeBegunAsync(2);

        var worker = stage.Node.Service<OutboxWorker>();
        var stopping = worker.StopAsync(default);
        end.SetResult();
        await stopping;

        Assert.True(stage.Began.Single(a => a.Id == "w0").Recorded);
        var row = Assert.Single(await stage.RowsAsync("aurora"));
        Assert.Equal(("w1", 1, 0, (DateTimeOffset?)null), (row.Id, row.Attempts, row.Failures, row.LeaseUntil));
    }

    /// <summary>As another node would, after it saw the lease end.</summary>
    private static Task<int> TakeOverAsync(Stage stage) => stage.Node.InStoreAsync("aurora", db => db.Due.Where(d => d.ActivityId == "wait").ExecuteUpdateAsync(set => set
        .SetProperty(d => d.Attempts, d => d.Attempts + 1).SetProperty(d => d.LeaseUntil, stage.Node.Clock.GetUtcNow().AddHours(1))));
}
