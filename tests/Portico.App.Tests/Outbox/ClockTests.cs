using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Outbox;
using Portico.Database.Postgres;
using Portico.TestKit;

namespace Portico.App.Tests.Outbox;

/// <summary>What is due is decided by the database's clock, whatever a node's own clock says.</summary>
public sealed class ClockTests
{
    [Theory]
    [InlineData(60)]
    [InlineData(-60)]
    [InlineData(5)]
    public async Task Nodes_whose_clocks_are_wrong_do_nothing_early_and_nothing_late(int minutesOff)
    {
        await using var stage = await Stage.OpenAsync(Engine.Postgres);
        await stage.Node.Service<OutboxWorker>().StopAsync(default);
        var wrong = await stage.JoinAsync(OwnClock(TimeSpan.FromMinutes(minutesOff)));

        await stage.PlantAsync("aurora", 2, due => due.DueAt = TimeProvider.System.GetUtcNow().AddMinutes(due.Id == "w0" ? -1 : 2));
        await Eventually.SeeAsync(() => stage.RowsAsync("aurora"), rows => rows.Count == 1, "what is due is done");
        wrong.Service<OutboxSignal>().Wake();
        await wrong.Service<OutboxWorker>().ClaimAndStartAsync(default);

        Assert.Equal(("w0", wrong), (Assert.Single(stage.Began).Id, stage.Began[0].Node));
        Assert.Equal(0, Assert.Single(await stage.RowsAsync("aurora")).Attempts);
    }

    [Fact]
    public async Task What_a_node_says_is_due_in_a_day_is_due_in_a_day_by_the_database()
    {
        await using var stage = await Stage.OpenAsync(Engine.Postgres);
        var wrong = await stage.JoinAsync(OwnClock(TimeSpan.FromHours(1)));

        var number = (await wrong.StartMoveInAsync()).Number;

        var (started, now) = await wrong.InStoreAsync("aurora", async db => (await db.Cases.Where(c => c.Number == number).Select(c => c.StartedAt).SingleAsync(), await wrong.Service<DatabaseClock>().ReadAsync(default)));
        Assert.InRange(started, now.AddMinutes(-2), now);
        Assert.IsType<PostgresClock>(wrong.Service<TimeProvider>());
    }

    [Fact]
    public async Task The_time_between_two_readings_is_never_ahead_of_the_databases()
    {
        await using var stage = await Stage.OpenAsync(Engine.Postgres);
        var clock = new PostgresClock(ConnectionOf(stage), Off(TimeSpan.FromHours(-1)));
        await clock.ReadAsync(default);

        for (var i = 0; i < 50; i++)
        {
            var estimated = clock.GetUtcNow();
            Assert.InRange(await clock.ReadAsync(default), estimated, estimated.AddSeconds(5));
        }
    }

    private static string ConnectionOf(Stage stage) => stage.Node.Service<IConfiguration>().GetConnectionString("Portico")!;

    private static FakeClock Off(TimeSpan by)
    {
        var clock = new FakeClock();
        clock.Advance(by);
        return clock;
    }

    /// <summary>The clock of a real node, on a machine whose own is wrong.</summary>
    private static Action<IServiceCollection> OwnClock(TimeSpan off) => services =>
        services.Replace(ServiceDescriptor.Singleton<DatabaseClock>(provider => new PostgresClock(provider.GetRequiredService<IConfiguration>().GetConnectionString("Portico")!, Off(off))));
}
