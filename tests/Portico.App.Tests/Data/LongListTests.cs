using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Messages;
using Portico.App.Shared;
using Portico.App.Studio;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Data;

public abstract class LongListTests(TestPortico platform)
{
    private const string Tenant = "clearwater";

    [Fact]
    public async Task Messages_and_the_audit_are_counted_to_a_thousand_and_read_to_the_last_row()
    {
        await platform.InStoreAsync(Tenant, async db =>
        {
            var found = await NewCaseAsync(db, "C-LETTERS2");
            db.Add(found);
            for (var i = 0; i < 1_030; i++)
            {
                db.Add(new Message { Id = platform.Service<Ids>().New(), CaseId = found.Id, CallId = $"m{i}", Template = "welcome", Channel = "sms", Locale = "en", To = "+15550100", Text = "Welcome", CreatedAt = platform.Clock.GetUtcNow() });
                db.Add(new AuditEntry { Id = platform.Service<Ids>().New(), At = platform.Clock.GetUtcNow(), Actor = "system", Action = "attic.opened", Subject = "attic", Data = "{}" });
            }

            return await db.SaveChangesAsync();
        });

        var letters = await MessagesAsync(0);
        var lastLetters = await MessagesAsync(1_010);
        var entries = await AuditAsync(0);
        var lastEntries = await AuditAsync(1_010);

        Assert.Equal((25, new Counted(1_000, true)), (letters.Rows.Count, letters.Counted));
        Assert.Equal((20, new Counted(1_030, false)), (lastLetters.Rows.Count, lastLetters.Counted));
        Assert.Equal((25, new Counted(1_000, true)), (entries.Rows.Count, entries.Counted));
        Assert.Equal((20, new Counted(1_030, false)), (lastEntries.Rows.Count, lastEntries.Counted));
    }

    [Fact]
    public async Task The_designer_can_page_through_all_instances_though_it_is_told_of_a_thousand()
    {
        var begun = (await platform.StartMoveInAsync(Tenant)).Number;
        await platform.InStoreAsync(Tenant, async db =>
        {
            for (var i = 0; i < 1_120; i++) db.Add(await NewCaseAsync(db, $"C-PAGED{i}"));
            await db.SaveChangesAsync();
            var state = await db.Cases.Where(c => c.Number == begun).Select(c => c.State).SingleAsync();
            return await db.Cases.Where(c => c.Number.StartsWith("C-PAGED")).ExecuteUpdateAsync(set => set.SetProperty(c => c.State, state));
        });

        var (seen, page, shown) = (new HashSet<string>(), 0, 0);
        int total;
        do
        {
            var answer = await platform.AsStaffAsync(Tenant, Roles.Agent, (Instances instances) => instances.ListAsync(new JsonObject { ["page"] = page++, ["pageSize"] = 100, ["searchTerm"] = "C-PAGED" }, default));
            total = answer["totalCount"]!.GetValue<int>();
            var rows = answer["items"]!.AsArray();
            shown += rows.Count;
            foreach (var row in rows) seen.Add(row!["id"]!.ToString());
        }
        while (page * 100 < total);

        Assert.Equal((1_120, 1_120, 12), (seen.Count, shown, page));
    }

    private Task<ListMessages.Page> MessagesAsync(int skip) => platform.AsStaffAsync(Tenant, Roles.Agent, (ListMessages.Handler list) => list.HandleAsync(new(skip, 25, "sms"), default));

    private Task<ListAudit.Page> AuditAsync(int skip) => platform.AsStaffAsync(Tenant, Roles.Admin, (ListAudit.Handler list) => list.HandleAsync(new(skip, 25, "attic"), default));

    private async Task<Case> NewCaseAsync(PorticoDb db, string number)
    {
        var version = await db.Set<JourneyVersion>().AsNoTracking().FirstAsync();
        return new Case { Id = platform.Service<Ids>().New(), Number = number, JourneyKey = version.JourneyKey, JourneyVersionId = version.Id, JourneyVersion = version.Number, Locale = "en", Seed = 1, StartedAt = platform.Clock.GetUtcNow(), TokenHash = number };
    }
}

public sealed class LongListOnSqliteTests(TestPortico platform) : LongListTests(platform), IClassFixture<TestPortico>;

public sealed class LongListOnPostgresTests(TestPorticoOnPostgres platform) : LongListTests(platform), IClassFixture<TestPorticoOnPostgres>;
