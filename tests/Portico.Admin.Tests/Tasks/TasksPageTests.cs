using System.Text.Json.Nodes;
using Bunit;
using Portico.Admin.Cases;
using Portico.Admin.Tasks;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Tasks;
using Portico.App.Users;
using Portico.Workflows;

namespace Portico.Admin.Tests.Tasks;

public sealed class TasksPageTests : AdminBench
{
    private const string Me = "staff:00000000-0000-0000-0000-000000000000";
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Without_a_task_the_page_says_what_will_be_here()
    {
        await FurnishAsync(Aurora);
        SignIn(Roles.Agent);

        Navigation.NavigateTo("/admin/tasks");
        var page = Render<TasksPage>();

        page.WaitForAssertion(() => Assert.Equal("You have no tasks", page.Find(".empty h2").TextContent));
    }

    [Fact]
    public async Task The_tabs_part_mine_from_unclaimed_and_count_them()
    {
        await OpenAsync("C-AAAA2222", "Mine", claimedBy: Me);
        await OpenAsync("C-BBBB3333", "Free");
        SignIn(Roles.Agent);
        Navigation.NavigateTo("/admin/tasks");
        var page = Render<TasksPage>();
        page.WaitForAssertion(() => Assert.Equal(["Mine"], page.FindAll(".row-link").Select(a => a.TextContent)));

        Navigation.NavigateTo(page.FindAll(".chip").Single(chip => chip.TextContent.StartsWith("Unclaimed", StringComparison.Ordinal)).GetAttribute("href")!);

        page.WaitForAssertion(() => Assert.Equal(["Free"], page.FindAll(".row-link").Select(a => a.TextContent)));
        Assert.Equal(["Mine (1)", "Unclaimed (1)", "All (2)"], page.FindAll(".chip").Select(chip => chip.TextContent.Trim()));
    }

    [Fact]
    public async Task What_is_late_comes_first_and_says_so_in_words_not_only_in_a_colour()
    {
        await OpenAsync("C-AAAA2222", "Calm", deadline: Now.AddDays(2).AddMinutes(5));
        await OpenAsync("C-BBBB3333", "Late", deadline: Now.AddHours(-3).AddMinutes(-5));
        SignIn(Roles.Agent);

        Navigation.NavigateTo("/admin/tasks?whose=all");
        var page = Render<TasksPage>();

        page.WaitForAssertion(() => Assert.Equal(["Late", "Calm"], page.FindAll(".row-link").Select(a => a.TextContent)));
        Assert.Equal(["overdue by 3 hours", "in 2 days"], page.FindAll("td[data-label=Due] time").Select(time => time.TextContent));
        Assert.Single(page.FindAll(".overdue"));
    }

    [Fact]
    public async Task Claiming_opens_the_task()
    {
        await OpenAsync("C-AAAA2222", "Credit?");
        SignIn(Roles.Agent);
        Navigation.NavigateTo("/admin/tasks?whose=unclaimed");
        var page = Render<TasksPage>();
        page.WaitForElement("button[aria-label='Claim Credit?, case C-AAAA2222']").Click();

        page.WaitForAssertion(() => Assert.EndsWith("/admin/tasks/C-AAAA2222-w1", Navigation.Uri, StringComparison.Ordinal));
        Assert.Equal(Me, await StoreAsync(db => Task.FromResult(db.Tasks.Single().ClaimedBy)));
    }

    [Fact]
    public void A_proposal_of_ones_own_cannot_be_confirmed_and_the_page_says_why()
    {
        var panel = Render<DecisionPanel>(p => p.Add(c => c.Decision, Proposed(by: Me)).Add(c => c.Me, Me));

        Assert.Contains("You proposed “Approve”. A colleague has to confirm it", Flat(panel.Markup), StringComparison.Ordinal);
        Assert.Equal(["Take it back"], panel.FindAll("button").Select(button => button.TextContent));
    }

    [Fact]
    public void The_proposal_of_a_colleague_is_confirmed_with_his_outcome()
    {
        DecideTask.Request? asked = null;
        var panel = Render<DecisionPanel>(p => p.Add(c => c.Decision, Proposed(by: "staff:ben")).Add(c => c.Me, Me).Add(c => c.Proposer, "Ben").Add(c => c.Decide, request => asked = request));
        Assert.Contains("Ben proposed “Approve”.", Flat(panel.Markup), StringComparison.Ordinal);

        panel.FindAll("button")[0].Click();

        Assert.Equal(new DecideTask.Request("Approved"), asked);
    }

    [Fact]
    public async Task A_task_that_is_gone_says_so()
    {
        await FurnishAsync(Aurora);
        SignIn(Roles.Agent);

        var page = Render<TaskPage>(p => p.Add(c => c.Id, "C-AAAA2222-w9"));

        page.WaitForAssertion(() => Assert.Equal("This task is not open any more", page.Find(".empty h2").TextContent));
    }

    private static ReadCaseFile.Decision Proposed(string by) => new("w1", "Credit?", null, ["Approved", "Declined"]) { FourEyes = true, ProposedBy = by, ProposedOutcome = "Approved" };

    private static string Flat(string markup) => System.Text.RegularExpressions.Regex.Replace(System.Text.RegularExpressions.Regex.Replace(markup, "<[^>]+>", " "), @"\s+", " ").Replace(" .", ".", StringComparison.Ordinal);

    private async Task OpenAsync(string number, string title, DateTimeOffset? deadline = null, string? claimedBy = null)
    {
        await StoreAsync(async db =>
        {
            if (db.JourneyVersions.Any()) return 0;
            db.AddRange(Aurora, new Journey { Key = "move-in", Name = "Move in", LiveVersion = 1 }, new JourneyVersion { Id = "v1", JourneyKey = "move-in", Number = 1, Definition = """{"root":{}}""", CreatedAt = Now, UpdatedAt = Now });
            return await db.SaveChangesAsync();
        });
        await StoreAsync(async db =>
        {
            var opened = new Case { Id = Fresh.Id(), Number = number, JourneyKey = "move-in", JourneyVersionId = "v1", JourneyVersion = 1, Locale = "en", Seed = 1, StartedAt = Now, TokenHash = number };
            var data = new JsonObject { ["title"] = title };
            if (deadline is { } by) data["deadline"] = by.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
            var task = AgentTask.Of(opened, new Wait("w1", "ask", "Portico.AgentDecision", WaitKind.Agent, data), Now);
            if (claimedBy is not null) task.Claim(claimedBy, Now);
            db.AddRange(opened, task);
            return await db.SaveChangesAsync();
        });
    }
}
