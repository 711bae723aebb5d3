using Portico.TestKit;

namespace Portico.App.Tests.Cases;

public sealed class PaymentTests(TestPortico platform) : IClassFixture<TestPortico>
{
    [Fact]
    public async Task A_card_is_entered_at_the_provider_and_the_customer_comes_back()
    {
        var customer = await CustomerPaying("card");

        await customer.GoToAsync("consents");

        Assert.Single(platform.Effects, e => e.Provider.Contains("payment", StringComparison.Ordinal) && e.Operation == "decide" && e.What == "active");
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("cancelled")]
    [InlineData("expired")]
    public async Task A_card_that_failed_leads_to_another_way_to_pay(string outcome)
    {
        var customer = (await CustomerPaying("card")).Answering("payment-retry.paymentMethod", "invoice").ChoosingAtTheProvider(outcome);

        await customer.GoToAsync("payment-retry");
        await customer.FinishAsync();

        Assert.Equal("Activated", customer.Case.Outcome);
    }

    [Fact]
    public async Task A_refused_direct_debit_can_be_tried_again_with_another_account()
    {
        var customer = (await CustomerPaying("direct-debit"))
            .Answering("payment.accountHolder", "Refused").Answering("payment-retry.accountHolder", "Amina Clarke").Answering("payment-retry.paymentMethod", "direct-debit");
        await customer.GoToAsync("payment-retry");

        await customer.GoToAsync("consents");

        Assert.Equal("consents", customer.Step);
    }

    [Theory]
    [InlineData("Later")]
    [InlineData("Flaky")]
    public async Task A_bank_that_takes_its_time_is_waited_for(string accountHolder)
    {
        var customer = (await CustomerPaying("direct-debit")).Answering("accountHolder", accountHolder);

        await customer.GoToAsync("consents");

        Assert.Equal("open", customer.Case.Status);
    }

    [Fact]
    public async Task An_invoice_needs_no_provider()
    {
        var before = platform.Effects.Count(e => e.Provider.Contains("payment", StringComparison.Ordinal));
        var customer = await CustomerPaying("invoice");

        await customer.FinishAsync();

        Assert.Equal("Activated", customer.Case.Outcome);
        Assert.Equal(before, platform.Effects.Count(e => e.Provider.Contains("payment", StringComparison.Ordinal)));
    }

    private async Task<ApiCustomer> CustomerPaying(string method) =>
        (await platform.StartMoveInAsync()).Answering("payment.paymentMethod", method).Answering("preferredChannel", "sms");
}
