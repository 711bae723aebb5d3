using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Starters;
using Portico.App.Tenants;

namespace Portico.App.Cases;

/// <summary>What happened for a starter to start a case.</summary>
internal sealed record Happening(JsonNode? Payload)
{
    /// <summary>Of the case to come, if it was chosen before.</summary>
    public Guid? CaseId { get; init; }

    public string? CorrelationId { get; init; }

    public int Depth { get; init; }

    public int Hops { get; init; }
}

/// <summary>Starts the cases that no customer starts.</summary>
public sealed class StarterCases(
    PorticoDb db, NewCases cases, JourneyLibrary journeys, CaseCommit commit, TenantDirectory tenants, CurrentActor actor, TimeProvider clock, Ids ids, ILogger<StarterCases> log)
{
    private static readonly Error Gone = new(404, "journey.not_found", "There is no such journey, or it is not published.");
    private static readonly Error TooDeep = new(409, "workflow.too_deep", $"Cases that start one another go deeper than {NewCases.Deepest}: this one was not started.");

    /// <summary>One commit: the case, and whatever was staged beside. A "no" is on record, and what was staged is saved without the case.</summary>
    /// <returns>The new case's number.</returns>
    internal async Task<Result<string>> StartAsync(Guid starterId, Happening happened, CancellationToken ct)
    {
        var began = await BeginAsync(starterId, happened, ct);
        if (!began.Ok)
        {
            log.LogInformation("Starter {Tenant}/{Starter} started no case: {Code}.", db.TenantId, starterId, began.Error.Code);
            await db.SaveChangesAsync(ct);
            return began.Error;
        }

        try
        {
            if (!await commit.SaveAsync()) throw new DbUpdateConcurrencyException("Something beside the new case changed; it is looked at again.");
        }
        catch (RowConflictException e)
        {
            throw new DbUpdateConcurrencyException("A case that this one would meet began at the same moment.", e);
        }

        return began.Value.Number;
    }

    private async Task<Result<Case>> BeginAsync(Guid starterId, Happening happened, CancellationToken ct)
    {
        if (await db.Starters.AsNoTracking().SingleOrDefaultAsync(s => s.Id == starterId, ct) is not { } starter) return Gone;
        if (await tenants.FindAsync(db.TenantId, ct) is not { } tenant) return Gone;
        var journey = await journeys.OfVersionAsync(starter.VersionId, ct);
        var result = happened.Depth >= NewCases.Deepest ? TooDeep : await cases.BeginAsync(journey, new(tenant.DefaultLocale, CaseToken.New(db.TenantId, ids), [])
        {
            Id = happened.CaseId, CorrelationId = happened.CorrelationId, Depth = happened.Depth, Hops = happened.Hops, Trigger = starter.ActivityId, Payload = happened.Payload,
        }, ct);
        if (result.Ok) return result.Value.Case;
        db.Audit.Add(new AuditEntry
        {
            Id = ids.New(), At = clock.GetUtcNow(), Actor = actor.Value.Id, Action = "case.not_started", Subject = "journey:" + journey.Key,
            Data = new JsonObject { ["code"] = result.Error.Code, ["by"] = starter.Kind.ToString() }.ToJsonString(),
        });
        return result.Error;
    }
}
