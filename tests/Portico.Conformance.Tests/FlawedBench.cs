using System.Text.Json.Nodes;
using Portico.Conformance.Stages;

namespace Portico.Conformance.Tests;

/// <summary>One flawed plugin in processes that serve many runs: its defect is a setting, so each run has its own, and each has tenants, keys and a provider of its own. Defects that would last get processes of their own.</summary>
public sealed class FlawedBench : IAsyncLifetime
{
    private readonly Subject subject = Subject.Open(Places.Flawed, null, null);
    private readonly KitOptions options = new(Places.Flawed) { Pace = Pace.Short };
    private Bench? shared;

    public Task InitializeAsync()
    {
        _ = subject.Before;
        shared = NewBench();
        return Task.CompletedTask;
    }

    /// <param name="alone">What the defect leaves behind would be found by the next run.</param>
    internal async Task<ConformanceReport> RunAsync(string defect, bool alone)
    {
        var sheet = subject.Sheet! with { Settings = new JsonObject { ["brand"] = "Aurora", ["defect"] = defect } };
        if (!alone) return await ConformanceKit.RunAsync(subject, shared, null, options, sheet);
        await using var own = NewBench();
        return await ConformanceKit.RunAsync(subject, own, null, options, sheet);
    }

    private Bench NewBench() => new(subject.Manifest!, options.HostPath, null, TimeProvider.System);

    public async Task DisposeAsync()
    {
        if (shared is not null) await shared.DisposeAsync();
        subject.Dispose();
    }
}
