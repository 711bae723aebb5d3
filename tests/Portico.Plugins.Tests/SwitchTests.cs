using System.Diagnostics;
using Portico.App.Plugins;

namespace Portico.Plugins.Tests;

/// <summary>Another version takes over while calls are under way, and the former one comes back.</summary>
public sealed class SwitchTests
{
    private static readonly string[] Tenants = ["t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8"];
    private static readonly TimeSpan OldOneGets = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task An_upgrade_and_a_downgrade_under_500_calls_fail_none_of_them()
    {
        var folder = Probes.InVersion("0.2.0");
        await using var own = await Own.StartAsync();
        var plugins = own.Platform.Plugins;
        var (first, second) = (Version(CrashTests.Probe, "0.1.0"), Version(folder, "0.2.0"));
        Assert.Null(await plugins.BringInAsync(first, CancellationToken.None));
        Assert.Equal("v0.1.0", Probes.Word(await own.Platform.Probe("version", plugin: first.Slot)));
        var old = Process.GetProcessById(plugins.ProcessIdOf(first.Slot)!.Value);

        var (made, over, active, answers) = (0, false, first.Slot, new System.Collections.Concurrent.ConcurrentDictionary<string, int>());
        var calls = Enumerable.Range(0, 16).Select(async caller =>
        {
            while (!Volatile.Read(ref over) || Volatile.Read(ref made) < 500)
            {
                var reply = await own.Platform.Probe("version", tenant: Tenants[caller % Tenants.Length], plugin: Volatile.Read(ref active));
                if (Probes.Code(reply) == "plugin.not_installed") continue; // it was taken out between choosing and asking: who calls chooses again
                answers.AddOrUpdate(Probes.Word(reply), 1, (_, count) => count + 1);
                Interlocked.Increment(ref made);
            }
        }).ToList();
        var up = await plugins.BringInAsync(second, CancellationToken.None);
        Volatile.Write(ref active, second.Slot);
        await plugins.RemoveAsync(first.Slot, OldOneGets);
        var between = Probes.Word(await own.Platform.Probe("version", plugin: second.Slot));
        var down = await plugins.BringInAsync(first, CancellationToken.None);
        Volatile.Write(ref active, first.Slot);
        await plugins.RemoveAsync(second.Slot, OldOneGets);
        Volatile.Write(ref over, true);
        await Task.WhenAll(calls).WaitAsync(PluginPlatform.Patience); // each of them was answered, or this throws

        Assert.Equal((null, "v0.2.0", null), (up, between, down));
        Assert.Equal(["v0.1.0", "v0.2.0"], answers.Keys.Order());
        Assert.True(made >= 500);
        Assert.True(old.HasExited);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_call_under_way_ends_in_the_version_it_began_in_and_one_that_never_ends_is_cut_off()
    {
        await using var own = await Own.StartAsync(CrashTests.Probe);
        await own.Platform.Probe("fine");
        var quick = own.Platform.Probe("wait", "700");
        var endless = own.Platform.Probe("hang", seconds: 25, tenant: "south");

        var leaving = own.Platform.Plugins.RemoveAsync(Probes.Id, OldOneGets);
        Assert.Equal("done", Probes.Word(await quick));
        Assert.Equal("plugin.not_installed", Probes.Code(await own.Platform.Probe("version")));
        Assert.False(leaving.IsCompleted);
        own.Platform.Clock.Advance(OldOneGets);

        await leaving.WaitAsync(PluginPlatform.Patience);
        Assert.Equal("plugin.crashed", Probes.Code(await endless));
    }

    [Fact]
    public async Task A_version_that_does_not_come_up_changes_nothing()
    {
        var folder = Probes.InVersion("0.2.0");
        var manifest = Version(folder, "0.2.0");
        File.WriteAllText(Path.Combine(folder, "Portico.Plugins.Probe.dll"), "not an assembly");
        await using var own = await Own.StartAsync(CrashTests.Probe);
        await own.Platform.Probe("fine");
        var process = own.Platform.Plugins.ProcessIdOf(Probes.Id);

        var code = await own.Platform.Plugins.BringInAsync(manifest, CancellationToken.None);

        Assert.Equal("plugin.load_failed", code);
        Assert.Equal("v0.1.0", Probes.Word(await own.Platform.Probe("version")));
        Assert.Equal(process, own.Platform.Plugins.ProcessIdOf(Probes.Id));
        Assert.Equal("plugin.not_installed", Probes.Code(await own.Platform.Probe("version", plugin: manifest.Slot)));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Of_500_callbacks_read_while_the_secret_and_the_version_change_none_is_lost()
    {
        var folder = Probes.InVersion("0.2.0");
        var second = Version(folder, "0.2.0");
        await using var own = await Own.StartAsync(CrashTests.Probe);
        await own.Platform.Probe("fine");
        var overlap = own.Platform.Installation() with { Secrets = new Dictionary<string, string> { ["password"] = "new", ["formerPassword"] = "old" } };
        var (active, over, readings) = (Probes.Id, false, new System.Collections.Concurrent.ConcurrentDictionary<int, CallbackReading>());
        var reading = Parallel.ForEachAsync(Numbers(), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, _) =>
        {
            var raw = new CallbackRaw("POST", "/", new Dictionary<string, string> { ["probe-secret"] = number % 2 == 0 ? "old" : "new" }, System.Text.Encoding.UTF8.GetBytes($"e{number}"), own.Platform.Clock.GetUtcNow());
            do readings[number] = await own.Platform.Read(Volatile.Read(ref active), raw, overlap);
            while (readings[number] is CallbackReading.Unavailable { Code: "plugin.not_installed" }); // it was taken out between choosing and asking: who asks chooses again
        });
        var switched = await own.Platform.Plugins.BringInAsync(second, CancellationToken.None);
        Volatile.Write(ref active, second.Slot);
        await own.Platform.Plugins.RemoveAsync(Probes.Id, OldOneGets);
        Volatile.Write(ref over, true);
        await reading.WaitAsync(PluginPlatform.Patience);

        Assert.Null(switched);
        Assert.True(readings.Count >= 500);
        Assert.All(readings, one => Assert.Equal($"e{one.Key}", one.Value is CallbackReading.Accepted accepted ? accepted.EventId : one.Value.ToString()));
        Assert.IsType<CallbackReading.Rejected>(await own.Platform.Read(second.Slot, new CallbackRaw("POST", "/", new Dictionary<string, string> { ["probe-secret"] = "third" }, [], own.Platform.Clock.GetUtcNow()), overlap));
        Directory.Delete(folder, recursive: true);

        IEnumerable<int> Numbers()
        {
            for (var number = 0; number < 500 || !Volatile.Read(ref over); number++) yield return number;
        }
    }

    private static PluginManifest Version(string folder, string version) => PluginManifest.Read(folder, firstParty: false) with { Slot = $"{Probes.Id}@{version}" };
}
