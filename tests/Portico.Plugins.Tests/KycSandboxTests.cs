using Portico.App.Plugins;

namespace Portico.Plugins.Tests;

public sealed class KycSandboxTests(PluginPlatform platform) : IClassFixture<PluginPlatform>
{
    [Theory]
    [InlineData("Lovelace", "approved")]
    [InlineData("Refused", "declined")]
    [InlineData("refused", "declined")]
    [InlineData("Review", "review")]
    [InlineData("Resubmit", "resubmission")]
    [InlineData("Expired", "expired")]
    [InlineData("Slow", "approved")]
    public async Task The_family_name_chooses_the_decision(string familyName, string decision)
    {
        var reply = await platform.Verify(familyName);

        Assert.Equal(decision, PluginPlatform.Decision(reply));
    }

    [Fact]
    public async Task A_refusal_names_its_reason_and_outranks_a_review()
    {
        var refused = PluginPlatform.Done(await platform.Verify("Refused"));
        var review = PluginPlatform.Done(await platform.Verify("Review"));

        Assert.Equal("identity.no_match", refused.GetProperty("reasonKeys")[0].GetString());
        Assert.True(refused.GetProperty("rank").GetInt32() > review.GetProperty("rank").GetInt32());
    }

    [Fact]
    public async Task Flaky_fails_once_and_then_succeeds()
    {
        var key = platform.NewKey();

        var first = Assert.IsType<ProviderReply.FailedRetryable>(await platform.Verify("Flaky", key, attempt: 1));
        var second = await platform.Verify("Flaky", key, attempt: 2);

        Assert.Equal(("provider.flaky", false), (first.Code, first.OutcomeUnknown));
        Assert.Equal("approved", PluginPlatform.Decision(second));
    }

    [Fact]
    public async Task Down_fails_however_often_it_is_tried()
    {
        var key = platform.NewKey();

        foreach (var attempt in Enumerable.Range(1, 4))
            Assert.Equal("provider.down", Assert.IsType<ProviderReply.FailedRetryable>(await platform.Verify("Down", key, attempt)).Code);
    }

    [Theory]
    [InlineData("Callback", "approved")]
    [InlineData("CallbackRefused", "declined")]
    public async Task A_callback_brings_the_decision_of_a_pending_check(string familyName, string decision)
    {
        await using var own = await Own.StartAsync();

        var pending = Assert.IsType<ProviderReply.Pending>(await own.Platform.Verify(familyName));
        var reading = Assert.IsType<CallbackReading.Accepted>(await own.Platform.Read("kyc.sandbox", await own.Platform.NextCallback()));

        Assert.Equal(pending.Reference, reading.Reference);
        Assert.Equal(decision, reading.Value.GetProperty("decision").GetString());
        Assert.True(reading.Final);
        Assert.Equal(30, reading.Rank);
    }

    [Fact]
    public async Task A_lost_callback_is_made_good_by_asking()
    {
        var pending = Assert.IsType<ProviderReply.Pending>(await platform.Verify("CallbackLost"));

        var early = await platform.Get("kyc.sandbox", "identity-verification", pending.Reference);
        platform.Clock.Advance(pending.PollAfter!.Value - platform.Clock.GetUtcNow());
        var late = await platform.Get("kyc.sandbox", "identity-verification", pending.Reference);

        Assert.IsType<ProviderReply.Pending>(early);
        Assert.Equal("approved", PluginPlatform.Decision(late));
    }

    [Fact]
    public async Task Asking_for_an_unknown_reference_is_refused_for_good() =>
        Assert.Equal("sandbox.ref_unknown", Assert.IsType<ProviderReply.FailedFinal>(await platform.Get("kyc.sandbox", "identity-verification", "sbx_nobody")).Code);

    [Fact]
    public async Task A_date_that_is_none_never_reaches_the_plugin()
    {
        var reply = await platform.Call(platform.Invocation("kyc.sandbox", "identity-verification", "start", new() { ["familyName"] = "X", ["dateOfBirth"] = "31/12/1990" }));

        Assert.Equal("input.date_invalid", Assert.IsType<ProviderReply.FailedFinal>(reply).Code);
    }

    [Fact]
    public async Task A_contract_that_the_plugin_does_not_offer_is_refused_for_good()
    {
        var reply = await platform.Call(platform.Invocation("kyc.sandbox", "payment", "create", new() { ["method"] = "card" }));

        Assert.Equal("plugin.unknown_operation", Assert.IsType<ProviderReply.FailedFinal>(reply).Code);
    }

    [Fact]
    public async Task Test_connection_is_green() =>
        Assert.True((await platform.Plugins.CheckAsync("kyc.sandbox", platform.Installation(), CancellationToken.None)).Healthy);
}
