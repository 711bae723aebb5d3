using Portico.App.Data;
using Portico.TestKit;

namespace Portico.App.Tests.Reliability;

/// <summary>R1: a host that dies at any moment, and at each moment that matters, loses nothing and does nothing twice.</summary>
internal static class CrashProof
{
    // A short lease, so that what a dead host held comes back soon; and each death counts as a failure of what it held, so many must be allowed.
    internal static readonly string[] Settings = ["--Portico:Outbox:PollInterval=00:00:00.050", "--Portico:Outbox:Lease=00:00:02", "--Portico:Outbox:MaxFailures=100", "--Logging:LogLevel:Default=Warning"];

    /// <param name="Points">Where the host died by itself.</param>
    /// <param name="Hits">Kills while a request was open; each point is in the middle of one, or of due work.</param>
    public sealed record Figures(int Seed, int Kills, int Points, int Hits, int Walks, int Repeated, TimeSpan Recovery)
    {
        public override string ToString() => FormattableString.Invariant($"seed {Seed}: {Kills} kills at random, {Points} at named points, {Hits} hit an open step or call; {Walks} cases to their end, {Repeated} requests repeated; slowest recovery {Recovery.TotalSeconds:0.0} s");
    }

    /// <param name="points">Named points, in the order in which the host dies at them.</param>
    public static async Task<Figures> RunAsync(Engine engine, int seed, int kills, IReadOnlyList<string> points, TimeSpan patience, params string[] more)
    {
        var platform = await ProofPortico.StartAsync(engine);
        await platform.StopAsync();
        await using var host = new HostProcess([.. platform.HostSettings, .. Settings, .. more]);
        using var walkers = new Walkers(() => host.Address, seed, patience);
        try
        {
            var random = new Random(seed);
            var faults = points.Concat(Enumerable.Repeat("", kills)).ToArray();
            if (more.Length == 0) random.Shuffle(faults);
            var (hits, slowest) = (0, TimeSpan.Zero);
            walkers.Begin(Walkers.MoveIn, Walkers.Callback, Walkers.Flaky, Walkers.MoveIn, Walkers.Callback, Walkers.Parked);
            for (var i = 0; i < faults.Length; i++)
            {
                if (faults[i].Length > 0)
                {
                    // What every step passes may be any of the first; what is rare is the first.
                    var pass = faults[i].StartsWith("commit.", StringComparison.Ordinal) ? random.Next(1, 6) : 1;
                    host.Launch($"--Portico:CrashAt={faults[i]}:{pass}");
                    Assert.True(await host.IsKilledAsync(patience), $"Seed {seed}: after {i} faults the host never came to {faults[i]}. It said: {host.Output[^Math.Min(4000, host.Output.Length)..]}");
                    hits++;
                }
                else
                {
                    await host.StartAsync();
                    await Proof.PauseAsync(TimeSpan.FromMilliseconds(random.Next(20, 700)));
                    if (walkers.Waiting > 0) hits++;
                    await host.KillAsync();
                }

                walkers.ThrowIfBroken();
                if (i % 12 == 11) slowest = Max(slowest, await RecoverAsync(host, walkers));
            }

            slowest = Max(slowest, await RecoverAsync(host, walkers, thenKill: false));
            var walks = await walkers.FinishAsync();
            await host.KillAsync();
            await platform.StartAsync();
            await platform.DrainAsync();
            await walkers.JudgeAsync(walks, platform);
            if (engine == Engine.Sqlite) Assert.Equal("ok", platform.AskFile("PRAGMA integrity_check"));
            return new Figures(seed, kills, points.Count, hits, walks.Count, walkers.Repeated, slowest);
        }
        finally
        {
            await host.KillAsync();
            await platform.DisposeAsync();
        }
    }

    /// <returns>From the moment it serves until everybody has got on.</returns>
    private static async Task<TimeSpan> RecoverAsync(HostProcess host, Walkers walkers, bool thenKill = true)
    {
        await host.StartAsync();
        var (began, before) = (TimeProvider.System.GetTimestamp(), walkers.Progress);
        await Eventually.SeeAsync(() => Task.FromResult(walkers.Progress), now => now >= before + 6, "the customers get on after a crash");
        var took = TimeProvider.System.GetElapsedTime(began);
        if (thenKill) await host.KillAsync();
        return took;
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    public static IReadOnlyList<string> EveryPoint => CrashPoints.NamesOf(typeof(CrashPoint));
}
