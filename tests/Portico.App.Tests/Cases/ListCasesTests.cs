using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Messages;
using Portico.App.Shared;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Cases;

public abstract class ListCasesTests(TestPortico platform)
{
    [Fact]
    public async Task A_long_list_is_counted_to_a_thousand_and_goes_on_beyond_it()
    {
        await AddAsync("clearwater", 1_060);

        var first = await ListAsync("clearwater", new(0, 25));
        var deep = await ListAsync("clearwater", new(1_000, 25));
        var last = await ListAsync("clearwater", new(1_050, 25));

        Assert.Equal((25, 1_000, true), (first.Rows.Count, first.Counted.Total, first.Counted.More));
        Assert.Equal((25, 1_025, true), (deep.Rows.Count, deep.Counted.Total, deep.Counted.More));
        Assert.Equal((10, 1_060, false), (last.Rows.Count, last.Counted.Total, last.Counted.More));
        Assert.Empty(first.Rows.Select(r => r.Number).Intersect(deep.Rows.Concat(last.Rows).Select(r => r.Number)));
    }

    [Theory]
    [InlineData("C-SRCH2345")]
    [InlineData("c-srch23")]
    [InlineData(" srch2345 ")]
    [InlineData("S")]
    public async Task A_case_is_found_by_its_number_or_how_it_begins(string words)
    {
        await FindableAsync("C-SRCH2345");
        await FindableAsync("C-TZZZ2345");

        var found = await ListAsync("aurora", new(0, 25, words));

        Assert.Contains("C-SRCH2345", found.Rows.Select(r => r.Number));
        Assert.DoesNotContain("C-TZZZ2345", found.Rows.Select(r => r.Number));
    }

    [Fact]
    public async Task A_case_is_found_by_exactly_the_address_that_was_written_to_and_only_by_its_own_tenant()
    {
        await FindableAsync("C-MAR23456", "mira@example.com", "mira@example.com");
        await FindableAsync("C-MAR34567", "amira@example.com");

        var found = await ListAsync("aurora", new(0, 25, "mira@example.com"));
        var elsewhere = await ListAsync("clearwater", new(0, 25, "mira@example.com"));

        Assert.Equal(["C-MAR23456"], found.Rows.Select(r => r.Number));
        Assert.Empty(elsewhere.Rows);
    }

    [Fact]
    public async Task A_search_and_a_status_hold_together()
    {
        await FindableAsync("C-BTH23456");

        Assert.Single((await ListAsync("aurora", new(0, 25, "C-BTH23456", CaseStatus.Open))).Rows);
        Assert.Empty((await ListAsync("aurora", new(0, 25, "C-BTH23456", CaseStatus.Completed))).Rows);
    }

    private Task<ListCases.Page> ListAsync(string tenant, ListCases.Request request) => platform.AsStaffAsync(tenant, Roles.Agent, (ListCases.Handler list) => list.HandleAsync(request, default));

    private Task<int> FindableAsync(string number, params string[] writtenTo) => platform.InStoreAsync("aurora", async db =>
    {
        if (await db.Cases.AnyAsync(c => c.Number == number)) return 0;
        var found = await NewAsync(db, number);
        db.Add(found);
        var letters = 0;
        foreach (var to in writtenTo) db.Add(new Message { Id = platform.Service<Ids>().New(), CaseId = found.Id, CallId = $"m{++letters}", Template = "welcome", Channel = "email", Locale = "en", To = to, Text = "Welcome", CreatedAt = platform.Clock.GetUtcNow() });
        return await db.SaveChangesAsync();
    });

    private Task<int> AddAsync(string tenant, int cases) => platform.InStoreAsync(tenant, async db =>
    {
        for (var i = 0; i < cases; i++) db.Add(await NewAsync(db, $"C-M{i}"));
        return await db.SaveChangesAsync();
    });

    private async Task<Case> NewAsync(PorticoDb db, string number)
    {
        var version = await db.Set<JourneyVersion>().AsNoTracking().FirstAsync();
        return new Case { Id = platform.Service<Ids>().New(), Number = number, JourneyKey = version.JourneyKey, JourneyVersionId = version.Id, JourneyVersion = version.Number, Locale = "en", Seed = 1, StartedAt = platform.Clock.GetUtcNow(), TokenHash = number };
    }
}

public sealed class ListCasesOnSqliteTests(TestPortico platform) : ListCasesTests(platform), IClassFixture<TestPortico>;

public sealed class ListCasesOnPostgresTests(TestPorticoOnPostgres platform) : ListCasesTests(platform), IClassFixture<TestPorticoOnPostgres>;
