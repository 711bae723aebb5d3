using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Calendars;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>What a case begins with.</summary>
internal sealed record Beginning(string Locale, string Token, JsonObject Input)
{
    /// <summary>Chosen before; null: a new one.</summary>
    public Guid? Id { get; init; }

    public Case? Parent { get; init; }

    /// <summary>Under which the parent awaits it.</summary>
    public string? ChildId { get; init; }

    /// <summary>Cases that started one another before this one.</summary>
    public int Depth { get; init; }

    /// <summary>Events that led to it without a rest.</summary>
    public int Hops { get; init; }

    public string? CorrelationId { get; init; }

    /// <summary>A child's is that of its parent.</summary>
    public TenantEnvironment Environment { get; init; }

    /// <summary>Null: counts in no pilot.</summary>
    public PilotPlace? Pilot { get; init; }

    /// <summary>The starter in the journey, if the case was not started by a person, and what it brought.</summary>
    public string? Trigger { get; init; }

    public JsonNode? Payload { get; init; }
}

/// <summary>Every case begins here, whoever starts it.</summary>
public sealed class NewCases(PorticoDb db, CaseCommit commit, TenantDirectory tenants, TenantCalendars calendars, TimeProvider clock, Ids ids)
{
    /// <summary>Cases that start one another, by child or by event, before somebody has to look.</summary>
    internal const int Deepest = 8;

    public static readonly Error AlreadyRunning = new(409, "case.already_running", "This journey allows no second case beside the one that is under way.");

    /// <summary>Stages a new case; the caller commits. Two at the same moment: the commit of the second one throws <see cref="RowConflictException"/>.</summary>
    internal async Task<Result<(Case Case, RunState Run)>> BeginAsync(PublishedJourney journey, Beginning begin, CancellationToken ct)
    {
        var environment = begin.Parent?.Environment ?? begin.Environment;
        var holds = HeldBy(journey, environment, begin.CorrelationId);
        if (await IsTakenAsync(journey, environment, begin.CorrelationId, ct)) return AlreadyRunning;

        var now = clock.GetUtcNow();
        var found = new Case
        {
            Id = begin.Id ?? ids.New(), Number = ids.CaseNumber(), JourneyKey = journey.Key, JourneyVersionId = journey.VersionId, JourneyVersion = journey.Number, Environment = environment, Locale = begin.Locale,
            Seed = ids.Seed(), StartedAt = now, TokenHash = Ids.Hash(begin.Token), ParentId = begin.Parent?.Id, ParentChildId = begin.ChildId, Depth = begin.Depth, Holds = holds, PilotId = begin.Pilot?.Pilot, PilotGroup = begin.Pilot?.Group,
            Zone = begin.Parent?.Zone ?? (await tenants.FindAsync(db.TenantId, ct))?.TimeZone ?? "",
        };
        var start = new RunStart(found.Number, begin.Input, begin.CorrelationId, begin.Locale, TriggerActivityId: begin.Trigger, TriggerPayload: begin.Payload);
        var time = await calendars.OfAsync(ct);
        var burst = WorkflowRunner.Start(journey.Definition, start, new RunEnvironment(now, found.Seed, TimeZones.Find(found.Zone), time.Calendar, time.Quiet));
        commit.Follow(null, found);
        await commit.StageAsync(found, burst, "case.started", begin.Hops, ct);
        return (found, burst.State);
    }

    /// <summary>Whether a commit was refused because of another case, and not because of something else.</summary>
    internal Task<bool> IsTakenAsync(PublishedJourney journey, TenantEnvironment environment, string? correlationId, CancellationToken ct)
    {
        var reference = correlationId is null ? null : Ids.Bounded(correlationId);
        return journey.Definition.Activation switch
        {
            ActivationStrategy.Singleton => Unfinished().AnyAsync(c => c.JourneyKey == journey.Key, ct),
            ActivationStrategy.Correlation when reference is not null => Unfinished().AnyAsync(c => c.CorrelationId == reference, ct),
            ActivationStrategy.CorrelatedSingleton when reference is not null => Unfinished().AnyAsync(c => c.JourneyKey == journey.Key && c.CorrelationId == reference, ct),
            _ => Task.FromResult(false),
        };

        // Even a query that is never asked costs half of what a start does: hardly any journey needs one.
        IQueryable<Case> Unfinished() => db.Cases.Where(c => c.Environment == environment && c.EndedAt == null);
    }

    /// <summary>A look at the other cases cannot see one that begins at this very moment; a value that only one row may have can.</summary>
    private static string? HeldBy(PublishedJourney journey, TenantEnvironment environment, string? correlationId)
    {
        var reference = correlationId is null ? null : Ids.Bounded(correlationId);
        var held = journey.Definition.Activation switch
        {
            ActivationStrategy.Singleton => "journey:" + journey.Key,
            ActivationStrategy.Correlation when reference is not null => "reference:" + reference,
            ActivationStrategy.CorrelatedSingleton when reference is not null => $"journey:{journey.Key}/{reference}",
            _ => null,
        };
        return held is not null && environment == TenantEnvironment.Test ? "test:" + held : held;
    }
}
