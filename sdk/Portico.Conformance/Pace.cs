namespace Portico.Conformance;

/// <summary>How long the checks take that take time.</summary>
/// <param name="Calls">Calls of the leak run.</param>
/// <param name="SlowBody">How long a slow answer of the provider takes.</param>
/// <param name="Deadline">Of calls whose provider never answers.</param>
public sealed record Pace(int Calls, TimeSpan SlowBody, TimeSpan Deadline)
{
    /// <summary>What counts.</summary>
    public static Pace Full { get; } = new(10_000, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1));

    /// <summary>For the kit's own tests.</summary>
    internal static Pace Short { get; } = new(400, TimeSpan.FromMilliseconds(700), TimeSpan.FromMilliseconds(300));

    /// <summary>How much later than asked a plugin may stop.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>For calls that are to end by themselves.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
}
