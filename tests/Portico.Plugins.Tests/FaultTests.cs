using System.Diagnostics;
using System.Text.Json.Nodes;
using Portico.App.Plugins;

namespace Portico.Plugins.Tests;

/// <summary>The fault switch: what a spoilt callback looks like, and that asking heals it.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData("bad-signature", "callback.signature")]
    [InlineData("garbage", "callback.unreadable")]
    public async Task A_spoilt_callback_is_refused_and_asking_heals_it(string fault, string reason)
    {
        await using var own = await Own.StartAsync();

        var pending = Assert.IsType<ProviderReply.Pending>(await Verify(own.Platform, "Callback", fault));
        var reading = await own.Platform.Read("kyc.sandbox", await own.Platform.NextCallback());

        Assert.Equal(reason, Assert.IsType<CallbackReading.Rejected>(reading).Reason);
        await AssertHealed(own.Platform, pending.Reference);
    }

    [Fact]
    public async Task A_huge_callback_is_larger_than_the_platform_takes()
    {
        await using var own = await Own.StartAsync();

        var pending = Assert.IsType<ProviderReply.Pending>(await Verify(own.Platform, "Fault huge"));

        Assert.True((await own.Platform.NextCallback()).Body.Length > 64 * 1024);
        await AssertHealed(own.Platform, pending.Reference);
    }

    [Fact]
    public async Task A_dropped_callback_never_comes_also_when_somebody_decides_on_the_page()
    {
        await using var own = await Own.StartAsync();
        var silent = Assert.IsType<ProviderReply.Pending>(await Verify(own.Platform, "Callback", "drop"));
        var page = Assert.IsType<ProviderReply.Pending>(await Verify(own.Platform, "Redirect", "drop"));

        await own.Platform.Call(own.Platform.Invocation("kyc.sandbox", "sandbox", "decide", new JsonObject { ["ref"] = page.Reference, ["outcome"] = "approved" }, installation: own.Platform.Installation(settings: new JsonObject { ["fault"] = "drop" })));
        var told = Assert.IsType<ProviderReply.Pending>(await own.Platform.Verify("Callback"));

        Assert.Equal(told.Reference, Assert.IsType<CallbackReading.Accepted>(await own.Platform.Read("kyc.sandbox", await own.Platform.NextCallback())).Reference); // the first that came
        await AssertHealed(own.Platform, silent.Reference);
    }

    [Fact]
    public async Task A_duplicate_is_three_times_the_same_event()
    {
        await using var own = await Own.StartAsync();

        await Verify(own.Platform, "Fault duplicate");
        var readings = new List<CallbackReading.Accepted>();
        for (var callback = 0; callback < 3; callback++) readings.Add(Assert.IsType<CallbackReading.Accepted>(await own.Platform.Read("kyc.sandbox", await own.Platform.NextCallback())));

        Assert.Single(readings.Select(reading => reading.EventId).Distinct());
    }

    [Fact]
    public async Task Reordered_the_interim_event_comes_last_is_older_and_has_the_lower_rank()
    {
        await using var own = await Own.StartAsync();

        await own.Platform.Pay("direct-debit", "Fault reorder", "DE89370400440532013000");
        var last = Assert.IsType<CallbackReading.Accepted>(await own.Platform.Read("payment.sandbox", await own.Platform.NextCallback()));
        var interim = Assert.IsType<CallbackReading.Accepted>(await own.Platform.Read("payment.sandbox", await own.Platform.NextCallback()));

        Assert.Equal((true, "active", false, "pending"), (last.Final, last.Value.GetProperty("state").GetString(), interim.Final, interim.Value.GetProperty("state").GetString()));
        Assert.True(interim.Rank < last.Rank);
        Assert.True(interim.OccurredAt < last.OccurredAt);
        Assert.NotEqual(last.EventId, interim.EventId);
    }

    [Fact]
    public async Task A_late_callback_comes_when_asking_has_long_answered()
    {
        await using var own = await Own.StartAsync();

        var pending = Assert.IsType<ProviderReply.Pending>(await Verify(own.Platform, "Fault delay"));
        await AssertHealed(own.Platform, pending.Reference);

        Assert.Equal(pending.Reference, Assert.IsType<CallbackReading.Accepted>(await own.Platform.Read("kyc.sandbox", await own.Platform.NextCallback())).Reference);
    }

    [Theory]
    [InlineData("connector.crm.sandbox", "connector", "customer.create", """{"familyName":"Lovelace"}""")]
    [InlineData("channel.sms.sandbox", "channel", "send", """{"channel":"sms","to":"+31612345678","text":"Hello"}""")]
    public async Task A_slow_provider_answers_after_five_seconds(string plugin, string contract, string operation, string input)
    {
        await using var own = await Own.StartAsync();
        var began = Stopwatch.GetTimestamp();

        PluginPlatform.Done(await own.Platform.Call(own.Platform.Invocation(plugin, contract, operation, JsonNode.Parse(input)!.AsObject(), installation: own.Platform.Installation(settings: new JsonObject { ["fault"] = "slow" }))));

        Assert.True(Stopwatch.GetElapsedTime(began) >= TimeSpan.FromSeconds(4.9));
    }

    [Fact]
    public void Every_sandbox_says_that_it_is_one()
    {
        var sandboxes = Directory.EnumerateDirectories(PluginOptions.FirstPartyFolder).Select(folder => PluginManifest.Read(folder, firstParty: true)).Where(manifest => manifest.Id.EndsWith(".sandbox", StringComparison.Ordinal)).ToList();

        Assert.Equal(4, sandboxes.Count);
        Assert.All(sandboxes, manifest =>
        {
            Assert.Contains("(sandbox)", manifest.DisplayName, StringComparison.Ordinal);
            Assert.Contains("for trying out and testing only", manifest.Description, StringComparison.Ordinal);
            Assert.All(manifest.Provides, offer => Assert.True(offer.Sandbox));
            Assert.Contains(manifest.Settings, setting => setting.Name == "fault");
        });
    }

    private static async Task AssertHealed(PluginPlatform platform, string reference)
    {
        platform.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("approved", PluginPlatform.Decision(await platform.Get("kyc.sandbox", "identity-verification", reference)));
    }

    private static Task<ProviderReply> Verify(PluginPlatform platform, string familyName, string? fault = null) =>
        platform.Call(platform.Invocation("kyc.sandbox", "identity-verification", "start", new JsonObject { ["familyName"] = familyName }, installation: platform.Installation(settings: fault is null ? [] : new JsonObject { ["fault"] = fault })));
}
