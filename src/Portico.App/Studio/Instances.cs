using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Journeys;

namespace Portico.App.Studio;

/// <summary>Reads cases as workflow instances, the number of the case being the instance's id, and test runs of journeys.</summary>
public sealed class Instances(PorticoDb db, TestRuns tests)
{
    public async Task<Instance?> FindAsync(string number, CancellationToken ct)
    {
        if (TestRuns.JourneyOf(number) is { } journey) return await tests.OfAsync(journey, ct) is { Ok: true } run ? run.Value.Instance : null;
        return await db.Cases.AsNoTracking().SingleOrDefaultAsync(c => c.Number == number, ct) is { } found ? Instance.Of(found) : null;
    }

    internal async Task<InstanceRun?> RunAsync(string number, CancellationToken ct) => await FindAsync(number, ct) is { } found ? await RunAsync(found, ct) : null;

    private async Task<InstanceRun> RunAsync(Instance found, CancellationToken ct)
    {
        var journal = found.CaseId is { } id ? await db.JournalAsync(id, ct) : (await tests.OfAsync(found.JourneyKey, ct)).Value.Journal;
        return new InstanceRun(found, journal, await VersionAsync(found, ct));
    }

    public async Task<JsonObject> ListAsync(JsonObject filter, CancellationToken ct)
    {
        var keys = StudioRequests.Texts(filter, "definitionIds");
        var key = filter["definitionId"]?.ToString();
        var statuses = StudioRequests.Texts(filter, "statuses").Concat(StudioRequests.Texts(filter, "subStatuses")).Append(filter["status"]?.ToString()).Append(filter["subStatus"]?.ToString())
            .OfType<string>().Where(status => status.Length > 0).ToList();
        var term = filter["searchTerm"]?.ToString().Trim().ToUpperInvariant() ?? "";
        var wanted = statuses.Count == 0 ? Enum.GetValues<CaseStatus>() : [.. Enum.GetValues<CaseStatus>().Where(status => statuses.Contains(Status(status)) || statuses.Contains(SubStatus(status)))];

        var cases = db.Cases.AsNoTracking().Where(c => wanted.Contains(c.Status) && (keys.Count == 0 || keys.Contains(c.JourneyKey)) && (key == null || key == "" || c.JourneyKey == key) && (term == "" || c.Number.Contains(term)));
        var size = Math.Clamp(Number(filter, "pageSize") ?? 25, 1, 100);
        var skip = Math.Clamp(Number(filter, "page") ?? 0, 0, 1_000_000) * size;
        var ordered = filter["orderDirection"]?.ToString() == "Ascending" ? cases.OrderBy(c => c.StartedAt) : cases.OrderByDescending(c => c.StartedAt);
        var counted = await ordered.CountAsync(skip, size + 1, ct); // one row beyond the page is enough for the Studio to offer the next one
        var rows = await ordered.ThenBy(c => c.Id).Skip(skip).Take(size).ToListAsync(ct);
        return new JsonObject { ["items"] = new JsonArray([.. rows.Select(row => Summary(Instance.Of(row)))]), ["totalCount"] = counted.Total };
    }

    public async Task<JsonObject> FullAsync(Instance found, CancellationToken ct)
    {
        var run = await RunAsync(found, ct);
        var instance = Summary(found);
        instance["workflowState"] = new JsonObject
        {
            ["id"] = found.Number,
            ["definitionId"] = found.JourneyKey,
            ["definitionVersion"] = found.JourneyVersion,
            ["correlationId"] = null,
            ["status"] = Status(found.Status),
            ["subStatus"] = SubStatus(found.Status),
            ["bookmarks"] = new JsonArray(),
            ["incidents"] = run.Incidents(),
            ["completionCallbacks"] = new JsonArray(),
            ["activityExecutionContexts"] = new JsonArray(),
            ["input"] = new JsonObject(),
            ["output"] = new JsonObject(),
            ["properties"] = new JsonObject(),
            ["createdAt"] = InstanceRun.Text(found.StartedAt),
            ["updatedAt"] = InstanceRun.Text(found.UpdatedAt),
            ["finishedAt"] = found.EndedAt is { } ended ? InstanceRun.Text(ended) : null,
        };
        return instance;
    }

    /// <summary>The variables of the journey by the ids of the drawing. Personal data: for the tenant's staff only, like the case itself.</summary>
    public async Task<JsonArray> VariablesAsync(Instance found, CancellationToken ct)
    {
        var declared = JourneyDocument.Parse((await VersionAsync(found, ct)).Definition)["variables"]!.AsArray().OfType<JsonObject>()
            .Where(variable => variable["name"] is not null).DistinctBy(variable => variable["name"]!.ToString()).ToDictionary(variable => variable["name"]!.ToString(), variable => variable["id"]?.ToString());
        return new JsonArray([.. found.Run.Variables.Select(variable => new JsonObject
        {
            ["id"] = declared.GetValueOrDefault(variable.Key) ?? variable.Key, ["name"] = variable.Key, ["value"] = variable.Value?.DeepClone(),
        })]);
    }

    public static JsonObject State(Instance found) => new()
    {
        ["status"] = Status(found.Status), ["subStatus"] = SubStatus(found.Status), ["workflowSubStatus"] = SubStatus(found.Status), ["updatedAt"] = InstanceRun.Text(found.UpdatedAt),
    };

    private Task<JourneyVersion> VersionAsync(Instance found, CancellationToken ct) => db.JourneyVersions.AsNoTracking().SingleAsync(v => v.Id == found.JourneyVersionId, ct);

    private static JsonObject Summary(Instance found) => new()
    {
        ["id"] = found.Number,
        ["definitionId"] = found.JourneyKey,
        ["definitionVersionId"] = found.JourneyVersionId,
        ["version"] = found.JourneyVersion,
        ["status"] = Status(found.Status),
        ["subStatus"] = SubStatus(found.Status),
        ["correlationId"] = null,
        ["name"] = found.Name,
        ["incidentCount"] = found.Run.Incidents.Count,
        ["createdAt"] = InstanceRun.Text(found.StartedAt),
        ["updatedAt"] = InstanceRun.Text(found.UpdatedAt),
        ["finishedAt"] = found.EndedAt is { } ended ? InstanceRun.Text(ended) : null,
    };

    private static string Status(CaseStatus status) => status is CaseStatus.Completed or CaseStatus.Cancelled ? "Finished" : "Running";

    private static string SubStatus(CaseStatus status) => status switch
    {
        CaseStatus.Completed => "Finished",
        CaseStatus.Cancelled => "Cancelled",
        CaseStatus.Incident => "Faulted",
        _ => "Suspended",
    };

    private static int? Number(JsonObject filter, string member) =>
        int.TryParse(filter[member]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
