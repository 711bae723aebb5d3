using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Portico.App.Journeys;
using Portico.App.Shared;

namespace Portico.App.Studio;

/// <summary>Elsa's calls about workflow definitions, on journeys.</summary>
internal static class DefinitionRoutes
{
    /// <summary>A journey of 150 nodes is about 150 kB.</summary>
    public const int LargestBytes = 2 * 1024 * 1024;

    private static readonly Error NotFound = new(404, "journey.not_found", "There is no such journey or version.");

    /// <summary>The designer knows no "not yet", so it is told as a no.</summary>
    public static readonly Error Waits = new(409, "journey.waits_for_second_person", "It is saved and asked for, but not published yet: another admin has to approve it. They find it under Check, beside the name of the journey.");

    public static void MapReads(RouteGroupBuilder reads)
    {
        var definitions = reads.MapGroup("/workflow-definitions");
        definitions.MapGet("", async (HttpContext http, Definitions all, CancellationToken ct) => StudioRequests.Json(await all.ListAsync(http.Request.Query, ct)));
        definitions.MapGet("/by-definition-id/{id}", async (string id, string? versionOptions, HttpContext http, Definitions all, CancellationToken ct) =>
            await FullAsync(await all.FindAsync(id, versionOptions, ct), http, all, ct));
        definitions.MapGet("/by-id/{id}", async (string id, HttpContext http, Definitions all, CancellationToken ct) => await FullAsync(await all.ByIdAsync(id, ct), http, all, ct));
        definitions.MapGet("/many-by-id", async (string[] ids, HttpContext http, Definitions all, CancellationToken ct) =>
        {
            var found = new List<JsonNode?>();
            foreach (var id in ids.Take(100))
            {
                if (await all.ByIdAsync(id, ct) is { } version) found.Add(await all.FullAsync(version, http, ct));
            }
            return StudioRequests.List(found);
        });
        definitions.MapGet("/query/count", async (Definitions all, CancellationToken ct) => StudioRequests.Json(new JsonObject { ["count"] = await all.CountAsync(ct) }));
        definitions.MapGet("/validation/is-name-unique", async (string name, string? definitionId, Definitions all, CancellationToken ct) =>
            StudioRequests.Json(new JsonObject { ["isUnique"] = await all.NameIsFreeAsync(name, definitionId, ct) }));
        definitions.MapGet("/{id}/consumers", () => StudioRequests.Json(new JsonObject { ["consumingWorkflowDefinitionIds"] = new JsonArray() }));
        definitions.MapGet("/{id}/export", async (string id, string? versionOptions, HttpContext http, Definitions all, CancellationToken ct) =>
            await all.FindAsync(id, versionOptions, ct) is { } version
                ? Results.File(Encoding.UTF8.GetBytes(JourneyDocument.Write(Definitions.Export(version))), "application/json", string.Create(CultureInfo.InvariantCulture, $"{id}-v{version.Number}.json"))
                : StudioRequests.Refuse(http, NotFound));
        definitions.MapGet("/subgraph/{id}", async (string id, string? parentNodeId, HttpContext http, Definitions all, CancellationToken ct) =>
            await all.ByIdAsync(id, ct) is { } version && Subgraphs.Node(version, parentNodeId) is { } node ? StudioRequests.Json(node) : StudioRequests.Refuse(http, NotFound));
        definitions.MapGet("/subgraph/segments/{id}", async (string id, string childNodeId, HttpContext http, Definitions all, CancellationToken ct) =>
            await all.ByIdAsync(id, ct) is { } version && Subgraphs.Segments(version, childNodeId) is { } segments ? StudioRequests.Json(segments) : StudioRequests.Refuse(http, NotFound));
        // A test run only reads: nothing comes of it.
        definitions.MapPost("/{id}/execute", async (string id, HttpContext http, TestRuns tests, CancellationToken ct) =>
        {
            var run = await tests.OfAsync(id, ct);
            http.Response.Headers[run.Ok ? "x-elsa-workflow-instance-id" : "x-elsa-workflow-cannot-start"] = run.Ok ? TestRuns.NumberOf(id) : "true";
            return run.Ok ? StudioRequests.Json(new JsonObject()) : StudioRequests.Refuse(http, run.Error);
        });
        reads.MapPost("/tests/activities", async (HttpContext http, TestRuns tests, CancellationToken ct) =>
        {
            var body = await StudioRequests.BodyAsync(http);
            var run = await tests.OfActivityAsync(body["workflowDefinitionHandle"]?["definitionVersionId"]?.ToString() ?? "", body["activityHandle"]?["activityNodeId"]?.ToString() ?? "", ct);
            return run.Ok ? StudioRequests.Json(run.Value) : StudioRequests.Refuse(http, run.Error);
        });
    }

    public static void MapWrites(RouteGroupBuilder writes)
    {
        var definitions = writes.MapGroup("/workflow-definitions").WithMetadata(new RequestSizeLimitAttribute(LargestBytes));
        definitions.MapPost("", SaveAsync);
        definitions.MapPost("/import", ImportAsync);
        definitions.MapPost("/import-files", ImportFilesAsync).DisableAntiforgery();
        definitions.MapPost("/{id}/publish", async (string id, HttpContext http, PublishJourney.Handler publish, Definitions all, CancellationToken ct) =>
        {
            var published = await publish.HandleAsync(id, ct);
            return published.Ok && !published.Value.Waits ? StudioRequests.Json(await SavedAsync(id, published.Value.Already, http, all, ct)) : StudioRequests.Refuse(http, published.Error ?? Waits);
        });
        definitions.MapPost("/{id}/retract", async (string id, HttpContext http, RetractJourney.Handler retract, Definitions all, CancellationToken ct) =>
            await retract.HandleAsync(id, ct) is { Error: { } error } ? StudioRequests.Refuse(http, error) : await FullAsync(await all.LatestAsync(id, ct), http, all, ct));
        definitions.MapPost("/{id}/revert/{version:int}", async (string id, int version, HttpContext http, RevertJourney.Handler revert, Definitions all, CancellationToken ct) =>
            await revert.HandleAsync(id, version, ct) is { } reverted && reverted.Ok
                ? StudioRequests.Json(await all.SummaryAsync((await all.ByIdAsync(reverted.Value, ct))!, ct), 201)
                : StudioRequests.Refuse(http, reverted.Error!));
        definitions.MapDelete("/{id}", async (string id, HttpContext http, DeleteJourney.Handler delete, CancellationToken ct) =>
            (await delete.HandleAsync(id, ct)).Error is { } error ? StudioRequests.Refuse(http, error) : Results.NoContent());
        writes.MapDelete("/workflow-definition-versions/{id}", async (string id, HttpContext http, DeleteJourney.Handler delete, CancellationToken ct) =>
            (await delete.VersionAsync(id, ct)).Error is { } error ? StudioRequests.Refuse(http, error) : Results.NoContent());
        definitions.MapPost("/{id}/update-references", () => StudioRequests.Json(new JsonObject { ["affectedWorkflows"] = new JsonArray() }));
    }

    private static async Task<IResult> SaveAsync(HttpContext http, SaveJourney.Handler save, PublishJourney.Handler publish, Definitions all, CancellationToken ct)
    {
        var body = await StudioRequests.BodyAsync(http);
        if (body["model"] is not JsonObject model) throw new System.Text.Json.JsonException("A save needs a model.");
        var saved = await save.HandleAsync(new(UnknownActivities.Restore(model), BaseOf(http, model)), ct);
        if (!saved.Ok) return StudioRequests.Refuse(http, saved.Error);
        // Told even if publishing is refused below: the draft is saved, and the next save starts from it.
        http.Response.Headers[StudioRequests.RevisionHeader] = $"{saved.Value.Key}:{saved.Value.Token}";
        var already = false;
        if (body["publish"] is JsonValue wish && wish.TryGetValue(out bool yes) && yes)
        {
            var published = await publish.HandleAsync(saved.Value.Key, ct);
            if (!published.Ok || published.Value.Waits) return StudioRequests.Refuse(http, published.Error ?? Waits);
            already = published.Value.Already;
        }
        var answer = await SavedAsync(saved.Value.Key, already, http, all, ct);
        answer["validationErrors"] = new JsonArray();
        return StudioRequests.Json(answer);
    }

    private static async Task<IResult> ImportAsync(HttpContext http, SaveJourney.Handler save, Definitions all, CancellationToken ct)
    {
        var model = await StudioRequests.BodyAsync(http);
        var saved = await save.HandleAsync(new(UnknownActivities.Restore(model), BaseOf(http, model)), ct);
        return saved.Ok ? await FullAsync(await all.LatestAsync(saved.Value.Key, ct), http, all, ct) : StudioRequests.Refuse(http, saved.Error);
    }

    private static async Task<IResult> ImportFilesAsync(HttpContext http, SaveJourney.Handler save, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        foreach (var file in form.Files)
        {
            using var reader = new StreamReader(file.OpenReadStream());
            var saved = await save.HandleAsync(new(UnknownActivities.Restore(JourneyDocument.Parse(await reader.ReadToEndAsync(ct)))), ct);
            if (!saved.Ok) return StudioRequests.Refuse(http, saved.Error with { Text = $"{file.FileName}: {saved.Error.Text}" });
        }
        return StudioRequests.Json(new JsonObject { ["count"] = form.Files.Count });
    }

    /// <summary>Which state the drawing started from: HTTP's own header, what the tab saw last, or what travelled inside the document.</summary>
    private static string? BaseOf(HttpContext http, JsonObject model)
    {
        if (http.Request.Headers.IfMatch.ToString() is { Length: > 0 } match) return match.Trim('"');
        var key = model["definitionId"]?.ToString();
        var seen = http.Request.Headers[StudioRequests.RevisionHeader].ToString();
        if (key is not null && seen.StartsWith(key + ":", StringComparison.Ordinal)) return seen[(key.Length + 1)..];
        return (model["customProperties"] as JsonObject)?[SaveJourney.RevisionMember]?.ToString();
    }

    private static async Task<JsonObject> SavedAsync(string key, bool already, HttpContext http, Definitions all, CancellationToken ct) => new()
    {
        ["workflowDefinition"] = await all.FullAsync((await all.LatestAsync(key, ct))!, http, ct),
        ["alreadyPublished"] = already,
        ["consumingWorkflowCount"] = 0,
    };

    private static async Task<IResult> FullAsync(JourneyVersion? version, HttpContext http, Definitions all, CancellationToken ct) =>
        version is null ? StudioRequests.Refuse(http, NotFound) : StudioRequests.Json(await all.FullAsync(version, http, ct));
}
