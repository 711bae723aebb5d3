using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Portico.App.Shared;

namespace Portico.App.Studio;

/// <summary>Elsa's calls about workflow instances, on cases. All of them only read: a case is worked in the admin.</summary>
internal static class InstanceRoutes
{
    private static readonly Error NotFound = new(404, "case.not_found", "There is no such case.");
    private static readonly Error Elsewhere = new(400, "studio.worked_elsewhere", "Cases are cancelled and deleted in the admin, not in the designer.");

    public static void Map(RouteGroupBuilder reads)
    {
        var instances = reads.MapGroup("/workflow-instances");
        instances.MapPost("", async (HttpContext http, Instances all, CancellationToken ct) => StudioRequests.Json(await all.ListAsync(await StudioRequests.BodyAsync(http), ct)));
        instances.MapGet("/{id}", async (string id, HttpContext http, Instances all, CancellationToken ct) =>
            await all.FindAsync(id, ct) is { } found ? StudioRequests.Json(await all.FullAsync(found, ct)) : StudioRequests.Refuse(http, NotFound));
        instances.MapGet("/{id}/execution-state", async (string id, HttpContext http, Instances all, CancellationToken ct) =>
            await all.FindAsync(id, ct) is { } found ? StudioRequests.Json(Instances.State(found)) : StudioRequests.Refuse(http, NotFound));
        instances.MapGet("/{id}/variables", async (string id, HttpContext http, Instances all, CancellationToken ct) =>
            await all.FindAsync(id, ct) is { } found ? StudioRequests.List((await all.VariablesAsync(found, ct)).Select(variable => variable?.DeepClone())) : StudioRequests.Refuse(http, NotFound));
        instances.MapMethods("/{id}/journal", ["GET", "POST"], async (string id, int? skip, int? take, HttpContext http, Instances all, CancellationToken ct) =>
        {
            if (await all.RunAsync(id, ct) is not { } run) return StudioRequests.Refuse(http, NotFound);
            var filter = HttpMethods.IsPost(http.Request.Method) ? (await StudioRequests.BodyAsync(http))["filter"] as JsonObject ?? [] : [];
            var rows = run.Journal().Where(row => Fits(filter, row)).ToList();
            return StudioRequests.Json(new JsonObject { ["items"] = new JsonArray([.. rows.Skip(skip ?? 0).Take(take ?? 100)]), ["totalCount"] = rows.Count });
        });
        instances.MapDelete("/{id}", (HttpContext http) => StudioRequests.Refuse(http, Elsewhere));
        reads.MapPost("/cancel/workflow-instances/{id}", (HttpContext http) => StudioRequests.Refuse(http, Elsewhere));
        reads.MapPost("/bulk-actions/{deed}/workflow-instances/{by?}", (HttpContext http) => StudioRequests.Refuse(http, Elsewhere));

        reads.MapPost("/activity-executions/report", async (HttpContext http, Instances all, CancellationToken ct) =>
        {
            var body = await StudioRequests.BodyAsync(http);
            return await all.RunAsync(body["workflowInstanceId"]?.ToString() ?? "", ct) is { } run
                ? StudioRequests.Json(run.Report(StudioRequests.Texts(body, "activityNodeIds")))
                : StudioRequests.Refuse(http, NotFound);
        });
        reads.MapGet("/activity-executions/list", (string workflowInstanceId, string? activityNodeId, HttpContext http, Instances all, CancellationToken ct) => ListAsync(workflowInstanceId, activityNodeId, true, http, all, ct));
        reads.MapGet("/activity-execution-summaries/list", (string workflowInstanceId, string? activityNodeId, HttpContext http, Instances all, CancellationToken ct) => ListAsync(workflowInstanceId, activityNodeId, false, http, all, ct));
        reads.MapGet("/activity-executions/by-id", async (string id, HttpContext http, Instances all, CancellationToken ct) =>
            await ExecutionAsync(id, all, ct) is { } execution ? StudioRequests.Json(execution) : StudioRequests.Refuse(http, NotFound));
        reads.MapGet("/activity-executions/{id}/call-stack", async (string id, HttpContext http, Instances all, CancellationToken ct) =>
            await ExecutionAsync(id, all, ct) is { } execution
                ? StudioRequests.Json(new JsonObject { ["activityExecutionId"] = id, ["items"] = new JsonArray(execution), ["totalCount"] = 1 })
                : StudioRequests.Refuse(http, NotFound));
    }

    private static async Task<IResult> ListAsync(string number, string? nodeId, bool whole, HttpContext http, Instances all, CancellationToken ct) =>
        await all.RunAsync(number, ct) is { } run ? StudioRequests.List(run.At(nodeId ?? "").Select(execution => run.Describe(execution, whole))) : StudioRequests.Refuse(http, NotFound);

    /// <summary>An execution is known by the number of its case and the line of the journal at which it began.</summary>
    private static async Task<JsonObject?> ExecutionAsync(string id, Instances all, CancellationToken ct)
    {
        var dot = id.LastIndexOf('.');
        if (dot < 0 || !int.TryParse(id.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seq)) return null;
        return await all.RunAsync(id[..dot], ct) is { } run && run.Find(seq) is { } execution ? run.Describe(execution, whole: true) : null;
    }

    private static bool Fits(JsonObject filter, JsonObject row)
    {
        return In("activityIds", "activityId") && In("activityNodeIds", "nodeId") && In("eventNames", "eventName")
            && !StudioRequests.Texts(filter, "excludedActivityTypes").Contains(row["activityType"]?.ToString() ?? "");

        bool In(string list, string member) => StudioRequests.Texts(filter, list) is not { Count: > 0 } wanted || wanted.Contains(row[member]?.ToString() ?? "");
    }
}
