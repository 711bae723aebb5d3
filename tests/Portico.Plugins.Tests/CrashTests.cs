using System.Diagnostics;
using System.Text.Json.Nodes;
using Portico.App.Plugins;

namespace Portico.Plugins.Tests;

public sealed class CrashTests
{
    internal static readonly string Probe = typeof(CrashTests).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
        .Cast<System.Reflection.AssemblyMetadataAttribute>().Single(a => a.Key == "ProbeFolder").Value!;

    [Fact]
    public async Task A_plugin_that_dies_in_a_call_is_restarted_and_the_repeated_call_has_one_effect()
    {
        await using var own = await Own.StartAsync();

        var crashed = Assert.IsType<ProviderReply.FailedRetryable>(await own.Platform.Verify("Crash", "poison", attempt: 1));
        await Restarted(own.Platform, "kyc.sandbox");
        var again = await own.Platform.Verify("Crash", "poison", attempt: 2);

        Assert.Equal(("plugin.crashed", true), (crashed.Code, crashed.OutcomeUnknown));
        Assert.Equal("approved", PluginPlatform.Decision(again));
        Assert.Single(own.Platform.Ledger("kyc.sandbox"));
        Assert.Equal(1, own.Platform.Plugins.StateOf("kyc.sandbox").Restarts);
    }

    [Fact]
    public async Task A_killed_process_comes_back_with_what_it_knew()
    {
        await using var own = await Own.StartAsync();
        var pending = Assert.IsType<ProviderReply.Pending>(await own.Platform.Verify("Redirect"));
        var before = own.Platform.Plugins.ProcessIdOf("kyc.sandbox");

        await Kill(own.Platform, "kyc.sandbox");
        await Restarted(own.Platform, "kyc.sandbox");

        Assert.NotEqual(before, own.Platform.Plugins.ProcessIdOf("kyc.sandbox"));
        Assert.IsType<ProviderReply.Pending>(await own.Platform.Get("kyc.sandbox", "identity-verification", pending.Reference));
        Assert.Equal("plugin.crashed", own.Platform.Plugins.StateOf("kyc.sandbox").LastErrorCode);
    }

    [Fact]
    public async Task While_a_process_is_held_back_a_call_fails_at_once_and_has_not_been_sent()
    {
        await using var own = await Own.StartAsync();
        await own.Platform.Verify("Lovelace");

        await Kill(own.Platform, "kyc.sandbox");
        var reply = Assert.IsType<ProviderReply.FailedRetryable>(await own.Platform.Verify("Lovelace"));
        var callback = await own.Platform.Read("kyc.sandbox", new CallbackRaw("POST", "/", new Dictionary<string, string>(), [], own.Platform.Clock.GetUtcNow()));

        Assert.Equal(("plugin.unavailable", false), (reply.Code, reply.OutcomeUnknown));
        Assert.Equal("plugin.unavailable", Assert.IsType<CallbackReading.Unavailable>(callback).Code);
    }

    [Fact]
    public async Task Five_crashes_in_ten_minutes_mean_quarantine_until_released()
    {
        await using var own = await Own.StartAsync();
        await own.Platform.Verify("Lovelace");

        foreach (var crash in Enumerable.Range(1, 5))
        {
            await Kill(own.Platform, "kyc.sandbox", crash == 5 ? PluginProcessStatus.Quarantined : PluginProcessStatus.Restarting);
            if (crash < 5) await Restarted(own.Platform, "kyc.sandbox");
        }

        own.Platform.Clock.Advance(TimeSpan.FromHours(1));
        var held = await own.Platform.Verify("Lovelace");
        own.Platform.Plugins.Release("kyc.sandbox");
        await own.Platform.Plugins.WhenAsync("kyc.sandbox", PluginProcessStatus.Ready, CancellationToken.None).WaitAsync(PluginPlatform.Patience);

        Assert.Equal("plugin.unavailable", Assert.IsType<ProviderReply.FailedRetryable>(held).Code);
        Assert.Equal("approved", PluginPlatform.Decision(await own.Platform.Verify("Lovelace")));
    }

    [Fact]
    public async Task Crashes_far_apart_do_not_add_up()
    {
        await using var own = await Own.StartAsync();
        await own.Platform.Verify("Lovelace");

        for (var crash = 1; crash <= 6; crash++)
        {
            await Kill(own.Platform, "kyc.sandbox");
            await Restarted(own.Platform, "kyc.sandbox");
            own.Platform.Clock.Advance(TimeSpan.FromMinutes(3));
        }

        Assert.Equal(PluginProcessStatus.Ready, own.Platform.Plugins.StateOf("kyc.sandbox").Status);
    }

    [Fact]
    public async Task A_partners_plugin_has_a_process_of_its_own()
    {
        await using var own = await Own.StartAsync(Probe);
        await own.Platform.Verify("Lovelace");
        await Send(own.Platform, "fine");
        var first = own.Platform.Plugins.ProcessIdOf("kyc.sandbox");

        await Kill(own.Platform, "com.example.probe");

        Assert.Equal(first, own.Platform.Plugins.ProcessIdOf("payment.sandbox"));
        Assert.Equal(PluginProcessStatus.Restarting, own.Platform.Plugins.StateOf("com.example.probe").Status);
        Assert.Equal("approved", PluginPlatform.Decision(await own.Platform.Verify("Lovelace")));
    }

    [Fact]
    public async Task A_plugin_that_ignores_its_deadline_is_killed_and_one_that_obeys_is_not()
    {
        await using var own = await Own.StartAsync(Probe);
        await Send(own.Platform, "fine");
        var process = own.Platform.Plugins.ProcessIdOf("com.example.probe");

        var obeyed = Assert.IsType<ProviderReply.FailedRetryable>(await Send(own.Platform, "obey", seconds: 0.3));
        var survivor = own.Platform.Plugins.ProcessIdOf("com.example.probe");
        var hung = Assert.IsType<ProviderReply.FailedRetryable>(await Send(own.Platform, "hang", seconds: 0.3));
        await own.Platform.Plugins.WhenAsync("com.example.probe", PluginProcessStatus.Restarting, CancellationToken.None).WaitAsync(PluginPlatform.Patience);

        Assert.Equal(("plugin.deadline", true), (obeyed.Code, obeyed.OutcomeUnknown));
        Assert.Equal(process, survivor);
        Assert.Equal(("plugin.killed", true), (hung.Code, hung.OutcomeUnknown));
    }

    [Fact]
    public async Task Nothing_secret_or_personal_reaches_a_log_or_a_result()
    {
        await using var own = await Own.StartAsync(Probe);

        var threw = Assert.IsType<ProviderReply.FailedRetryable>(await Send(own.Platform, "throw"));
        var shouted = await Send(own.Platform, "shout");
        var check = await own.Platform.Plugins.CheckAsync("com.example.probe", own.Platform.Installation(), CancellationToken.None);
        await own.Platform.Verify("Quux");

        Assert.Equal(("plugin.threw", true), (threw.Code, threw.OutcomeUnknown));
        Assert.False(check.Healthy);
        var all = string.Join('\n', own.Platform.Log.Lines) + threw + shouted + check + own.Platform.Installation() + own.Platform.Invocation("a", "b", "c", new JsonObject { ["x"] = "Quux" });
        Assert.Contains("probe.shouted", all, StringComparison.Ordinal);
        Assert.Contains("invalidoperationexception", all, StringComparison.Ordinal);
        Assert.DoesNotMatch($"{PluginPlatform.Secret}|undeclared-canary|quux@example|Quux|path-secret", all);
    }

    [Fact]
    public async Task A_plugin_sees_its_declared_secrets_its_own_folder_and_nothing_of_our_environment()
    {
        Environment.SetEnvironmentVariable("PORTICO_TEST_CANARY", "visible");
        await using var own = await Own.StartAsync(Probe);

        Assert.Equal("unseen", Word(await Send(own.Platform, "environment", "PORTICO_TEST_CANARY")));
        Assert.Equal("unseen", Word(await Send(own.Platform, "environment", "PATH")));
        Assert.Equal("seen-unseen", Word(await Send(own.Platform, "secrets")));
        var folder = System.Text.Encoding.UTF8.GetString(Convert.FromHexString(Word(await Send(own.Platform, "folder"))));
        Assert.Equal(Path.Combine(own.Platform.DataFolder, "com.example.probe", "north"), folder);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(folder));
    }

    [Theory]
    [InlineData("https://localhost/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://127.0.0.1:8443/")]
    [InlineData("http://localhost/")]
    [InlineData("https://localhost:5432/")]
    [InlineData("https://undeclared.example/")]
    [InlineData("https://10.1.2.3/")]
    [InlineData("https://user:password@localhost/")]
    public async Task A_plugin_gets_out_neither_to_what_it_did_not_declare_nor_to_the_inside(string url)
    {
        await using var own = await Own.StartAsync(Probe);

        var word = Word(await Send(own.Platform, "http", url, settings: new JsonObject { ["baseUrl"] = "https://10.1.2.3/api" }));

        Assert.Equal("egress.denied", word);
    }

    [Fact]
    public async Task When_the_platform_stops_no_process_stays_behind()
    {
        var own = await Own.StartAsync(Probe);
        await own.Platform.Verify("Lovelace");
        await Send(own.Platform, "fine");
        var processes = new[] { "kyc.sandbox", "com.example.probe" }.Select(p => Process.GetProcessById(own.Platform.Plugins.ProcessIdOf(p)!.Value)).ToList();

        await own.DisposeAsync();

        foreach (var process in processes) await process.WaitForExitAsync(CancellationToken.None).WaitAsync(PluginPlatform.Patience);
        Assert.All(processes, p => Assert.True(p.HasExited));
    }

    private static async Task Kill(PluginPlatform platform, string plugin, PluginProcessStatus then = PluginProcessStatus.Restarting)
    {
        Process.GetProcessById(platform.Plugins.ProcessIdOf(plugin)!.Value).Kill();
        await platform.Plugins.WhenAsync(plugin, then, CancellationToken.None).WaitAsync(PluginPlatform.Patience);
    }

    private static async Task Restarted(PluginPlatform platform, string plugin)
    {
        await platform.Plugins.WhenAsync(plugin, PluginProcessStatus.Restarting, CancellationToken.None).WaitAsync(PluginPlatform.Patience);
        await platform.Clock.SomebodyWaits();
        platform.Clock.Advance(TimeSpan.FromSeconds(30));
        await platform.Plugins.WhenAsync(plugin, PluginProcessStatus.Ready, CancellationToken.None).WaitAsync(PluginPlatform.Patience);
    }

    private static Task<ProviderReply> Send(PluginPlatform platform, string subject, string text = "text", double seconds = 15, JsonObject? settings = null) =>
        platform.Call(platform.Invocation("com.example.probe", "channel", "send", new JsonObject { ["channel"] = "email", ["to"] = "quux@example.org", ["subject"] = subject, ["text"] = text }, installation: platform.Installation(settings: settings))
            with { Deadline = platform.Clock.GetUtcNow().AddSeconds(seconds) });

    private static string Word(ProviderReply reply) => PluginPlatform.Done(reply).GetProperty("reference").GetString()!;
}
