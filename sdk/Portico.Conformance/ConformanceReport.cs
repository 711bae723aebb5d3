namespace Portico.Conformance;

/// <summary>What came of one check.</summary>
/// <param name="Id">Permanent.</param>
/// <param name="Reason">Why it failed or is not applicable; of a passed one, what was permitted.</param>
public sealed record CheckResult(string Id, string Title, Outcome Outcome, string Reason, TimeSpan Took)
{
    public string Group => Id[..Id.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>Where it is explained.</summary>
    public string Documentation => ConformanceReport.Documentation + "#" + Group;
}

/// <summary>What came of all of them.</summary>
/// <param name="Digest">Names exactly the content that was tested.</param>
/// <param name="Isolation">What held the plugin in while it was tested.</param>
public sealed record ConformanceReport(string Plugin, string Version, string Publisher, string Digest, DateTimeOffset At, TimeSpan Took, IReadOnlyList<string> Isolation, IReadOnlyList<CheckResult> Results)
{
    public const string Documentation = "sdk/docs/testing.md";

    public int Count(Outcome outcome) => Results.Count(result => result.Outcome == outcome);

    public bool Conforms => Count(Outcome.Failed) == 0;

    /// <summary>In one sentence.</summary>
    public string Summary => FormattableString.Invariant($"{Count(Outcome.Passed)} passed, {Count(Outcome.Failed)} failed, {Count(Outcome.NotApplicable)} not applicable, in {Took.TotalSeconds:0.0} s");
}
