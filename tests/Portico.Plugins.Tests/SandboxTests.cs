using System.Text.Json.Nodes;
using Portico.App.Plugins;

namespace Portico.Plugins.Tests;

public sealed class SandboxTests(PluginPlatform platform) : IClassFixture<PluginPlatform>
{
    private const string Iban = "DE89370400440532013000";

    [Theory]
    [InlineData("Ada Lovelace", Iban, "active")]
    [InlineData("Ada Lovelace", "de89 3704 0044 0532 0130 00", "active")]
    [InlineData("Refused", Iban, "refused")]
    [InlineData("Ada Lovelace", "GB28MIDL07009300000002", "refused")]
    public async Task The_account_chooses_what_becomes_of_a_direct_debit(string holder, string iban, string state)
    {
        var value = PluginPlatform.Done(await platform.Pay("direct-debit", holder, iban));

        Assert.Equal(state, value.GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_flaky_bank_answers_at_the_second_attempt_and_a_dead_one_never()
    {
        var key = platform.NewKey();

        Assert.Equal("provider.flaky", Assert.IsType<ProviderReply.FailedRetryable>(await platform.Pay("direct-debit", "Flaky", Iban, key, 1)).Code);
        Assert.Equal("active", PluginPlatform.Done(await platform.Pay("direct-debit", "Flaky", Iban, key, 2)).GetProperty("state").GetString());
        Assert.Equal("provider.down", Assert.IsType<ProviderReply.FailedRetryable>(await platform.Pay("direct-debit", "Down", Iban, attempt: 7)).Code);
    }

    [Theory]
    [InlineData("direct-debit", "Ada", "DE89370400440532013001", "payment.iban_invalid")]
    [InlineData("direct-debit", "Ada", "4111111111111111", "payment.iban_invalid")]
    [InlineData("direct-debit", "4111 1111 1111 1111", Iban, "payment.account_holder_invalid")]
    [InlineData("direct-debit", "Ada", null, "payment.iban_missing")]
    [InlineData("cheque", "Ada", Iban, "payment.method_unknown")]
    public async Task What_cannot_be_a_mandate_is_refused_for_good(string method, string holder, string? iban, string code) =>
        Assert.Equal(code, Assert.IsType<ProviderReply.FailedFinal>(await platform.Pay(method, holder, iban)).Code);

    [Fact]
    public async Task A_late_bank_answers_by_callback()
    {
        await using var own = await Own.StartAsync();

        var pending = Assert.IsType<ProviderReply.Pending>(await own.Platform.Pay("direct-debit", "Later", Iban));
        var reading = Assert.IsType<CallbackReading.Accepted>(await own.Platform.Read("payment.sandbox", await own.Platform.NextCallback()));

        Assert.Equal((pending.Reference, "active"), (reading.Reference, reading.Value.GetProperty("state").GetString()));
    }

    [Theory]
    [InlineData("active")]
    [InlineData("refused")]
    [InlineData("cancelled")]
    [InlineData("expired")]
    public async Task A_card_is_decided_on_the_sandbox_page(string outcome)
    {
        await using var own = await Own.StartAsync();

        var pending = Assert.IsType<ProviderReply.Pending>(await own.Platform.Pay("card", null, null));
        var before = await own.Platform.Get("payment.sandbox", "payment", pending.Reference);
        var decided = PluginPlatform.Done(await own.Platform.Decide("payment.sandbox", pending.Reference, outcome));
        var reading = Assert.IsType<CallbackReading.Accepted>(await own.Platform.Read("payment.sandbox", await own.Platform.NextCallback()));
        var after = PluginPlatform.Done(await own.Platform.Get("payment.sandbox", "payment", pending.Reference));

        Assert.Equal("https://platform.example/t/north/sandbox/kyc-1/" + pending.Reference, pending.RedirectUrl);
        Assert.IsType<ProviderReply.Pending>(before);
        Assert.Equal(outcome, decided.GetProperty("outcome").GetString());
        Assert.Equal((pending.Reference, outcome), (reading.Reference, reading.Value.GetProperty("state").GetString()));
        Assert.Equal(outcome, after.GetProperty("state").GetString());
    }

    [Fact]
    public async Task The_first_decision_stands_and_its_callback_is_the_same_event()
    {
        await using var own = await Own.StartAsync();
        var pending = Assert.IsType<ProviderReply.Pending>(await own.Platform.Verify("Redirect"));

        await own.Platform.Decide("kyc.sandbox", pending.Reference, "declined");
        var second = PluginPlatform.Done(await own.Platform.Decide("kyc.sandbox", pending.Reference, "approved"));
        var first = Assert.IsType<CallbackReading.Accepted>(await own.Platform.Read("kyc.sandbox", await own.Platform.NextCallback()));
        var repeat = Assert.IsType<CallbackReading.Accepted>(await own.Platform.Read("kyc.sandbox", await own.Platform.NextCallback()));

        Assert.Equal("declined", second.GetProperty("outcome").GetString());
        Assert.Equal((first.EventId, "declined"), (repeat.EventId, repeat.Value.GetProperty("decision").GetString()));
    }

    [Fact]
    public async Task Every_outcome_of_the_manifest_can_be_decided_and_no_other()
    {
        foreach (var (plugin, begin) in new (string, Func<Task<ProviderReply>>)[] { ("kyc.sandbox", () => platform.Verify("Redirect")), ("payment.sandbox", () => platform.Pay("card", null, null)) })
        {
            foreach (var outcome in platform.Plugins.Manifests.Single(m => m.Id == plugin).Provides.Single().Outcomes)
                PluginPlatform.Done(await platform.Decide(plugin, Assert.IsType<ProviderReply.Pending>(await begin()).Reference, outcome.Value));

            var invented = await platform.Decide(plugin, Assert.IsType<ProviderReply.Pending>(await begin()).Reference, "invented");
            Assert.Equal("sandbox.outcome_unknown", Assert.IsType<ProviderReply.FailedFinal>(invented).Code);
        }
    }

    [Theory]
    [InlineData("+31612345678", 1, null)]
    [InlineData("+31612340000", 1, "recipient.refused")]
    [InlineData("0612345678", 1, "recipient.invalid")]
    [InlineData("+31612340001", 1, "provider.flaky")]
    [InlineData("+31612340001", 2, null)]
    public async Task The_number_chooses_what_becomes_of_a_text_message(string number, int attempt, string? code)
    {
        var reply = await platform.Call(platform.Invocation("channel.sms.sandbox", "channel", "send", Sms(number), attempt: attempt));

        Assert.Equal(code, reply switch { ProviderReply.FailedFinal final => final.Code, ProviderReply.FailedRetryable later => later.Code, ProviderReply.Completed => null, _ => "pending" });
    }

    [Fact]
    public async Task One_key_twenty_times_at_once_is_one_effect_and_one_answer()
    {
        await using var own = await Own.StartAsync();

        var checks = await Task.WhenAll(Enumerable.Range(1, 20).Select(n => own.Platform.Verify("Callback", "same", n)));
        var messages = await Task.WhenAll(Enumerable.Range(1, 20).Select(n => own.Platform.Call(own.Platform.Invocation("channel.sms.sandbox", "channel", "send", Sms("+31612345678"), "same", n))));

        Assert.Single(checks.Select(c => Assert.IsType<ProviderReply.Pending>(c).Reference).Distinct());
        Assert.Single(own.Platform.Ledger("kyc.sandbox"));
        Assert.Single(messages.Select(m => PluginPlatform.Done(m).GetRawText()).Distinct());
        Assert.Single(own.Platform.Ledger("channel.sms.sandbox"));
    }

    [Fact]
    public async Task Another_key_or_tenant_is_another_effect()
    {
        await using var own = await Own.StartAsync();

        await own.Platform.Verify("Lovelace", "one");
        await own.Platform.Verify("Lovelace", "two");
        await own.Platform.Call(own.Platform.Invocation("kyc.sandbox", "identity-verification", "start", new JsonObject { ["familyName"] = "Lovelace" }, "one", installation: own.Platform.Installation("south")));

        Assert.Equal((2, 1), (own.Platform.Ledger("kyc.sandbox").Count, own.Platform.Ledger("kyc.sandbox", "south").Count));
    }

    [Fact]
    public async Task The_ledger_holds_nothing_personal()
    {
        await using var own = await Own.StartAsync();

        await own.Platform.Call(own.Platform.Invocation("kyc.sandbox", "identity-verification", "start", new JsonObject { ["givenName"] = "Xerxes", ["familyName"] = "Quux", ["documentNumber"] = "DOC4711" }));
        await own.Platform.Pay("direct-debit", "Quux", Iban);

        Assert.DoesNotMatch("Xerxes|Quux|DOC4711|0532013000", string.Concat(own.Platform.Ledger("kyc.sandbox")) + string.Concat(own.Platform.Ledger("payment.sandbox")));
    }

    private static JsonObject Sms(string number) => new() { ["channel"] = "sms", ["to"] = number, ["text"] = "Hello" };
}
