using System.Security.Cryptography;

namespace Portico.App.Tests.Reliability;

/// <summary>How large the proofs are, and where their chance comes from.</summary>
internal static class Proof
{
    /// <summary>The figures for a release (PORTICO_RELIABILITY=release) take hours; those for every change take minutes.</summary>
    public static bool Release { get; } = Environment.GetEnvironmentVariable("PORTICO_RELIABILITY") == "release";

    public static int Of(int usual, int release) => Release ? release : usual;

    /// <summary>PORTICO_TEST_SEED repeats a run as far as a run with real processes can be repeated.</summary>
    public static int NewSeed() => int.TryParse(Environment.GetEnvironmentVariable("PORTICO_TEST_SEED"), out var given) ? given : RandomNumberGenerator.GetInt32(int.MaxValue);

    /// <summary>Waits without sleeping a thread; chance says how long.</summary>
    public static async Task PauseAsync(TimeSpan time)
    {
        using var moment = new PeriodicTimer(time);
        await moment.WaitForNextTickAsync();
    }
}
