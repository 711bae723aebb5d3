using System.Diagnostics;
using Portico.App.Plugins;

namespace Portico.Plugins.Tests;

/// <summary>Another version takes over while calls are under way, and the former one comes back.</summary>
public sealed class SwitchTests
{
    private static readonly string[] Tenants = ["t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8"];

    [Fact]
    public async Task An_upgrade_and_a_downgrade_under_500_calls_fail_none_of_them()
    {
        var folder = Probes.InVersion("0.2.0");
        await using var own = await Own.StartAsync(CrashTests.Probe);
        var plugins = own.Platform.Plugins;
        Assert.Equal("v0.1.0", Probes.Word(await own.Platform.Probe("version")));
        var old = Process.GetProcessById(plugins.ProcessIdOf(Probes.Id)!.Value);

        var (made, over, answers) = (0, false, new System.Collections.Concurrent.ConcurrentDictionary<string, int>());
        var calls = Enumerable.Range(0, 16).Select(async caller =>
        {
            while (!Volatile.Read(ref over) || Volatile.Read(ref made) < 500)
            {
                answers.AddOrUpdate(Probes.Word(await own.Platform.Probe("version", tenant: Tenants[caller % Tenants.Length])), 1, (_, count) => count + 1);
                Interlocked.Increment(ref made);
            }
        }).ToList();
        var up = await plugins.SwitchAsync(PluginManifest.Read(folder, firstParty: false), CancellationToken.None);
        var between = Probes.Word(await own.Platform.Probe("version"));
        var down = await plugins.RevertAsync(Probes.Id, CancellationToken.None);
        Volatile.Write(ref over, true);
        await Task.WhenAll(calls).WaitAsync(PluginPlatform.Patience); // each of them was answered, or this throws

        Assert.Equal((null, "v0.2.0", null), (up, between, down));
        Assert.Equal(["v0.1.0", "v0.2.0"], answers.Keys.Order());
        Assert.True(made >= 500);
        Assert.Equal("v0.1.0", Probes.Word(await own.Platform.Probe("version")));
        Assert.Equal("0.2.0", plugins.FormerOf(Probes.Id)!.Version);
        Assert.True(old.HasExited);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_call_under_way_ends_in_the_old_version_and_one_that_never_ends_is_cut_off()
    {
        var folder = Probes.InVersion("0.2.0");
        await using var own = await Own.StartAsync(CrashTests.Probe);
        await own.Platform.Probe("fine");
        var quick = own.Platform.Probe("wait", "700");
        var endless = own.Platform.Probe("hang", seconds: 25, tenant: "south");

        var switching = own.Platform.Plugins.SwitchAsync(PluginManifest.Read(folder, firstParty: false), CancellationToken.None);
        Assert.Equal("done", Probes.Word(await quick));
        Assert.Equal("v0.2.0", Probes.Word(await Eventually(() => own.Platform.Probe("version"), "v0.2.0")));
        Assert.False(switching.IsCompleted);
        own.Platform.Clock.Advance(TimeSpan.FromSeconds(30)); // all that the old one gets

        Assert.Null(await switching.WaitAsync(PluginPlatform.Patience));
        Assert.Equal("plugin.crashed", Probes.Code(await endless));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_version_that_does_not_come_up_changes_nothing()
    {
        var folder = Probes.InVersion("0.2.0");
        var manifest = PluginManifest.Read(folder, firstParty: false);
        File.WriteAllText(Path.Combine(folder, "Portico.Plugins.Probe.dll"), "not an assembly");
        await using var own = await Own.StartAsync(CrashTests.Probe);
        await own.Platform.Probe("fine");
        var process = own.Platform.Plugins.ProcessIdOf(Probes.Id);

        var code = await own.Platform.Plugins.SwitchAsync(manifest, CancellationToken.None);

        Assert.Equal("plugin.load_failed", code);
        Assert.Equal("v0.1.0", Probes.Word(await own.Platform.Probe("version")));
        Assert.Equal(process, own.Platform.Plugins.ProcessIdOf(Probes.Id));
        Assert.Equal("plugin.no_former_version", await own.Platform.Plugins.RevertAsync(Probes.Id, CancellationToken.None));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_plugin_can_be_brought_in_while_the_platform_runs()
    {
        await using var own = await Own.StartAsync();

        var code = await own.Platform.Plugins.SwitchAsync(PluginManifest.Read(CrashTests.Probe, firstParty: false), CancellationToken.None);

        Assert.Null(code);
        Assert.Contains(own.Platform.Plugins.Manifests, manifest => manifest.Id == Probes.Id);
        Assert.Equal("done", Probes.Word(await own.Platform.Probe("fine")));
    }

    [Fact]
    public async Task Of_500_callbacks_read_while_the_secret_and_the_version_change_none_is_lost()
    {
        var folder = Probes.InVersion("0.2.0");
        await using var own = await Own.StartAsync(CrashTests.Probe);
        await own.Platform.Probe("fine");
        var overlap = own.Platform.Installation() with { Secrets = new Dictionary<string, string> { ["password"] = "new", ["formerPassword"] = "old" } };
        Task<CallbackReading> Read(int number) => own.Platform.Read(Probes.Id, new CallbackRaw("POST", "/", new Dictionary<string, string> { ["probe-secret"] = number % 2 == 0 ? "old" : "new" }, System.Text.Encoding.UTF8.GetBytes($"e{number}"), own.Platform.Clock.GetUtcNow()), overlap);

        var first = Enumerable.Range(0, 250).Select(Read).ToList();
        var switching = own.Platform.Plugins.SwitchAsync(PluginManifest.Read(folder, firstParty: false), CancellationToken.None);
        var second = Enumerable.Range(250, 250).Select(Read).ToList();
        var readings = await Task.WhenAll(first.Concat(second));

        Assert.Null(await switching);
        Assert.Equal(Enumerable.Range(0, 500).Select(number => $"e{number}"), readings.Select(reading => Assert.IsType<CallbackReading.Accepted>(reading).EventId));
        Assert.IsType<CallbackReading.Rejected>(await own.Platform.Read(Probes.Id, new CallbackRaw("POST", "/", new Dictionary<string, string> { ["probe-secret"] = "third" }, [], own.Platform.Clock.GetUtcNow()), overlap));
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<ProviderReply> Eventually(Func<Task<ProviderReply>> ask, string word)
    {
        for (var tries = 0; ; tries++)
        {
            var reply = await ask();
            if (Probes.Word(reply) == word || tries == 500) return reply;
        }
    }
}
