using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Portico.Conformance.Stages;

namespace Portico.Conformance;

/// <summary>What is tested, and with what.</summary>
/// <param name="Path">A package, or the folder that a build wrote.</param>
public sealed record KitOptions(string Path)
{
    /// <summary>The author’s key: holds the signature against it, and signs the report.</summary>
    public ECDsa? Key { get; init; }

    /// <summary>A conformance.json that does not lie beside plugin.json.</summary>
    public string? Sheet { get; init; }

    /// <summary>Programs for plugins that are no .NET, by the word in plugin.json. Without one: the program of that name on the search path.</summary>
    public IReadOnlyDictionary<string, string> Runtimes { get; init; } = new Dictionary<string, string>();
    public string HostPath { get; init; } = System.IO.Path.Combine(AppContext.BaseDirectory, "pluginhost", "Portico.PluginHost.dll");
    public Pace Pace { get; init; } = Pace.Full;
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>Holds a plugin against everything that Portico relies on.</summary>
public static class ConformanceKit
{
    private const int AtOnce = 8;

    /// <summary>Runs every check.</summary>
    /// <exception cref="IOException">There is nothing to test.</exception>
    public static async Task<ConformanceReport> RunAsync(KitOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var subject = Subject.Open(options.Path, options.Sheet, options.Key);
        if (subject.Manifest is null) return await RunAsync(subject, null, null, options);
        if (ProgramOf(subject, options) is not { } program) return await RunAsync(subject, null, $"This machine has no program for the runtime {subject.Manifest.Runtime}: name one with --runtime {subject.Manifest.Runtime}=PROGRAM.", options);
        _ = subject.Before;
        await using var bench = new Bench(subject.Manifest, options.HostPath, program.Length == 0 ? null : program, options.Clock);
        return await RunAsync(subject, bench, null, options);
    }

    /// <param name="bench">May have served others before; null: nothing can be started.</param>
    internal static async Task<ConformanceReport> RunAsync(Subject subject, Bench? bench, string? cannotStart, KitOptions options, Sheet? sheet = null)
    {
        var began = Stopwatch.GetTimestamp();
        var starts = bench is not null ? await bench.InAsync(Surroundings.AsInPortico) : null;
        var trial = new Trial(subject, sheet ?? subject.Sheet ?? new Sheet(), bench, options.Pace);
        var results = new ConcurrentDictionary<string, CheckResult>();
        foreach (var phase in Enum.GetValues<Phase>())
            await Parallel.ForEachAsync(CheckGroup.Checks.Where(check => check.Phase == phase), new ParallelOptions { MaxDegreeOfParallelism = phase is Phase.Together ? AtOnce : 1 }, async (check, _) =>
            {
                var since = Stopwatch.GetTimestamp();
                var verdict = cannotStart is not null && check.Id == "package.starts" ? Verdict.Of(cannotStart) : await JudgeAsync(trial, check, starts);
                results[check.Id] = new CheckResult(check.Id, check.Title, verdict.Outcome, verdict.Reason, Stopwatch.GetElapsedTime(since));
            });
        var manifest = subject.Manifest;
        return new ConformanceReport(manifest?.Id ?? System.IO.Path.GetFileName(options.Path), manifest?.Version ?? "", manifest?.Publisher ?? "", subject.Content?.Digest ?? "", options.Clock.GetUtcNow(), Stopwatch.GetElapsedTime(began),
            bench is null ? [] : Launch.Active, [.. CheckGroup.Listed.Select(listed => results[listed.Id]).Select(result => result with { Reason = Canary.Without(trial.Canaries, result.Reason) })]);
    }

    private static async Task<Verdict> JudgeAsync(Trial trial, Check check, PluginProcess? main)
    {
        try
        {
            if (trial.Lacking(check.Needs) is { } lacking) return Verdict.NotApplicable(lacking);
            if (check.Needs.HasFlag(Needs.Process) && check.Id != "package.starts" && (main!.Trouble is not null || HasLoadError(trial, main))) return Verdict.NotApplicable("The plugin did not start: see package.starts.");
            return await check.Run(trial);
        }
        catch (Exception problem) when (problem is InvalidOperationException or FormatException or System.Text.Json.JsonException or HttpRequestException or IOException or OperationCanceledException)
        {
            // A plugin may answer anything; what we did not think of is its failure, with the place where we stumbled.
            return Verdict.Of($"The check could not go on: {problem.GetType().Name}. The plugin answered something that is not of the protocol, or its process ended.");
        }
    }

    private static bool HasLoadError(Trial trial, PluginProcess process) => Checks.PackageChecks.Line(process, trial) is not { } line || line["error"] is not null;

    /// <returns>Empty: Portico’s own host; null: there is none here.</returns>
    private static string? ProgramOf(Subject subject, KitOptions options)
    {
        if (subject.Manifest!.Runtime is not { } word) return "";
        if (options.Runtimes.TryGetValue(word, out var named)) return File.Exists(named) ? named : null;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator).Select(folder => System.IO.Path.Combine(folder, OperatingSystem.IsWindows() ? word + ".exe" : word)).FirstOrDefault(File.Exists);
    }
}
