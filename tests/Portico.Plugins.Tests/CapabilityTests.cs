using System.Text.Json.Nodes;
using Portico.App.Plugins;
using Portico.Sdk;

namespace Portico.Plugins.Tests;

/// <summary>What a provider can do beyond its contract, through the process boundary.</summary>
public sealed class CapabilityTests(PluginPlatform platform) : IClassFixture<PluginPlatform>
{
    private const string Iban = "DE89370400440532013000";

    [Fact]
    public async Task Money_is_given_back_once_for_a_key_and_not_more_than_there_was()
    {
        var reference = await PaidAsync();
        var part = new JsonObject { ["ref"] = reference, ["amountMinor"] = 500, ["currency"] = "EUR" };

        var first = PluginPlatform.Done(await Ask("refund", part, "refund-1"));
        var again = PluginPlatform.Done(await Ask("refund", new JsonObject { ["ref"] = reference, ["amountMinor"] = 700, ["currency"] = "EUR" }, "refund-1"));
        var tooMuch = await Ask("refund", new JsonObject { ["ref"] = reference, ["amountMinor"] = 1_000_000, ["currency"] = "EUR" });

        Assert.Equal(500, first.GetProperty("amountMinor").GetInt64());
        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.Equal("refund.amount_refused", Probes.Code(tooMuch));
        Assert.Equal("sandbox.ref_unknown", Probes.Code(await Ask("refund", new JsonObject { ["ref"] = "nothing" })));
    }

    [Fact]
    public async Task A_mandate_ends_and_nothing_is_taken_by_it_any_more()
    {
        var reference = await PaidAsync();

        Assert.Equal("active", PluginPlatform.Done(await Ask("capture", new JsonObject { ["ref"] = reference })).GetProperty("state").GetString());
        Assert.Equal("cancelled", PluginPlatform.Done(await Ask("revoke", new JsonObject { ["ref"] = reference })).GetProperty("state").GetString());
        Assert.Equal("cancelled", PluginPlatform.Done(await Ask("revoke", new JsonObject { ["ref"] = reference })).GetProperty("state").GetString());
        Assert.Equal("mandate.ended", Probes.Code(await Ask("capture", new JsonObject { ["ref"] = reference })));
    }

    [Fact]
    public async Task What_was_erased_is_not_known_any_more_and_what_the_law_keeps_is_said()
    {
        var reference = await PaidAsync();

        var receipt = PluginPlatform.Done(await Ask("erase", new JsonObject { ["ref"] = reference }));

        Assert.Equal("payment.bookkeeping", receipt.GetProperty("keptByLaw")[0].GetString());
        Assert.Equal("sandbox.ref_unknown", Probes.Code(await platform.Get("payment.sandbox", "payment", reference)));
    }

    [Fact]
    public async Task What_a_provider_cannot_do_is_refused_for_good() =>
        Assert.Equal("plugin.unknown_operation", Probes.Code(await platform.Call(platform.Invocation("channel.sms.sandbox", "channel", "erase", new JsonObject { ["ref"] = "x" }))));

    [Theory]
    [InlineData("\"capabilities\": [\"callbacks\"]", "\"capabilities\": [\"callbacks\", \"deferred\"]", "plugin.capability_missing")]
    [InlineData("\"name\": \"probe.echo\"", "\"name\": \"probe.other\"", "plugin.operations_differ")]
    [InlineData("\"contract\": \"channel\"", "\"contract\": \"payment\"", "plugin.contract_missing")]
    public async Task A_plugin_that_cannot_do_what_its_manifest_says_is_not_loaded(string before, string after, string code)
    {
        var folder = Probes.InVersion("0.1.0");
        var manifest = Path.Combine(folder, "plugin.json");
        var text = await File.ReadAllTextAsync(manifest);
        Assert.Contains(before, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(manifest, text.Replace(before, after, StringComparison.Ordinal));
        await using var own = await Own.StartAsync(folder);

        await own.Platform.Plugins.WhenAsync(Probes.Id, PluginProcessStatus.Ready, CancellationToken.None).WaitAsync(PluginPlatform.Patience);

        Assert.Equal((PluginProcessStatus.Quarantined, code), (own.Platform.Plugins.StateOf(Probes.Id).Status, own.Platform.Plugins.StateOf(Probes.Id).LastErrorCode));
        Directory.Delete(folder, recursive: true);
    }

    public static TheoryData<VerificationOutcome, VerificationOutcome> Better => new()
    {
        { new(VerificationDecision.Review) { IsFinal = false }, new(VerificationDecision.Review) },
        { new(VerificationDecision.Approved) { IsFinal = false }, new(VerificationDecision.Expired) },
        { new(VerificationDecision.Review), new(VerificationDecision.Resubmission) },
        { new(VerificationDecision.Abandoned), new(VerificationDecision.Declined) },
        { new(VerificationDecision.Expired), new(VerificationDecision.Approved) },
    };

    [Theory]
    [MemberData(nameof(Better))]
    public void An_outcome_that_says_more_has_the_higher_rank(VerificationOutcome less, VerificationOutcome more) => Assert.True(less.Rank < more.Rank);

    [Fact]
    public void A_payment_that_is_decided_outranks_one_that_ran_out_and_that_one_that_waits()
    {
        int[] ranks = [.. new[] { PaymentState.Pending, PaymentState.Expired, PaymentState.Refused }.Select(state => new PaymentOutcome(state).Rank)];

        Assert.Equal(ranks.Order().Distinct(), ranks);
        Assert.Equal(new PaymentOutcome(PaymentState.Active).Rank, ranks[2]);
    }

    private async Task<string> PaidAsync() => PluginPlatform.Done(await platform.Pay("direct-debit", "Ada", Iban)).GetProperty("reference").GetString()!;

    private Task<ProviderReply> Ask(string operation, JsonObject input, string? key = null) => platform.Call(platform.Invocation("payment.sandbox", "payment", operation, input, key));
}
