using Portico.App.Cases;
using Portico.Workflows;

namespace Portico.App.Studio;

/// <summary>What the designer knows as a workflow instance: a case, or a test run, which is stored nowhere.</summary>
/// <param name="CaseId">Whose journal is to be read; null: a test run.</param>
public sealed record Instance(string Number, string JourneyKey, string JourneyVersionId, int JourneyVersion, CaseStatus Status, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt, DateTimeOffset? EndedAt, RunState Run, Guid? CaseId)
{
    public static Instance Of(Case found) => new(found.Number, found.JourneyKey, found.JourneyVersionId, found.JourneyVersion, found.Status, found.StartedAt, found.UpdatedAt, found.EndedAt, found.Run(), found.Id);
}
