using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Shared;
using Portico.App.Tasks;
using Portico.App.Users;
using Portico.TestKit;
using Portico.Workflows;

namespace Portico.App.Tests.Tasks;

/// <summary>What waits for people: who takes it, who decides, and what happens when nobody does.</summary>
public abstract class TaskTests(TestPortico platform)
{
    private const string Ada = "staff:ada", Ben = "staff:ben";

    [Fact]
    public async Task A_step_that_asks_an_agent_is_a_task_as_long_as_it_is_open()
    {
        var customer = await AskedAsync();

        var opened = await TaskOfAsync(customer);
        await DecideAsync(Ada, opened!.Id, "Approved");

        Assert.Equal(("Credit?", customer.Number, "decision", "billing"), (opened.Title, opened.CaseNumber, opened.Kind, opened.Skill));
        Assert.Null(await TaskOfAsync(customer));
        Assert.Equal("completed", (await customer.SettleAsync()).Status);
    }

    [Fact]
    public async Task A_case_that_is_cancelled_takes_its_tasks_with_it()
    {
        var customer = await AskedAsync();

        await platform.AsStaffAsync("aurora", Roles.Agent, (CancelCase.Handler cancel) => cancel.HandleAsync(customer.Number, default));

        Assert.Null(await TaskOfAsync(customer));
    }

    [Fact]
    public async Task Of_two_who_claim_at_the_same_time_one_gets_it_and_the_other_hears_who_did()
    {
        var id = (await TaskOfAsync(await AskedAsync()))!.Id;

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => ClaimAsync($"staff:racer-{n}", id)));

        Assert.Single(results, result => result.Ok);
        Assert.All(results.Where(result => !result.Ok), result => Assert.Equal((409, "task.claimed"), (result.Error!.Status, result.Error.Code)));
    }

    [Fact]
    public async Task What_a_colleague_has_claimed_nobody_else_decides_until_it_is_released()
    {
        var id = (await TaskOfAsync(await AskedAsync()))!.Id;
        await ClaimAsync(Ada, id);

        var meanwhile = await DecideAsync(Ben, id, "Approved");
        var stolen = await ReleaseAsync(Ben, id);
        var released = await ReleaseAsync(Ada, id);
        var after = await DecideAsync(Ben, id, "Approved");

        Assert.Equal(("task.claimed", "task.not_yours", true, "decided"), (meanwhile.Error?.Code, stolen.Error?.Code, released.Ok, after.Value.State));
    }

    [Fact]
    public async Task Where_two_must_agree_the_proposer_cannot_confirm_and_a_second_person_can()
    {
        var customer = await AskedAsync(TwoPeople);
        var id = (await TaskOfAsync(customer))!.Id;
        await ClaimAsync(Ada, id);

        var proposed = await DecideAsync(Ada, id, "Declined");
        var open = await TaskOfAsync(customer);
        var alone = await DecideAsync(Ada, id, "Declined");
        var again = await ClaimAsync(Ada, id);
        var other = await DecideAsync(Ben, id, "Approved");
        var confirmed = await DecideAsync(Ben, id, "Declined");

        Assert.Equal(("proposed", Ada, "Declined", null), (proposed.Value.State, open!.ProposedBy, open.ProposedOutcome, open.ClaimedBy));
        Assert.Equal(("task.four_eyes", "task.four_eyes", "task.proposal_differs", "decided"), (alone.Error?.Code, again.Error?.Code, other.Error?.Code, confirmed.Value.State));
        Assert.Contains(await platform.JournalAsync("aurora", customer.Number), line => line.Kind == JournalKinds.DecisionProposed);
    }

    [Fact]
    public async Task A_proposal_that_is_rejected_leaves_the_task_open_for_anybody()
    {
        var id = (await TaskOfAsync(await AskedAsync(TwoPeople)))!.Id;
        var early = await DecideAsync(Ben, id, null, reject: true);
        await DecideAsync(Ada, id, "Approved");

        var rejected = await DecideAsync(Ben, id, null, "Look at page two.", reject: true);
        var anew = await DecideAsync(Ben, id, "Declined");

        Assert.Equal(("task.no_proposal", "open", "proposed"), (early.Error?.Code, rejected.Value.State, anew.Value.State));
    }

    [Fact]
    public async Task Whoever_decides_against_the_check_has_to_say_why()
    {
        var id = (await TaskOfAsync(await AskedAsync("\"suggestion\":" + Text("Declined"))))!.Id;

        var silent = await DecideAsync(Ada, id, "Approved", note: " ");
        var reasoned = await DecideAsync(Ada, id, "Approved", "The name was misspelt.");

        Assert.Equal((422, "answers.invalid"), (silent.Error?.Status, silent.Error?.Code));
        Assert.True(silent.Error!.Fields!.ContainsKey("note"));
        Assert.True(reasoned.Ok);
    }

    [Fact]
    public async Task The_inbox_knows_what_is_mine_what_is_free_and_what_is_late_most_urgent_first()
    {
        var journey = $"\"deadlineHours\":{Text("2")}";
        var (late, calm) = (await AskedAsync(journey), await AskedAsync());
        var (lateId, calmId) = ((await TaskOfAsync(late))!.Id, (await TaskOfAsync(calm))!.Id);
        await ClaimAsync("staff:cleo", calmId);
        await platform.FireTimersAsync("aurora", late.Number);

        var mine = await ListAsync("staff:cleo", new(0, 50, ListTasks.Whose.Mine));
        var free = await ListAsync("staff:cleo", new(0, 50, ListTasks.Whose.Unclaimed));
        var all = await ListAsync("staff:cleo", new(0, 50, Skill: "billing"));

        Assert.Equal([calmId], mine.Rows.Select(row => row.Id));
        Assert.Contains(free.Rows, row => row.Id == lateId);
        Assert.DoesNotContain(free.Rows, row => row.Id == calmId);
        Assert.True(Index(all, lateId) < Index(all, calmId));
        Assert.Equal(1, all.Rows.Single(row => row.Id == lateId).Priority);
        Assert.Contains(await platform.JournalAsync("aurora", late.Number), line => line.Kind == JournalKinds.TaskOverdue);
    }

    [Fact]
    public async Task A_task_that_nobody_does_is_escalated_the_team_is_told_and_in_the_end_it_expires()
    {
        var customer = await AskedAsync($"\"escalateAfter\":{Text("4")},\"escalationTemplate\":{Text("in-review")},\"escalationTo\":{Text("team@aurora.example")},\"expiresAfter\":{Text("24")}");

        await platform.AdvanceAsync(TimeSpan.FromHours(5));
        var escalated = await TaskOfAsync(customer);
        var told = await platform.MessagesAsync("aurora", customer.Number);
        await platform.AdvanceAsync(TimeSpan.FromHours(20));

        Assert.Equal(2, escalated!.Priority);
        var message = Assert.Single(told);
        Assert.Equal(("team@aurora.example", "email"), (message.To, message.Channel));
        Assert.DoesNotContain("/resume/", message.Text, StringComparison.Ordinal);
        Assert.Null(await TaskOfAsync(customer));
        Assert.Equal("completed", (await customer.ReadAsync()).Status);
    }

    [Fact]
    public async Task An_admin_gives_a_task_to_somebody_else_and_an_agent_cannot()
    {
        var customer = await AskedAsync();
        var id = (await TaskOfAsync(customer))!.Id;
        await ClaimAsync(Ada, id);
        var agent = await platform.InStoreAsync("aurora", db => db.Staff.AsNoTracking().FirstAsync(s => s.Role == Roles.Agent));

        var refused = await platform.AsStaffAsync("aurora", Roles.Agent, (ReassignTask.Handler give) => give.HandleAsync(id, agent.Id, default));
        var given = await platform.AsStaffAsync("aurora", Roles.Admin, (ReassignTask.Handler give) => give.HandleAsync(id, agent.Id, default));

        Assert.Equal(("staff.not_allowed", agent.Name), (refused.Error?.Code, given.Value.ClaimedBy));
    }

    [Fact]
    public async Task Machines_of_the_back_office_list_claim_release_and_decide()
    {
        var customer = await AskedAsync();
        var back = platform.BackOffice("aurora");
        var id = (await TaskOfAsync(customer))!.Id;

        var listed = await back.GetFromJsonAsync<PageTasks.Response>("/api/v1/tasks?whose=unclaimed&skill=billing");
        var claimed = await back.PostAsync($"/api/v1/tasks/{id}/claim", null);
        var released = await back.PostAsync($"/api/v1/tasks/{id}/release", null);
        var wrong = await back.PostAsJsonAsync($"/api/v1/tasks/{id}/decide", new { outcome = "Perhaps" });
        var decided = await back.PostAsJsonAsync($"/api/v1/tasks/{id}/decide", new { outcome = "Approved" });
        var late = await back.PostAsJsonAsync($"/api/v1/tasks/{id}/decide", new { outcome = "Approved" });

        Assert.Contains(listed!.Items, item => item.Id == id);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK), (claimed.StatusCode, released.StatusCode, decided.StatusCode));
        await Problem.IsAsync(wrong, HttpStatusCode.UnprocessableEntity, "answers.invalid");
        await Problem.IsAsync(late, HttpStatusCode.Conflict, "task.closed");
        await Problem.IsAsync(await back.PostAsync("/api/v1/tasks/C-NOTHING-w1/claim", null), HttpStatusCode.NotFound, "task.not_found");
        await Problem.IsAsync(await back.GetAsync("/api/v1/tasks?whose=hers"), HttpStatusCode.BadRequest, "whose.unknown");
        await Problem.IsAsync(await back.GetAsync("/api/v1/tasks?cursor=x"), HttpStatusCode.BadRequest, "cursor.invalid");
    }

    [Fact]
    public async Task A_long_list_is_read_page_by_page_without_a_gap()
    {
        for (var n = 0; n < 52; n++) await AskedAsync(skill: "paging", journeyKey: n == 0 ? null : pagingJourney);

        var first = await platform.BackOffice("aurora").GetFromJsonAsync<PageTasks.Response>("/api/v1/tasks?skill=paging");
        var second = await platform.BackOffice("aurora").GetFromJsonAsync<PageTasks.Response>($"/api/v1/tasks?skill=paging&cursor={first!.Next}");

        Assert.Equal((50, 2, null), (first.Items.Count, second!.Items.Count, second.Next));
        Assert.Equal(52, first.Items.Concat(second.Items).Select(item => item.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_document_is_awaited_in_words_reminded_of_once_and_refused_with_a_reason()
    {
        var customer = await platform.StartOwnAsync("aurora", Consent, $$"""{"id":"doc","type":"Portico.RequestDocument","version":1,"document":{{Text("Your lease")}},"reminderAfter":{{Text("24")}},"reminderTemplate":{{Text("reminder")}},"expiresAfter":{{Text("240")}}}""");
        await customer.SubmitAsync();
        var seen = await customer.SettleAsync();
        var task = await TaskOfAsync(customer);

        await platform.AdvanceAsync(TimeSpan.FromHours(25));
        var reminded = await platform.MessagesAsync("aurora", customer.Number);
        var silent = await DecideAsync(Ada, task!.Id, "Refused");
        var refused = await DecideAsync(Ada, task.Id, "Refused", "It is not signed.");

        Assert.Equal(("waiting", "document", "Your lease"), (seen.Status, seen.WaitingFor, seen.WaitingForWhat));
        Assert.NotNull(seen.WaitingUntil);
        Assert.Equal("document", task.Kind);
        Assert.Equal("reminder", Assert.Single(reminded).Template);
        Assert.Equal((422, true, "completed"), (silent.Error?.Status, refused.Ok, (await customer.ReadAsync()).Status));
    }

    [Fact]
    public async Task A_cooling_off_period_shows_its_last_day_and_ends_with_it()
    {
        var customer = await platform.StartOwnAsync("aurora", $$"""{"id":"clock","type":"Portico.WaitUntil","version":1,"days":{{Text("14")}}}""");
        var seen = await customer.ReadAsync();
        var london = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
        var last = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(platform.Clock.GetUtcNow(), london).DateTime).AddDays(14);
        var file = (await platform.AsStaffAsync("aurora", Roles.Agent, (ReadCaseFile.Handler read) => read.HandleAsync(customer.Number, default))).Value;

        await platform.AdvanceAsync(TimeSpan.FromDays(13));
        var during = (await customer.ReadAsync()).Status;
        await platform.AdvanceAsync(TimeSpan.FromDays(2));

        Assert.Equal(("timer", last), (seen.WaitingFor, seen.WaitingUntil));
        Assert.Equal(last, Assert.Single(file.Clocks).Until);
        Assert.Equal(("waiting", "completed"), (during, (await customer.ReadAsync()).Status));
    }

    private static readonly string Consent = $$"""{"id":"about","type":"Portico.ShowForm","version":1,"form":{{Text("about-you")}}}""";
    private static readonly string TwoPeople = "\"fourEyes\":" + Text("true");
    private string? pagingJourney;

    private static string Text(string value) => """{"expression":{"type":"Literal","value":"VALUE"}}""".Replace("VALUE", value, StringComparison.Ordinal);

    private async Task<ApiCustomer> AskedAsync(string? more = null, string skill = "billing", string? journeyKey = null)
    {
        if (journeyKey is not null) return await ApiCustomer.StartAsync(platform.Customer("aurora"), journeyKey, "en");
        var inputs = $"\"title\":{Text("Credit?")},\"skill\":{Text(skill)}" + (more is null ? "" : "," + more);
        var customer = await platform.StartOwnAsync("aurora", """{"id":"ask","type":"Portico.AgentDecision","version":1,""" + inputs + "}");
        pagingJourney = customer.Case.Journey;
        return customer;
    }

    private Task<AgentTask?> TaskOfAsync(ApiCustomer customer) => platform.InStoreAsync("aurora", db => db.Tasks.AsNoTracking().SingleOrDefaultAsync(t => t.CaseNumber == customer.Number));

    private Task<Result<TaskView>> ClaimAsync(string who, string id) => platform.AsStaffAsync("aurora", Roles.Agent, (ClaimTask.Handler claim) => claim.HandleAsync(id, default), who);

    private Task<Result<TaskView>> ReleaseAsync(string who, string id) => platform.AsStaffAsync("aurora", Roles.Agent, (ReleaseTask.Handler release) => release.HandleAsync(id, default), who);

    private Task<Result<DecideTask.Response>> DecideAsync(string who, string id, string? outcome, string? note = null, bool reject = false) =>
        platform.AsStaffAsync("aurora", Roles.Agent, (DecideTask.Handler decide) => decide.HandleAsync(id, new(outcome, note, reject), default), who);

    private Task<ListTasks.Page> ListAsync(string who, ListTasks.Request request) => platform.AsStaffAsync("aurora", Roles.Agent, (ListTasks.Handler list) => list.HandleAsync(request, default), who);

    private static int Index(ListTasks.Page page, string id) => page.Rows.ToList().FindIndex(row => row.Id == id);
}

public sealed class TasksOnSqliteTests(TestPortico platform) : TaskTests(platform), IClassFixture<TestPortico>;

public sealed class TasksOnPostgresTests(TestPorticoOnPostgres platform) : TaskTests(platform), IClassFixture<TestPorticoOnPostgres>;
