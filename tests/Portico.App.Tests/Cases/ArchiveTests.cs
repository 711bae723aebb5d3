using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portico.App.Cases;
using Portico.App.Tests.Journeys;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Cases;

/// <summary>The journal of a case that ended long ago goes out of the way, and everybody sees what they saw before.</summary>
public sealed class ArchiveTests
{
    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task After_90_days_the_rows_are_gone_and_the_journal_reads_the_same(Engine engine)
    {
        await using var stage = await Stage.OpenAsync(engine);
        var old = await stage.EndAsync("aurora");
        var before = await stage.SeenAsync("aurora", old);
        stage.Node.Clock.Advance(TimeSpan.FromDays(90.1));

        var archived = await stage.ArchiveAsync();

        Assert.Equal((1, 0, 1), (archived, await stage.RowsAsync("aurora"), await stage.ArchivesAsync("aurora")));
        Assert.Equal(before, await stage.SeenAsync("aurora", old));
        Assert.Equal(0, await stage.ArchiveAsync());
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task A_case_that_ended_yesterday_and_one_that_never_ended_are_untouched(Engine engine)
    {
        await using var stage = await Stage.OpenAsync(engine);
        await stage.Node.StartAsync("waits");
        stage.Node.Clock.Advance(TimeSpan.FromDays(100));
        await stage.EndAsync("aurora");
        var rows = await stage.RowsAsync("aurora");
        stage.Node.Clock.Advance(TimeSpan.FromDays(1));

        var archived = await stage.ArchiveAsync();

        Assert.Equal((0, rows, 0), (archived, await stage.RowsAsync("aurora"), await stage.ArchivesAsync("aurora")));
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Two_nodes_at_once_archive_each_case_once(Engine engine)
    {
        await using var stage = await Stage.OpenAsync(engine);
        var numbers = new List<string>();
        for (var i = 0; i < 8; i++) numbers.Add(await stage.EndAsync("aurora"));
        var before = await Task.WhenAll(numbers.Select(number => stage.SeenAsync("aurora", number)));
        stage.Node.Clock.Advance(TimeSpan.FromDays(91));
        var neighbour = stage.Node.Neighbour();
        await neighbour.StartAsync();

        var archived = await Task.WhenAll(stage.ArchiveAsync(), Task.Run(() => neighbour.Service<ArchiveJournals>().RunAsync(default)), stage.ArchiveAsync());

        await neighbour.StopAsync();
        Assert.Equal((0, 8), (await stage.RowsAsync("aurora"), await stage.ArchivesAsync("aurora")));
        Assert.Equal(before, await Task.WhenAll(numbers.Select(number => stage.SeenAsync("aurora", number))));
        Assert.DoesNotContain(stage.Node.Log.Lines.Concat(neighbour.Log.Lines), line => line.Level >= LogLevel.Error && line.Source == typeof(ArchiveJournals).FullName);
        Assert.InRange(archived.Sum(), 0, 8); // what the neighbour archived when it started is not among them
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Each_tenants_archive_is_its_own(Engine engine)
    {
        await using var stage = await Stage.OpenAsync(engine);
        var (ours, theirs) = (await stage.EndAsync("aurora"), await stage.EndAsync("clearwater"));
        var before = await stage.SeenAsync("clearwater", theirs);
        stage.Node.Clock.Advance(TimeSpan.FromDays(91));

        Assert.Equal(2, await stage.ArchiveAsync());

        Assert.Equal((1, 1), (await stage.ArchivesAsync("aurora"), await stage.ArchivesAsync("clearwater")));
        Assert.Equal(before, await stage.SeenAsync("clearwater", theirs));
        Assert.Equal(HttpStatusCode.NotFound, (await stage.Node.BackOffice("aurora").GetAsync($"/api/v1/cases/{theirs}/journal")).StatusCode);
        Assert.NotEmpty(await stage.Node.JournalAsync("aurora", ours));
    }

    [Fact]
    public async Task A_line_that_comes_after_the_archive_is_read_behind_it()
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite);
        var old = await stage.EndAsync("aurora");
        stage.Node.Clock.Advance(TimeSpan.FromDays(91));
        await stage.ArchiveAsync();
        var before = await stage.Node.JournalAsync("aurora", old);

        await stage.Node.InStoreAsync("aurora", async db =>
        {
            var found = await db.Cases.SingleAsync(c => c.Number == old);
            db.Add(new JournalRow { CaseId = found.Id, Seq = found.JournalLength + 1, At = stage.Node.Clock.GetUtcNow(), Actor = "platform", Lines = """[{"kind":"incident.resolved","data":{}}]""" });
            return await db.SaveChangesAsync();
        });

        Assert.Equal([.. before.Select(line => line.Seq), before.Count + 1], (await stage.Node.JournalAsync("aurora", old)).Select(line => line.Seq));
        var page = await stage.Node.BackOffice("aurora").GetFromJsonAsync<ReadJournal.Response>($"/api/v1/cases/{old}/journal?after=2");
        Assert.Equal(before.Count - 1, page!.Items.Count);
        Assert.Equal(3, page.Items[0].Seq);
    }

    [Theory]
    [InlineData("00:30:00")]
    [InlineData("4000.00:00:00")]
    public async Task A_time_that_is_too_short_or_too_long_stops_the_start(string after)
    {
        var platform = new TestPortico { Extra = [$"--Portico:Archive:After={after}"] };
        await platform.PrepareAsync();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(platform.StartAsync);

        Assert.Contains("After", refused.Message, StringComparison.Ordinal);
        await platform.DisposeAsync();
    }

    private sealed class Stage(TestPortico node) : IAsyncDisposable
    {
        public TestPortico Node => node;

        public static async Task<Stage> OpenAsync(Engine engine)
        {
            var node = engine == Engine.Sqlite ? new TestPortico() : new TestPorticoOnPostgres();
            await node.InitializeAsync();
            foreach (var tenant in new[] { "aurora", "clearwater" }) await node.PublishAsync(Drawn.Sequence("ends", Drawn.Line("say", "Grüße"), Drawn.Activity("wait", "Elsa.Delay", ("timeSpan", "00:00:05")), Drawn.Line("bye", "bye")), tenant);
            await node.PublishAsync(Drawn.Sequence("waits", Drawn.Activity("wait", "Elsa.Event", ("eventName", "never"))));
            return new Stage(node);
        }

        /// <summary>A case from beginning to end, in two commits.</summary>
        public async Task<string> EndAsync(string tenant)
        {
            var customer = await node.StartAsync("ends", tenant);
            await node.FireTimersAsync(tenant, customer.Number);
            Assert.Equal("completed", (await customer.ReadAsync()).Status);
            return customer.Number;
        }

        public Task<int> ArchiveAsync() => Task.Run(() => node.Service<ArchiveJournals>().RunAsync(default));

        public Task<int> RowsAsync(string tenant) => node.InStoreAsync(tenant, db => db.Set<JournalRow>().CountAsync());

        public Task<int> ArchivesAsync(string tenant) => node.InStoreAsync(tenant, db => db.Set<ArchivedJournal>().CountAsync());

        /// <summary>What the API, its pages and the case's page in the admin tell.</summary>
        public async Task<string> SeenAsync(string tenant, string number)
        {
            var file = await node.AsStaffAsync(tenant, Roles.Admin, (ReadCaseFile.Handler read) => read.HandleAsync(number, default));
            var rest = await node.BackOffice(tenant).GetStringAsync($"/api/v1/cases/{number}/journal?after=4");
            return JsonSerializer.Serialize(new { api = await node.JournalAsync(tenant, number), rest, file = file.Value });
        }

        public async ValueTask DisposeAsync() => await node.DisposeAsync();
    }
}
