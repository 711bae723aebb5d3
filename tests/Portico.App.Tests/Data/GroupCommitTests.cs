using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Outbox;
using Portico.TestKit;

namespace Portico.App.Tests.Data;

public abstract class GroupCommitTests(TestPortico platform)
{
    private enum Fate { Accepted, RefusedAtOnce, RefusedHalfWay, ConflictHalfWay }

    [Fact]
    public async Task Of_commits_that_come_in_at_once_each_is_written_whole_or_not_at_all_whatever_becomes_of_the_others()
    {
        var number = (await platform.StartMoveInAsync()).Number;
        var found = await platform.InStoreAsync("aurora", db => db.Cases.AsNoTracking().SingleAsync(c => c.Number == number));
        var commits = platform.Service<GroupCommits>();
        var outdated = commits.Rows.UpdateOf<Case>([nameof(Case.Locale)], [nameof(Case.Revision)])(found, "aurora", found.Revision + 1);
        RowCommand New(string id) => commits.Rows.Inserts([new Due { CaseId = found.Id, Id = id, Kind = DueKind.Timer, ActivityId = "wait", DueAt = platform.Clock.GetUtcNow().AddYears(1), CreatedAt = platform.Clock.GetUtcNow() }], "aurora").Single();
        await commits.CommitAsync("aurora", found.Id, [New("taken")]);

        var wanted = Enumerable.Range(0, 60).Select(i => (Fate: (Fate)(i % 4), Id: $"row{i}")).ToList();
        var under = wanted.ConvertAll(w => commits.CommitAsync("aurora", found.Id, w.Fate switch
        {
            Fate.Accepted => [New(w.Id), New(w.Id + "b")],
            Fate.RefusedAtOnce => [outdated, New(w.Id)],
            Fate.RefusedHalfWay => [New(w.Id), outdated],
            _ => [New(w.Id), New("taken")],
        }));
        var became = new List<Fate>();
        foreach (var (commit, w) in under.Zip(wanted)) became.Add(await FateOfAsync(commit, w.Fate));

        Assert.Equal(wanted.Select(w => w.Fate), became);
        var there = await platform.InStoreAsync("aurora", db => db.Due.Where(d => d.CaseId == found.Id && d.Id.StartsWith("row")).Select(d => d.Id).ToListAsync());
        Assert.Equal(wanted.Where(w => w.Fate == Fate.Accepted).SelectMany(w => new[] { w.Id, w.Id + "b" }).Order(), there.Order());
    }

    private static async Task<Fate> FateOfAsync(Task<bool> commit, Fate wanted)
    {
        try
        {
            return await commit ? Fate.Accepted : wanted == Fate.RefusedAtOnce ? Fate.RefusedAtOnce : Fate.RefusedHalfWay;
        }
        catch (RowConflictException)
        {
            return Fate.ConflictHalfWay;
        }
    }
}

public sealed class GroupCommitOnSqliteTests(TestPortico platform) : GroupCommitTests(platform), IClassFixture<TestPortico>;

public sealed class GroupCommitOnPostgresTests(TestPorticoOnPostgres platform) : GroupCommitTests(platform), IClassFixture<TestPorticoOnPostgres>;
