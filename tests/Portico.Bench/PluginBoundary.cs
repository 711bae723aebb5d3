using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Portico.App.Plugins;

namespace Portico.Bench;

/// <summary>What it costs that a plugin is another process: a question that the plugin answers without doing anything, from the platform's side of the boundary.</summary>
internal static class PluginBoundary
{
    private const int WarmUp = 5_000;
    private const int Calls = 20_000;
    private static readonly TimeSpan MostHalf = TimeSpan.FromMilliseconds(0.3);
    private static readonly TimeSpan MostOfHundred = TimeSpan.FromMilliseconds(3);

    public static async Task<int> RunAsync()
    {
        var data = Directory.CreateTempSubdirectory("portico-bench-plugins-").FullName;
        var options = new PluginOptions { DataFolder = data };
        options.Folders.Add(Path.Combine(PluginOptions.FirstPartyFolder, "*"));
        await using var plugins = new PluginSupervisor(Options.Create(options), TimeProvider.System, NullLogger<PluginSupervisor>.Instance);
        await plugins.StartAsync(CancellationToken.None);
        Console.WriteLine($"held in: {plugins.Isolated}");

        var good = true;
        foreach (var atOnce in (int[])[1, 8])
        {
            await MeasureAsync(plugins, atOnce, WarmUp);
            var times = await MeasureAsync(plugins, atOnce, Calls);
            var (half, hundred) = (times[times.Length / 2], times[times.Length * 99 / 100]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{atOnce} at once, {Calls} calls: p50 {half.TotalMilliseconds:0.000} ms, p95 {times[times.Length * 95 / 100].TotalMilliseconds:0.000} ms, p99 {hundred.TotalMilliseconds:0.000} ms, longest {times[^1].TotalMilliseconds:0.0} ms"));
            if (atOnce == 1) good = half <= MostHalf && hundred <= MostOfHundred;
        }

        Console.WriteLine($"one at a time, at most {MostHalf.TotalMilliseconds} ms for half and {MostOfHundred.TotalMilliseconds} ms for 99 of 100: {(good ? "held" : "NOT HELD")}");
        await plugins.StopAsync(CancellationToken.None);
        Directory.Delete(data, recursive: true);
        return good ? 0 : 1;
    }

    private static async Task<TimeSpan[]> MeasureAsync(PluginSupervisor plugins, int atOnce, int calls)
    {
        var times = new TimeSpan[calls];
        await Parallel.ForEachAsync(Enumerable.Range(0, calls), new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (number, ct) =>
        {
            var call = new ProviderInvocation("payment.sandbox", "payment", "get", new JsonObject { ["ref"] = "nothing" }, $"bench-{number}", 1, TimeProvider.System.GetUtcNow().AddSeconds(15), "bench", null,
                new InstallationContext("bench", "payments", "test", [], new Dictionary<string, string>(), null));
            var began = Stopwatch.GetTimestamp();
            var reply = await plugins.CallAsync(call, ct);
            times[number] = Stopwatch.GetElapsedTime(began);
            if (reply is not ProviderReply.FailedFinal { Code: "sandbox.ref_unknown" }) throw new InvalidOperationException($"The plugin answered {reply}.");
        });
        Array.Sort(times);
        return times;
    }
}
