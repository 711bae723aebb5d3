using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Users;
using Portico.TestKit;
using Portico.Workflows;

namespace Portico.App.Tests.Cases;

public sealed class TimelineTests(TestPortico platform) : IClassFixture<TestPortico>
{
    [Fact]
    public async Task A_long_case_shows_its_newest_lines_and_then_page_by_page_those_before_without_a_gap()
    {
        var customer = await platform.StartMoveInAsync();
        await LengthenAsync(customer.Number, 250);

        var file = (await AskAsync(handler => handler.HandleAsync(customer.Number, default))).Value;
        var pages = new List<IReadOnlyList<ReadCaseFile.Entry>> { file.Timeline };
        while (pages[^1][0].Seq > 1) pages.Add((await AskAsync(handler => handler.EarlierAsync(customer.Number, pages[^1][0].Seq, default))).Value);

        Assert.Equal(ReadCaseFile.TimelinePage, file.Timeline.Count);
        Assert.Equal(3, pages.Count);
        pages.Reverse();
        Assert.Equal(Enumerable.Range(1, 250), pages.SelectMany(page => page).Select(entry => entry.Seq));
    }

    [Fact]
    public async Task Another_tenants_timeline_is_not_found()
    {
        var customer = await platform.StartMoveInAsync();

        var read = await platform.AsStaffAsync("clearwater", Roles.Admin, (ReadCaseFile.Handler handler) => handler.EarlierAsync(customer.Number, 50, default));

        Assert.Equal(404, read.Error?.Status);
    }

    private Task<T> AskAsync<T>(Func<ReadCaseFile.Handler, Task<T>> ask) => platform.AsStaffAsync("aurora", Roles.Agent, ask);

    /// <summary>Two lines a row, as commits write them, so that pages do not begin where rows do.</summary>
    private Task<int> LengthenAsync(string number, int lines) => platform.InStoreAsync("aurora", async db =>
    {
        var found = await db.Cases.SingleAsync(c => c.Number == number);
        var entry = new JournalEntry(JournalKinds.LineWritten, "about-you", "Elsa.WriteLine", new JsonObject { ["text"] = "again" });
        for (var seq = found.JournalLength + 1; seq <= lines; seq += 2)
            db.Add(new JournalRow { CaseId = found.Id, Seq = seq, At = found.StartedAt, Actor = "platform", Lines = JournalRow.Write(seq < lines ? [entry, entry] : [entry]) });
        return await db.SaveChangesAsync();
    });
}
