using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Outbox;
using Portico.App.Simulation;
using Portico.App.Tests.Journeys;
using Portico.App.Users;
using Portico.TestKit;
using Portico.Workflows;

namespace Portico.App.Tests.Cases;

/// <summary>The right to withdraw: offered all the time, done in two steps without a hurdle, acknowledged at once, and once only.</summary>
public abstract class WithdrawalTests(TestPortico platform)
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    private static int count;

    [Fact]
    public async Task All_the_time_the_case_offers_it_and_afterwards_it_goes_the_other_way_and_is_acknowledged()
    {
        var customer = await SwitchAsync();
        var open = customer.Case.Withdrawal!;

        using var reply = await WithdrawAsync(customer);
        var view = await reply.Content.ReadFromJsonAsync<CaseView>();
        await platform.DrainAsync();

        Assert.Equal(("open", Day(14), "withdrawal"), (open.State, open.Until, customer.Case.WaitingFor));
        Assert.Equal((HttpStatusCode.OK, "completed", "Withdrawn", "withdrawn"), (reply.StatusCode, view!.Status, view.Outcome, view.Withdrawal!.State));
        Assert.InRange(platform.Clock.GetUtcNow() - view.Withdrawal.At!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(2));
        var messages = await platform.MessagesAsync("aurora", customer.Number);
        Assert.Equal(["withdrawal-notice", "withdrawal-received"], messages.Select(message => message.Template));
        Assert.Contains(open.Url[..(open.Url.LastIndexOf('/') + 1)], messages[0].Text, StringComparison.Ordinal); // each seal is another text
        Assert.Contains("“I withdraw from the contract ‘Switching to Aurora Energy’ with Aurora Energy, reference " + customer.Number, messages[1].Text, StringComparison.Ordinal);
        Assert.Contains("(London time)", messages[1].Text, StringComparison.Ordinal);
        Assert.Equal("email", messages[1].Channel);
        Assert.Single(await platform.JournalAsync("aurora", customer.Number), line => line.Kind == JournalKinds.ContractWithdrawn);
        Assert.Equal("customer", Assert.Single(await AuditAsync(customer)).Actor.Split(':')[0]);
    }

    [Fact]
    public async Task Twenty_presses_at_once_are_one_withdrawal_with_one_acknowledgement_and_each_is_told_so()
    {
        var customer = await SwitchAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => WithdrawAsync(customer)));

        Assert.All(replies, reply => Assert.True(reply.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict, reply.StatusCode.ToString()));
        Assert.Contains(replies, reply => reply.StatusCode == HttpStatusCode.OK);
        using var late = await WithdrawAsync(customer);
        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
        Assert.Single(await platform.JournalAsync("aurora", customer.Number), line => line.Kind == JournalKinds.ContractWithdrawn);
        Assert.Single(await platform.MessagesAsync("aurora", customer.Number), message => message.Template == "withdrawal-received");
        Assert.Single(await AuditAsync(customer));
    }

    [Fact]
    public async Task At_the_same_moment_as_the_clock_exactly_one_of_the_two_happens()
    {
        for (var round = 0; round < 4; round++)
        {
            var customer = await SwitchAsync();
            // As on a node whose clock is ahead: the timer is due while the customer still may.
            var id = await IdAsync(customer);
            await platform.InStoreAsync("aurora", db => db.Due.Where(due => due.Kind == DueKind.Timer && due.CaseId == id).ExecuteUpdateAsync(set => set.SetProperty(due => due.DueAt, platform.Clock.GetUtcNow())));

            var presses = Enumerable.Range(0, 4).Select(_ => WithdrawAsync(customer)).ToList();
            await platform.DrainAsync();
            await Task.WhenAll(presses);
            await platform.DrainAsync();

            var view = await customer.ReadAsync();
            var withdrew = (await platform.JournalAsync("aurora", customer.Number)).Count(line => line.Kind == JournalKinds.ContractWithdrawn);
            Assert.Equal(view.Withdrawal!.State == "withdrawn" ? (1, "completed", 1) : (0, "waiting", 0), (withdrew, view.Status, (await platform.MessagesAsync("aurora", customer.Number)).Count(message => message.Template == "withdrawal-received")));
        }
    }

    [Fact]
    public async Task After_the_last_day_it_is_too_late_also_before_the_clock_was_heard()
    {
        var customer = await SwitchAsync();
        var midnight = customer.Case.Withdrawal!.Until.AddDays(1).ToDateTime(TimeOnly.MinValue);
        platform.Clock.Advance(new DateTimeOffset(midnight, London.GetUtcOffset(midnight)) - platform.Clock.GetUtcNow());

        using var late = await WithdrawAsync(customer);
        await platform.DrainAsync();
        var view = await customer.ReadAsync();

        await Problem.IsAsync(late, HttpStatusCode.Conflict, "withdrawal.period_over");
        Assert.Equal(("over", "agent"), (view.Withdrawal!.State, view.WaitingFor));
    }

    [Fact]
    public async Task Who_left_no_address_is_somebodys_task_and_the_withdrawal_stands()
    {
        var customer = await OwnAsync();

        using var reply = await WithdrawAsync(customer);
        var view = await reply.Content.ReadFromJsonAsync<CaseView>();

        Assert.Equal((HttpStatusCode.OK, "withdrawn", null), (reply.StatusCode, view!.Withdrawal!.State, view.Withdrawal.SentTo));
        Assert.Equal(["gone"], await platform.LinesAsync(customer.Number));
        var id = await IdAsync(customer);
        var incident = await platform.InStoreAsync("aurora", db => db.Incidents.AsNoTracking().SingleAsync(one => one.CaseId == id));
        Assert.Equal("withdrawal.not_acknowledged", incident.Code);
        Assert.True((await platform.AsStaffAsync("aurora", Roles.Agent, (ResolveIncident.Handler resolve) => resolve.HandleAsync(incident.Id, new("skip", null), default))).Ok);
    }

    [Fact]
    public async Task Where_there_is_no_such_period_nothing_can_be_withdrawn_from_and_strangers_find_no_case()
    {
        var customer = await platform.StartMoveInAsync();
        var other = await SwitchAsync();
        using var none = await WithdrawAsync(customer);
        using var stranger = await platform.Bearer(customer.Token).PostAsync($"/api/v1/cases/{other.Number}/withdrawal", null);

        await Problem.IsAsync(none, HttpStatusCode.Conflict, "withdrawal.not_open");
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
        Assert.Equal("open", (await other.ReadAsync()).Withdrawal!.State);
    }

    [Fact]
    public async Task In_a_test_of_the_journey_fourteen_days_pass_in_no_time_and_who_withdraws_takes_the_other_way()
    {
        var kept = new JourneyTest { Name = "Kept", Outcome = "Activated", Passes = ["register"] };
        var left = new JourneyTest { Name = "Left", Outcome = "Withdrawn", Avoids = ["register"], Acts = [new("cooling-off", Stop.Withdraws, 48)] };
        var before = (await platform.AsStaffAsync("aurora", Roles.Admin, (ReadTests.Handler read) => read.HandleAsync("switch", default))).Value;
        await platform.AsStaffAsync("aurora", Roles.Admin, (SaveTests.Handler save) => save.HandleAsync("switch", new(before.Revision, false, [kept, left]), default));

        var verdicts = (await platform.AsStaffAsync("aurora", Roles.Agent, (RunTests.Handler run) => run.HandleAsync("switch", null, null, default))).Value;

        Assert.Equal([null, null], verdicts.Select(verdict => verdict.Difference));
        Assert.True(verdicts[0].Duration > TimeSpan.FromDays(14) && verdicts[1].Duration < TimeSpan.FromDays(4));
    }

    private Task<HttpResponseMessage> WithdrawAsync(ApiCustomer customer) => platform.Bearer(customer.Token).PostAsync($"/api/v1/cases/{customer.Number}/withdrawal", null);

    private async Task<ApiCustomer> SwitchAsync()
    {
        var customer = await ApiCustomer.StartAsync(platform.Customer("aurora"), "switch", "en");
        await customer.FinishAsync();
        return customer;
    }

    /// <summary>Nobody is asked for an address in it.</summary>
    private async Task<ApiCustomer> OwnAsync()
    {
        var key = $"withdrawal-{Interlocked.Increment(ref count)}";
        await platform.PublishAsync(JsonNode.Parse($$$"""
            {"definitionId":"{{{key}}}","name":"{{{key}}}","root":{"id":"flow","type":"Elsa.Flowchart","version":1,
             "activities":[{{{Drawn.Activity("period", "Portico.WithdrawalPeriod", ("days", "14"), ("template", "withdrawal-received"))}}},{{{Drawn.Line("kept", "kept")}}},{{{Drawn.Line("gone", "gone")}}}],
             "connections":[{"source":{"activity":"period","port":"Over"},"target":{"activity":"kept","port":"In"}},{"source":{"activity":"period","port":"Withdrawn"},"target":{"activity":"gone","port":"In"}}]}}
            """)!.AsObject());
        return await platform.StartAsync(key);
    }

    private DateOnly Day(int after) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(platform.Clock.GetUtcNow(), London).DateTime).AddDays(after);

    private Task<Guid> IdAsync(ApiCustomer customer) => platform.InStoreAsync("aurora", db => db.Cases.Where(one => one.Number == customer.Number).Select(one => one.Id).SingleAsync());

    private Task<List<AuditEntry>> AuditAsync(ApiCustomer customer) => platform.InStoreAsync("aurora", db => db.Audit.AsNoTracking().Where(entry => entry.Subject == "case:" + customer.Number && entry.Action == "contract.withdrawn").ToListAsync());
}

public sealed class WithdrawalsOnSqliteTests(TestPortico platform) : WithdrawalTests(platform), IClassFixture<TestPortico>;

public sealed class WithdrawalsOnPostgresTests(TestPorticoOnPostgres platform) : WithdrawalTests(platform), IClassFixture<TestPorticoOnPostgres>;
