using Portico.Workflows;

namespace Portico.App.Journeys;

/// <summary>Why a warning is meant to be so. Kept with the version; it holds for the same finding at the same place of the next one, too.</summary>
/// <param name="Finding">Id of the finding.</param>
/// <param name="Node">Where it stands; null: the journey as a whole.</param>
/// <param name="Subject">What of the node it is about, where there can be several.</param>
/// <param name="Words"><see cref="Shortest"/> to <see cref="Longest"/> characters. No personal data: they go into the audit.</param>
public sealed record Justification(string Finding, string? Node, string? Subject, string Words)
{
    public const int Shortest = 3, Longest = 500;

    public bool Fits => Words.Trim().Length is >= Shortest and <= Longest;

    internal bool IsOf(Finding finding) => (Finding, Node, Subject) == (finding.Id, finding.NodeId, finding.Subject);
}
