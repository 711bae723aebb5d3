namespace Portico.Conformance;

/// <summary>What became of a check.</summary>
public enum Outcome
{
    Passed,
    Failed,

    /// <summary>It has nothing to do with this plugin; the reason says why. Never counted as passed.</summary>
    NotApplicable,
}

/// <summary>The end of one check.</summary>
/// <param name="Reason">For a person; empty where there is nothing to say.</param>
public sealed record Verdict(Outcome Outcome, string Reason)
{
    public static Verdict Passed { get; } = new(Outcome.Passed, "");

    /// <param name="failure">Null: passed.</param>
    internal static Verdict Of(string? failure) => failure is null ? Passed : new(Outcome.Failed, failure);

    internal static Verdict NotApplicable(string because) => new(Outcome.NotApplicable, because);
}
