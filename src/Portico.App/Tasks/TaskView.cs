using System.Text.Json.Serialization;
using Portico.App.Data;
using Portico.App.Users;

namespace Portico.App.Tasks;

/// <summary>A task as a list shows it.</summary>
/// <param name="Kind"><c>decision</c> or <c>document</c>.</param>
/// <param name="Deadline">Null: none.</param>
/// <param name="Priority">0 as usual, 1 overdue, 2 escalated.</param>
/// <param name="State"><c>open</c>, <c>claimed</c>, or <c>proposed</c>: a second person is needed.</param>
/// <param name="Environment"><c>live</c> or <c>test</c>, as its case.</param>
/// <param name="ClaimedBy">Who works on it, by name.</param>
/// <param name="ProposedBy">Whose proposal waits for a second person, by name.</param>
public sealed record TaskView(
    [property: JsonPropertyName("task")] string Id, string Case, string Journey, string Kind, string Title, string? Skill, DateTimeOffset OpenedAt, DateTimeOffset? Deadline, bool Overdue, int Priority,
    string State, string Environment, bool FourEyes, string? ClaimedBy, DateTimeOffset? ClaimedAt, string? ProposedBy, string? ProposedOutcome)
{
    internal static TaskView Of(AgentTask task, ActorNames names, DateTimeOffset now) => new(
        task.Id, task.CaseNumber, task.JourneyKey, task.Kind, task.Title, task.Skill, task.OpenedAt, task.Deadline, task.Deadline <= now, task.Priority,
        task.ClaimedBy is not null ? "claimed" : task.ProposedBy is not null ? "proposed" : "open", task.Environment == TenantEnvironment.Test ? "test" : "live", task.FourEyes,
        task.ClaimedBy is { } who ? names.Of(who) : null, task.ClaimedAt, task.ProposedBy is { } first ? names.Of(first) : null, task.ProposedOutcome);
}
