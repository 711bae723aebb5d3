using Portico.App.Outbox;
using Portico.TestKit;

namespace Portico.App.Tests.Outbox;

/// <summary>What is due is taken once, each tenant in his turn, and the attempt is on record before anything is done.</summary>
public sealed class ClaimTests
{
    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task The_attempt_is_on_record_before_the_work_begins(Engine engine)
    {
        await using var stage = await Stage.OpenAsync(engine);
        Due? seen = null;
        stage.Act = async (_, _) => seen = Assert.Single(await stage.RowsAsync("aurora"));

        await stage.PlantAsync("aurora", 1);
        await stage.Node.DrainAsync();

        Assert.Equal((1, 0), (seen!.Attempts, seen.Failures));
        Assert.True(seen.LeaseUntil > stage.Node.Clock.GetUtcNow());
        Assert.True(Assert.Single(stage.Began).Recorded);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task A_tenant_with_a_backlog_delays_only_itself(Engine engine)
    {
        await using var stage = await Stage.OpenAsync(engine, "--Portico:Outbox:Parallelism=4", "--Portico:Outbox:TenantParallelism=4");
        var start = new TaskCompletionSource();
        stage.Act = (_, ct) => start.Task.WaitAsync(ct);
        await stage.PlantAsync("aurora", 600);
        await stage.SeeBegunAsync(4);
        await stage.PlantAsync("clearwater", 3, due => due.DueAt = stage.Node.Clock.GetUtcNow());

        start.SetResult();
        await stage.Node.DrainAsync();

        var order = stage.Began.Select((attempt, i) => (attempt.Tenant, At: i)).ToList();
        Assert.Equal(603, order.Count);
        Assert.InRange(order.Last(o => o.Tenant == "clearwater").At, 4, 60); // the rest is what was begun until the worker looked around again
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task A_tenant_whose_work_hangs_leaves_places_to_the_others(Engine engine)
    {
        await using var stage = await Stage.OpenAsync(engine, "--Portico:Outbox:Parallelism=4", "--Portico:Outbox:TenantParallelism=3", "--Portico:Outbox:StopTimeout=00:00:00");
        stage.Act = (attempt, ct) => attempt.Tenant == "aurora" ? new TaskCompletionSource().Task.WaitAsync(ct) : Task.CompletedTask;
        await stage.PlantAsync("aurora", 20);
        await stage.SeeBegunAsync(3);

        await stage.PlantAsync("clearwater", 20);
        await Eventually.SeeAsync(() => stage.RowsAsync("clearwater"), rows => rows.Count == 0, "the other tenant's work is done");

        Assert.Equal(3, stage.Began.Count(a => a.Tenant == "aurora"));
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Two_nodes_share_the_work_and_nothing_is_done_twice(Engine engine)
    {
        await using var stage = await Stage.OpenAsync(engine, "--Portico:Outbox:Parallelism=8");
        await stage.JoinAsync();
        var start = new TaskCompletionSource();
        stage.Act = (_, ct) => start.Task.WaitAsync(ct); // nobody finishes before both have begun: one node alone could be quick enough for all

        await stage.PlantAsync("aurora", 150);
        await stage.PlantAsync("clearwater", 150);
        await Eventually.SeeAsync(() => Task.FromResult(stage.Began.Select(a => a.Node).Distinct().Count()), nodes => nodes == 2, "both nodes have begun");
        start.SetResult();
        await stage.Node.DrainAsync();

        Assert.Equal(300, stage.Began.Select(a => (a.Tenant, a.Id)).Distinct().Count());
        Assert.Equal(300, stage.Began.Count);
        Assert.All(stage.Began, a => Assert.True(a.Recorded));
    }
}
