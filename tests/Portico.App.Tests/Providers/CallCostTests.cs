using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Providers;
using Portico.App.Shared;
using Portico.App.Simulation;
using Portico.App.Tests.Journeys;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Providers;

/// <summary>A utility says what its providers charge, and sees what a case costs.</summary>
public abstract class CallCostTests(TestPortico platform)
{
    private static readonly string[] Checks = [Drawn.Activity("you", "Portico.ShowForm", ("form", "about-you")), Drawn.Activity("verify", "Portico.VerifyIdentity", ("provider", "identity"))];

    [Theory]
    [InlineData("Clarke")]
    [InlineData("Callback")] // answers later, by a callback
    public async Task A_call_is_counted_once_at_the_price_of_its_time_however_its_answer_comes(string familyName)
    {
        var key = "costs-" + familyName.ToLowerInvariant();
        await platform.PublishAsync(Drawn.Sequence(key, Checks));
        await PriceAsync(1.25m);
        var customer = (await ApiCustomer.StartAsync(platform.Customer("aurora"), key, "en")).Answering("familyName", familyName);

        await customer.FinishAsync();
        await platform.DrainAsync();
        await PriceAsync(9m);

        Assert.Equal(1_250_000, (await CaseAsync(customer.Number)).CostMicros);
    }

    [Fact]
    public async Task Without_a_price_a_case_costs_nothing()
    {
        await platform.PublishAsync(Drawn.Sequence("free-check", Checks));
        await PriceAsync(0);
        var customer = await ApiCustomer.StartAsync(platform.Customer("aurora"), "free-check", "en");

        await customer.FinishAsync();

        Assert.Equal(0, (await CaseAsync(customer.Number)).CostMicros);
    }

    [Fact]
    public async Task A_simulation_says_what_its_calls_would_cost()
    {
        await PriceAsync(0.8m);

        var report = await platform.AsStaffAsync("aurora", Roles.Admin, (RunSimulation.Handler run) => run.HandleAsync("move-in", new(100, 1, "2026-11-22", []), default));

        var check = report.Value.Calls.Single(call => call.Name == "Check the identity");
        Assert.Equal((check.Count * 0.8m, check.Count * 0.8m, "GBP"), (check.Cost, report.Value.Cost, report.Value.Currency));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1_001)]
    [InlineData(0.00001)]
    public async Task A_price_that_cannot_be_is_refused_at_its_field(double price)
    {
        var saved = await SaveAsync((decimal)price);

        Assert.Equal(["callCost"], saved.Error!.Fields!.Keys);
    }

    private Task<Case> CaseAsync(string number) => platform.InStoreAsync("aurora", db => db.Cases.AsNoTracking().SingleAsync(c => c.Number == number));

    private async Task PriceAsync(decimal price)
    {
        var saved = await SaveAsync(price);
        Assert.True(saved.Ok, saved.Error?.Text);
    }

    private Task<Result<int>> SaveAsync(decimal price) => platform.AsStaffAsync("aurora", Roles.Admin, async (ReadInstallation.Handler read) =>
    {
        var now = (await read.HandleAsync("identity", default)).Value;
        return await platform.AsStaffAsync("aurora", Roles.Admin, (SaveInstallation.Handler save) => save.HandleAsync("identity", new(now.Revision, now.DisplayName, true, now.IsDefault, now.Settings, [], CallCost: price), default));
    });
}

public sealed class CallCostOnSqliteTests(TestPortico platform) : CallCostTests(platform), IClassFixture<TestPortico>;

public sealed class CallCostOnPostgresTests(TestPorticoOnPostgres platform) : CallCostTests(platform), IClassFixture<TestPorticoOnPostgres>;
