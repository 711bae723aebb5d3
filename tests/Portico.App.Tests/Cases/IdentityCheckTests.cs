using Portico.App.Cases;
using Portico.App.Shared;
using Portico.App.Tasks;
using Portico.App.Users;
using Portico.TestKit;
using Portico.Workflows;

namespace Portico.App.Tests.Cases;

/// <summary>Every way an identity check can end; the sandbox decides by family name.</summary>
public sealed class IdentityCheckTests(TestPortico platform) : IClassFixture<TestPortico>
{
    [Theory]
    [InlineData("Clarke")]
    [InlineData("Flaky")]
    [InlineData("Slow")]
    [InlineData("Callback")]
    [InlineData("CallbackLost")]
    [InlineData("Redirect")]
    [InlineData("Crash")]
    [InlineData("Fault delay")]
    [InlineData("Fault duplicate")]
    [InlineData("Fault reorder")]
    [InlineData("Fault drop")]
    [InlineData("Fault bad-signature")]
    [InlineData("Fault garbage")]
    [InlineData("Fault huge")]
    [InlineData("Fault slow")]
    public async Task Whoever_is_verified_goes_on_and_was_checked_once(string familyName)
    {
        var before = Checks();
        var customer = await CustomerNamed(familyName);

        await customer.GoToAsync("payment");

        Assert.Equal(before + 1, Checks());
        var journal = await platform.JournalAsync("aurora", customer.Number);
        Assert.Single(journal, e => e.Kind == JournalKinds.CallAnswered);
    }

    [Theory]
    [InlineData("Refused")]
    [InlineData("CallbackRefused")]
    public async Task Whoever_is_refused_is_told_and_the_case_ends(string familyName)
    {
        var customer = await CustomerNamed(familyName);

        await customer.FinishAsync();

        Assert.Equal(("completed", "Rejected"), (customer.Case.Status, customer.Case.Outcome));
        Assert.Equal("stopped", customer.Case.End!.Tone);
        Assert.Single(await platform.MessagesAsync("aurora", customer.Number), m => m.Template == "rejected");
    }

    [Theory]
    [InlineData("Resubmit")]
    [InlineData("Expired")]
    public async Task Whoever_must_try_again_sees_the_step_again(string familyName)
    {
        var customer = await CustomerNamed(familyName);
        await customer.GoToAsync("identity");

        await customer.SubmitAsync();
        await customer.SettleAsync();

        Assert.Equal(("open", "identity"), (customer.Case.Status, customer.Step));
    }

    [Fact]
    public async Task A_refusal_on_the_providers_page_counts()
    {
        var customer = (await CustomerNamed("Redirect")).ChoosingAtTheProvider("declined");

        await customer.FinishAsync();

        Assert.Equal("Rejected", customer.Case.Outcome);
    }

    [Fact]
    public async Task While_a_page_of_the_provider_waits_the_case_is_open_and_says_that_it_is_a_sandbox()
    {
        var customer = await CustomerNamed("Redirect");
        await customer.GoToAsync("identity");
        await customer.SubmitAsync();

        var seen = await customer.SettleAsync();

        Assert.Equal(("open", "redirect", true), (seen.Status, seen.Action!.Kind, seen.Sandbox));
    }

    [Theory]
    [InlineData("Approved", "payment", null)]
    [InlineData("Declined", null, "Rejected")]
    public async Task An_agent_decides_what_is_unclear(string decision, string? step, string? outcome)
    {
        var customer = await CustomerNamed("Review");
        await customer.FinishAsync();
        Assert.Equal(("waiting", "agent"), (customer.Case.Status, customer.Case.WaitingFor));

        var asked = Assert.Single((await platform.AsStaffAsync("aurora", Roles.Agent, (ReadCaseFile.Handler file) => file.HandleAsync(customer.Number, default))).Value.Decisions);
        var decided = await Decide("aurora", customer.Number, asked.WaitId, decision);

        Assert.True(decided.Ok);
        await customer.SettleAsync();
        Assert.Equal((step, outcome), (customer.Step, customer.Case.Outcome));
    }

    [Fact]
    public async Task A_decision_is_made_once_and_by_the_tenants_own_staff()
    {
        var customer = await CustomerNamed("Review");
        await customer.FinishAsync();
        var asked = Assert.Single((await platform.AsStaffAsync("aurora", Roles.Agent, (ReadCaseFile.Handler file) => file.HandleAsync(customer.Number, default))).Value.Decisions);

        var foreign = await Decide("clearwater", customer.Number, asked.WaitId, "Approved");
        var first = await Decide("aurora", customer.Number, asked.WaitId, "Approved");
        var second = await Decide("aurora", customer.Number, asked.WaitId, "Declined");

        Assert.Equal((404, true, "task.closed"), (foreign.Error?.Status, first.Ok, second.Error?.Code));
    }

    private int Checks() => platform.Effects.Count(e => e.Provider.Contains("kyc", StringComparison.Ordinal) && e.Operation == "start");

    private async Task<ApiCustomer> CustomerNamed(string familyName) =>
        (await platform.StartMoveInAsync()).Answering("familyName", familyName).Answering("preferredChannel", "sms");

    private Task<Result<DecideTask.Response>> Decide(string tenant, string number, string waitId, string outcome) =>
        platform.AsStaffAsync(tenant, Roles.Agent, (DecideTask.Handler decide) => decide.HandleAsync(AgentTask.IdOf(number, waitId), new(outcome, "Seen the passport."), default));
}
