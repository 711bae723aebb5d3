using Portico.App.Cases;
using Portico.App.Data;
using Portico.Workflows;

namespace Portico.App.Studio;

/// <summary>What the designer knows as a workflow instance: a case, or a test run, which is stored nowhere.</summary>
/// <param name="CaseId">Whose journal is to be read; null: a test run.</param>
public sealed record Instance(string Number, string JourneyKey, string JourneyVersionId, int JourneyVersion, CaseStatus Status, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt, DateTimeOffset? EndedAt, RunState Run, Guid? CaseId)
{
    /// <summary>As the designer shows it: of a case in test, that it is one.</summary>
    public string Name { get; private init; } = Number;

    public static Instance Of(Case found) => new(found.Number, found.JourneyKey, found.JourneyVersionId, found.JourneyVersion, found.Status, found.StartedAt, found.UpdatedAt, found.EndedAt, found.Run(), found.Id) { Name = found.Environment == TenantEnvironment.Test ? $"{found.Number} (test)" : found.Number };
}
