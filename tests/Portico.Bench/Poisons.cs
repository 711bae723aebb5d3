using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Portico.App.Plugins;

namespace Portico.Bench;

/// <summary>R10: what fifty customers notice while a plugin that another tenant brought does its worst, again and again. What becomes of the poisoned call is proven by the tests; here is the price for the others.</summary>
internal static class Poisons
{
    private const string Probe = "com.example.probe", NoProtocol = "com.example.no-protocol", SlowStart = "com.example.slow-start";
    private const int Customers = 50;
    private const double Seconds = 6, Most = 1.5;

    /// <summary>So that fifty customers are a busy platform and not one that is flooded.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(800);

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    private static readonly string[] Calls = ["throw", "null", "hang", "ignore", "spin", "leak", "stack", "failfast", "exit", "threads", "flood", "huge-answer", "error-text", "error-key"];

    /// <summary>Plugins that never come up: the platform tries again and again, later each time.</summary>
    private static readonly (string Id, string Script)[] Starts = [(NoProtocol, "read greeting; while true; do echo nonsense; done"), (SlowStart, "exec sleep 600")];

    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = BenchOptions.Number(args, "--rounds", 3);
        var scratch = Directory.CreateTempSubdirectory("portico-poison-");
        try
        {
            var probe = typeof(Poisons).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ProbeFolder").Value!;
            await using var healthy = await StartAsync(scratch, "healthy", probe);
            var good = await BesideAsync(healthy, rounds);
            foreach (var (id, script) in Starts) good &= await AtStartAsync(scratch, healthy, id, script, rounds);
            Console.WriteLine($"p95 at most {Most} times what it was: {(good ? "held" : "NOT HELD")}");
            return good ? 0 : 1;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>One call of the bad plugin, as a step of a journey would make it.</summary>
    public static async Task<string> TakeAsync(PluginSupervisor plugins, string poison, CancellationToken ct)
    {
        var answer = poison == "huge-answer";
        var input = answer ? new JsonObject { ["length"] = 100 * 1024 * 1024 } : new JsonObject { ["channel"] = "email", ["to"] = "quux@example.org", ["subject"] = poison, ["text"] = "text" };
        var reply = await plugins.CallAsync(
            new ProviderInvocation(Probe, answer ? "connector" : "channel", answer ? "probe.answer" : "send", input, $"poison-{Guid.CreateVersion7():N}", 1, TimeProvider.System.GetUtcNow().AddSeconds(2), "bench", null,
                new InstallationContext("clearwater", "poison", "test", [], new Dictionary<string, string> { ["password"] = "canary" }, null)), ct);
        return reply switch { ProviderReply.FailedRetryable later => later.Code, ProviderReply.FailedFinal never => never.Code, _ => "done" };
    }

    private static async Task<bool> BesideAsync(Server server, int rounds)
    {
        Console.WriteLine($"{Customers} customers, each page within {Pause.TotalMilliseconds:0} ms; ratios are medians of {rounds} rounds.\n\n| poison | calls | it ended with | p95 before, ms | p95 beside it, ms | beside / before |\n|---|---|---|---|---|---|");
        await MeasureAsync(server); // compiled and cached before it counts
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}") };
        var good = true;
        foreach (var poison in Calls)
        {
            var codes = new ConcurrentDictionary<string, int>();
            good &= await CompareAsync(poison, rounds, server, async () =>
            {
                using var over = new CancellationTokenSource();
                var poisoning = PoisonAsync(http, poison, codes, over.Token);
                var slice = await MeasureAsync(server);
                await over.CancelAsync();
                await poisoning;
                return slice;
            }, () => $"{codes.Values.Sum()} | {string.Join(", ", codes.OrderByDescending(c => c.Value).Select(c => $"{c.Key} {c.Value}"))}");
        }

        return good;
    }

    /// <summary>Until it is over, and at least once; the call under way is waited for, so that it burdens nobody's next slice.</summary>
    private static async Task PoisonAsync(HttpClient http, string poison, ConcurrentDictionary<string, int> codes, CancellationToken over)
    {
        do
        {
            using var answer = await http.PostAsync(new Uri($"/bench/poison/{poison}", UriKind.Relative), null, CancellationToken.None);
            answer.EnsureSuccessStatusCode();
            codes.AddOrUpdate(await answer.Content.ReadAsStringAsync(CancellationToken.None), 1, (_, count) => count + 1);
        }
        while (!await IsOverAsync(over));
    }

    /// <summary>One of them after the other, as retries of a tenant's cases would come; not as many as the machine can make.</summary>
    private static async Task<bool> IsOverAsync(CancellationToken over)
    {
        await Task.WhenAny(Task.Delay(Between, CancellationToken.None), Task.Delay(Timeout.Infinite, over));
        return over.IsCancellationRequested;
    }

    private static async Task<bool> AtStartAsync(DirectoryInfo scratch, Server healthy, string id, string script, int rounds)
    {
        var folder = Directory.CreateDirectory(Path.Combine(scratch.FullName, id)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "plugin.sh"), script);
        await File.WriteAllTextAsync(Path.Combine(folder, "plugin.json"), new JsonObject
        {
            ["manifestVersion"] = 1, ["id"] = id, ["version"] = "1.0.0", ["displayName"] = id, ["publisher"] = "Bench", ["sdk"] = ">=1.0 <2.0", ["runtime"] = "shell", ["entry"] = "plugin.sh",
            ["provides"] = new JsonArray(new JsonObject { ["contract"] = "channel" }),
        }.ToJsonString());
        await using var burdened = await StartAsync(scratch, id, folder);
        await MeasureAsync(burdened);
        return await CompareAsync(id, rounds, healthy, () => MeasureAsync(burdened), () => "– | never came up");
    }

    private static async Task<bool> CompareAsync(string poison, int rounds, Server without, Func<Task<Slice>> beside, Func<string> told)
    {
        var (before, during) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            before.Add((await MeasureAsync(without)).P95);
            during.Add((await beside()).P95);
        }

        var ratio = Report.Median(before.Zip(during, (b, d) => d / b));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {poison} | {told()} | {Report.Median(before):0.0} | {Report.Median(during):0.0} | {ratio:0.00} |"));
        return ratio <= Most;
    }

    private static Task<Slice> MeasureAsync(Server server) => Slice.MeasureAsync(server, Customers, Seconds, Pause);

    private static Task<Server> StartAsync(DirectoryInfo scratch, string label, string pluginFolder)
    {
        var data = Directory.CreateDirectory(Path.Combine(scratch.FullName, label + "-data")).FullName;
        return Server.StartAsync(label, new PorticoDialect(), "/bench/ready", [], port =>
            BenchHost.Serving(port, data, "--Logging:LogLevel:Default=Error", "--Portico:Plugins:Lowest=Dev", $"--Portico:Plugins:Folders:0={Path.Combine(PluginOptions.FirstPartyFolder, "*")}", $"--Portico:Plugins:Folders:1={pluginFolder}", "--Portico:Plugins:Runtimes:shell=/bin/sh", "--Portico:Plugins:StartTimeout=00:00:05"));
    }
}
