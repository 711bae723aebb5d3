namespace Portico.Conformance;

/// <summary>How long the checks take that take time.</summary>
/// <param name="Calls">Calls of the leak run.</param>
/// <param name="SlowBody">How long a slow answer of the provider takes.</param>
/// <param name="Deadline">Of calls whose provider never answers.</param>
/// <param name="Grace">How much later than asked a plugin may stop.</param>
public sealed record Pace(int Calls, TimeSpan SlowBody, TimeSpan Deadline, TimeSpan Grace)
{
    /// <summary>What counts.</summary>
    public static Pace Full { get; } = new(10_000, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

    /// <summary>For the kit's own tests, which may have to share their machine.</summary>
    internal static Pace Short { get; } = new(400, TimeSpan.FromMilliseconds(700), TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(4));

    /// <summary>So long after its deadline the kit still listens for an answer, to say how late it was.</summary>
    internal static readonly TimeSpan HangUp = TimeSpan.FromSeconds(6);

    /// <summary>For calls that are to end by themselves.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
}
