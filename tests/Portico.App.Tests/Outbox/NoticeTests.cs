using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Outbox;
using Portico.TestKit;

namespace Portico.App.Tests.Outbox;

/// <summary>A commit with work that is due wakes all nodes; nobody has to look again and again.</summary>
public sealed class NoticeTests
{
    private const string Rarely = "--Portico:Outbox:PollInterval=00:05:00";

    [Fact]
    public async Task A_node_that_hardly_ever_looks_does_what_another_one_committed()
    {
        await using var stage = await Stage.OpenAsync(Engine.Postgres, Rarely);
        await stage.JoinAsync();

        await CommitAsync(stage, "other-1");

        Assert.Equal("other-1", (await stage.SeeBegunAsync(1))[0].Id);
    }

    [Fact]
    public async Task A_node_that_was_cut_off_hears_again()
    {
        await using var stage = await Stage.OpenAsync(Engine.Postgres, Rarely);
        await CommitAsync(stage, "before");
        await stage.SeeBegunAsync(1);

        Assert.True(await CutAsync(stage) > 0);
        await CommitAsync(stage, "after");

        Assert.Equal("after", (await stage.SeeBegunAsync(2))[1].Id);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Work_that_is_due_in_a_moment_is_not_forgotten_until_the_next_look(Engine engine)
    {
        await using var stage = await Stage.OpenAsync(engine, Rarely);

        await stage.PlantAsync("aurora", 1, due => due.DueAt = stage.Node.Clock.GetUtcNow().AddSeconds(1));

        Assert.Equal("w0", (await stage.SeeBegunAsync(1))[0].Id);
    }

    /// <summary>By the node's commits, but without the word that wakes its own worker: what is left is what the database says.</summary>
    private static async Task CommitAsync(Stage stage, string id)
    {
        var number = (await stage.Node.StartMoveInAsync()).Number;
        var caseId = await stage.Node.InStoreAsync("aurora", db => db.Cases.Where(c => c.Number == number).Select(c => c.Id).SingleAsync());
        var now = stage.Node.Clock.GetUtcNow();
        var commits = stage.Node.Service<GroupCommits>();
        var due = new Due { CaseId = caseId, Id = id, Kind = DueKind.Timer, ActivityId = "wait", DueAt = now, CreatedAt = now };
        Assert.True(await commits.CommitAsync("aurora", caseId, [.. commits.Rows.Inserts([due], "aurora")], wakes: true));
    }

    private static async Task<int> CutAsync(Stage stage)
    {
        await using var connection = new NpgsqlConnection(stage.Node.Service<IConfiguration>().GetConnectionString("Portico"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and query like 'listen %' and pid <> pg_backend_pid()", connection);
        return (int)(long)(await command.ExecuteScalarAsync())!;
    }
}
