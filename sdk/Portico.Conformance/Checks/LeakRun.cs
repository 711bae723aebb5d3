using System.Collections.Concurrent;
using System.Globalization;
using Portico.Conformance.Stages;

namespace Portico.Conformance.Checks;

/// <summary>Thousands of calls in a process whose garbage collector keeps little; what grows from the first third to the end is not given back.</summary>
internal sealed record LeakRun(Verdict Memory, Verdict Files, Verdict Threads)
{
    private const double MostGrowth = 1.2;
    private const int MostFiles = 20, MostThreads = 25, AtOnce = 8; // a pool of threads grows a little by itself

    public static async Task<LeakRun> MakeAsync(Trial t)
    {
        var process = await t.Bench.InAsync(Surroundings.Leaks);
        if (process.Trouble is { } trouble) return All(Verdict.Of(trouble));
        var stage = t.Stage();
        var wrong = new ConcurrentQueue<string>();

        async Task DoAsync(int calls)
        {
            var left = calls;
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
            {
                while (Interlocked.Decrement(ref left) >= 0)
                {
                    var reply = await stage.CallAsync(t.Key(), magic: t.Magic("200"), on: process);
                    if (reply.Trouble is { } odd) wrong.Enqueue(odd);
                    stage.Provider.Requests.Clear(); // ours would grow instead
                }
            }));
        }

        await DoAsync(t.Pace.Calls / 3);
        if (await MeasureAsync(process, DoAsync, t.Pace.Calls / 30) is not { } before) return All(await EndedAsync(process, wrong));
        await DoAsync(t.Pace.Calls / 2);
        if (await MeasureAsync(process, DoAsync, t.Pace.Calls / 30) is not { } after) return All(await EndedAsync(process, wrong));
        if (wrong.TryPeek(out var failure)) return All(Verdict.Of($"{wrong.Count} of {t.Pace.Calls} calls failed: {failure}."));

        var growth = (double)after.Bytes / before.Bytes;
        return new(
            Verdict.Of(growth <= MostGrowth ? null : string.Create(CultureInfo.InvariantCulture, $"From {before.Bytes >> 20} to {after.Bytes >> 20} MiB over {t.Pace.Calls * 3 / 5} calls: {(growth - 1) * 100:0} % more, and 20 % are allowed.")),
            before.Files is null || after.Files is null ? Verdict.NotApplicable("This system does not say how many files a process has open.") : Verdict.Of(after.Files - before.Files <= MostFiles ? null : $"From {before.Files} to {after.Files} open files over {t.Pace.Calls * 3 / 5} calls."),
            Verdict.Of(after.Threads - before.Threads <= MostThreads ? null : $"From {before.Threads} to {after.Threads} threads over {t.Pace.Calls * 3 / 5} calls."));
    }

    private static async Task<Verdict> EndedAsync(PluginProcess process, ConcurrentQueue<string> wrong)
    {
        if (await Task.WhenAny(process.Exited, Task.Delay(Pace.Patience)) != process.Exited) return Verdict.Of("The process cannot be measured.");
        return Verdict.Of($"The process ended in the middle of the run, with exit code {process.ExitCode}; {wrong.Count} calls failed.");
    }

    private static LeakRun All(Verdict verdict) => new(verdict, verdict, verdict);

    /// <summary>The least of three looks with calls between them: what is free is given back now and then, not at once.</summary>
    /// <returns>Null: the process ended.</returns>
    private static async Task<(long Bytes, int? Files, int Threads)?> MeasureAsync(PluginProcess process, Func<int, Task> work, int between)
    {
        if (process.Measure() is not { } first) return null;
        var (bytes, threads, files) = first;
        for (var i = 0; i < 2; i++)
        {
            await work(between);
            if (process.Measure() is not { } now) return null;
            (bytes, threads, files) = (Math.Min(bytes, now.Bytes), Math.Min(threads, now.Threads), now.Files is { } seen ? Math.Min(seen, files ?? seen) : null);
        }

        return (bytes, files, threads);
    }
}
