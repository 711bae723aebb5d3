using System.Text.Json.Nodes;
using Portico.App.Plugins;

namespace Portico.Plugins.Tests;

/// <summary>The worst plugins, each beside healthy calls of another one: nothing reaches the platform or the neighbours, and the call ends with a code.</summary>
public sealed class PoisonTests
{
    private const int Healthy = 50;

    [Theory]
    [InlineData("throw", "plugin.threw", false)]
    [InlineData("null", "plugin.threw", false)]
    [InlineData("hang", "plugin.killed", true)]
    [InlineData("ignore", "plugin.killed", true)]
    [InlineData("spin", "plugin.killed", true)]
    [InlineData("stack", "plugin.crashed", true)]
    [InlineData("failfast", "plugin.crashed", true)]
    [InlineData("exit", "plugin.crashed", true)]
    [InlineData("threads", "plugin.crashed", true)]
    [InlineData("flood", "plugin.crashed", true)]
    [InlineData("error-text", "plugin.threw", false)]
    [InlineData("error-key", "plugin.bad_answer", false)]
    public async Task A_poisonous_call_ends_with_a_code_and_harms_nobody_else(string poison, string code, bool dies)
    {
        await using var own = await Own.StartAsync(CrashTests.Probe);
        await own.Platform.Probe("fine");
        await own.Platform.Verify("Lovelace");
        var before = own.Platform.Plugins.ProcessIdOf("kyc.sandbox");

        var poisoned = own.Platform.Probe(poison, seconds: code == "plugin.killed" ? 3 : 15);
        var healthy = await Task.WhenAll(Enumerable.Range(0, Healthy).Select(_ => own.Platform.Verify("Lovelace")));
        var reply = Assert.IsType<ProviderReply.FailedRetryable>(await poisoned);

        Assert.Equal((code, true), (reply.Code, reply.OutcomeUnknown));
        Assert.All(healthy, answer => Assert.Equal("approved", PluginPlatform.Decision(answer)));
        Assert.Equal(before, own.Platform.Plugins.ProcessIdOf("kyc.sandbox"));
        if (dies) await own.Platform.Plugins.WhenAsync(Probes.Id, PluginProcessStatus.Restarting, CancellationToken.None).WaitAsync(PluginPlatform.Patience);
        Assert.Equal(dies ? 1 : 0, own.Platform.Plugins.StateOf(Probes.Id).Restarts);
        AssertNothingToldIn(own.Platform, reply);
    }

    [Fact]
    public async Task One_that_leaks_dies_at_its_limit_and_starts_again()
    {
        await using var own = await Own.StartAsync(CrashTests.Probe);

        ProviderReply reply = new ProviderReply.StillPending();
        for (var call = 0; call < 400 && reply is not ProviderReply.FailedRetryable; call++) reply = await own.Platform.Probe("leak");

        Assert.Equal("plugin.crashed", Probes.Code(reply));
        Assert.Equal("approved", PluginPlatform.Decision(await own.Platform.Verify("Lovelace")));
    }

    [Fact]
    public async Task An_answer_of_100_MiB_is_not_taken()
    {
        await using var own = await Own.StartAsync(CrashTests.Probe);

        var fits = await own.Platform.Operate(Probes.Id, "probe.answer", new JsonObject { ["length"] = 100_000 });
        var large = await own.Platform.Operate(Probes.Id, "probe.answer", new JsonObject { ["length"] = 5 * 1024 * 1024 });
        var huge = await own.Platform.Operate(Probes.Id, "probe.answer", new JsonObject { ["length"] = 100 * 1024 * 1024 });

        Assert.Equal(100_000, PluginPlatform.Done(fits).GetProperty("text").GetString()!.Length);
        Assert.Equal("plugin.bad_answer", Probes.Code(large));
        Assert.Contains(Probes.Code(huge), (string[])["plugin.bad_answer", "plugin.crashed"]); // its own memory may end first
    }

    [Theory]
    [InlineData("read greeting; while true; do echo nonsense; done", "plugin.crashed_at_start")]
    [InlineData("read greeting; echo '{\"ready\":true}'; exec sleep 600", "plugin.handshake_failed")]
    [InlineData("exec sleep 600", "plugin.start_timeout")]
    [InlineData("exit 0", "plugin.crashed_at_start")]
    public async Task A_program_that_does_not_speak_the_protocol_or_does_not_start_is_held_back(string script, string code)
    {
        var folder = Probes.Script("com.example.script", script);
        await using var own = await Own.StartAsync(options =>
        {
            options.StartTimeout = TimeSpan.FromSeconds(10);
            options.Runtimes["shell"] = "/bin/sh";
        }, folder);
        await own.Platform.Verify("Lovelace"); // it has come up

        var healthy = await Task.WhenAll(Enumerable.Range(0, Healthy).Select(_ => own.Platform.Verify("Lovelace")));
        await own.Platform.Plugins.WhenAsync("com.example.script", PluginProcessStatus.Restarting, CancellationToken.None).WaitAsync(PluginPlatform.Patience);
        var reply = await own.Platform.Call(own.Platform.Invocation("com.example.script", "channel", "send", []));

        Assert.Equal(code, own.Platform.Plugins.StateOf("com.example.script").LastErrorCode);
        Assert.Equal("plugin.unavailable", Probes.Code(reply));
        Assert.All(healthy, answer => Assert.Equal("approved", PluginPlatform.Decision(answer)));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_call_under_suspicion_is_asked_alone_so_that_the_next_death_harms_nobody()
    {
        await using var own = await Own.StartAsync(CrashTests.Probe);
        await own.Platform.Probe("fine");
        var process = own.Platform.Plugins.ProcessIdOf(Probes.Id);

        var again = await own.Platform.Probe("failfast", attempt: 2, suspect: true);
        var bystander = await own.Platform.Probe("fine", attempt: 2, suspect: true);

        Assert.Equal("plugin.crashed", Probes.Code(again));
        Assert.Equal("done", Probes.Word(bystander));
        Assert.Equal((process, 0), (own.Platform.Plugins.ProcessIdOf(Probes.Id), own.Platform.Plugins.StateOf(Probes.Id).Restarts));
    }

    [Fact]
    public async Task A_callback_that_kills_twice_is_refused_and_not_read_a_third_time()
    {
        await using var own = await Own.StartAsync(CrashTests.Probe);
        await own.Platform.Probe("fine");
        var deadly = new CallbackRaw("POST", "/", new Dictionary<string, string>(), "die"u8.ToArray(), own.Platform.Clock.GetUtcNow());

        var first = await own.Platform.Read(Probes.Id, deadly);
        await own.Platform.Plugins.WhenAsync(Probes.Id, PluginProcessStatus.Restarting, CancellationToken.None).WaitAsync(PluginPlatform.Patience);
        var second = await own.Platform.Read(Probes.Id, deadly);
        var third = await own.Platform.Read(Probes.Id, deadly);

        Assert.Equal("plugin.crashed", Assert.IsType<CallbackReading.Unavailable>(first).Code);
        Assert.Equal("plugin.crashed", Assert.IsType<CallbackReading.Unavailable>(second).Code);
        Assert.Equal("plugin.crashed", Assert.IsType<CallbackReading.Rejected>(third).Reason);
        Assert.Equal(1, own.Platform.Plugins.StateOf(Probes.Id).Restarts); // the second death was in a process of its own
    }

    private static void AssertNothingToldIn(PluginPlatform platform, ProviderReply reply)
    {
        var told = string.Join('\n', platform.Log.Lines) + reply;
        Assert.DoesNotMatch($"{PluginPlatform.Secret}|quux@example|xxxxxxxxxx", told);
        Assert.True(told.Length < 100_000);
    }
}
