using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Outbox;
using Portico.App.Shared;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Cases;

/// <summary>What nobody but a person can decide stops visibly, and goes on as that person says.</summary>
public sealed class IncidentTests(TestPortico platform) : IClassFixture<TestPortico>
{
    [Fact]
    public async Task A_provider_that_stays_down_is_given_up_after_twelve_attempts()
    {
        var customer = (await platform.StartMoveInAsync()).Answering("familyName", "Down").Answering("preferredChannel", "sms");
        await customer.GoToAsync("identity");
        await customer.SubmitAsync();
        await platform.DrainAsync();

        for (var attempt = 0; attempt < 12; attempt++) await platform.AdvanceAsync(TimeSpan.FromHours(1.1));

        Assert.Equal("incident", (await customer.ReadAsync()).Status);
        var file = await FileOf(customer);
        var incident = Assert.Single(file.Incidents);
        Assert.Equal("provider.down", incident.Code);
        Assert.Contains("after 12 attempts", incident.Text, StringComparison.Ordinal);
        Assert.Equal("Parked", Assert.Single(file.Calls).State);
    }

    [Fact]
    public async Task Retried_once_the_provider_is_back_the_case_goes_on()
    {
        var customer = await CustomerWithoutProvider();

        await platform.SwitchProvidersAsync("aurora", "identity-verification", on: true);
        await Resolve(customer, "retry");

        Assert.Equal("payment", (await customer.SettleAsync()).Step?.Id);
    }

    [Fact]
    public async Task Skipped_the_check_counts_as_failed_and_an_agent_decides()
    {
        var customer = await CustomerWithoutProvider();
        await platform.SwitchProvidersAsync("aurora", "identity-verification", on: true);

        await Resolve(customer, "skip");

        Assert.Equal("agent", (await customer.SettleAsync()).WaitingFor);
    }

    [Fact]
    public async Task Cancelled_the_case_ends_and_nothing_stays_due()
    {
        var customer = await CustomerWithoutProvider();
        await platform.SwitchProvidersAsync("aurora", "identity-verification", on: true);

        await Resolve(customer, "cancel");

        Assert.Equal("cancelled", (await customer.SettleAsync()).Status);
        Assert.Equal(0, await platform.InStoreAsync("aurora", db => db.Cases.Where(c => c.Number == customer.Number).Join(db.Due, c => c.Id, d => d.CaseId, (_, due) => due).CountAsync()));
    }

    [Fact]
    public async Task An_incident_is_resolved_once_and_by_the_tenants_own_staff()
    {
        var customer = await CustomerWithoutProvider();
        await platform.SwitchProvidersAsync("aurora", "identity-verification", on: true);
        var incident = (await FileOf(customer)).Incidents[0].Id;

        var foreign = await Resolve("clearwater", incident, "skip");
        var first = await Resolve("aurora", incident, "skip");
        var second = await Resolve("aurora", incident, "skip");

        Assert.Equal((404, true, 404), (foreign.Error?.Status, first.Ok, second.Error?.Status));
    }

    private async Task<ApiCustomer> CustomerWithoutProvider()
    {
        var customer = (await platform.StartMoveInAsync()).Answering("preferredChannel", "sms");
        await customer.GoToAsync("identity");
        await platform.SwitchProvidersAsync("aurora", "identity-verification", on: false);
        await customer.SubmitAsync();
        await customer.SettleAsync();
        Assert.Equal("incident", customer.Case.Status);
        return customer;
    }

    private async Task<ReadCaseFile.View> FileOf(ApiCustomer customer) =>
        (await platform.AsStaffAsync("aurora", Roles.Agent, (ReadCaseFile.Handler file) => file.HandleAsync(customer.Number, default))).Value;

    private async Task Resolve(ApiCustomer customer, string action)
    {
        var resolved = await Resolve("aurora", (await FileOf(customer)).Incidents.Single(i => i.ResolvedAt is null).Id, action);
        Assert.True(resolved.Ok, resolved.Error?.Code);
    }

    private Task<Result<bool>> Resolve(string tenant, Guid incident, string action) =>
        platform.AsStaffAsync(tenant, Roles.Agent, (ResolveIncident.Handler resolve) => resolve.HandleAsync(incident, new(action, null), default));
}
