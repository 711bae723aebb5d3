using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Portico.App.Journeys;

namespace Portico.App.Studio;

/// <summary>The same deeds on several journeys at once. Each is done or refused on its own; the first refusal is told.</summary>
internal static class BulkRoutes
{
    public static void Map(RouteGroupBuilder writes)
    {
        var bulk = writes.MapGroup("/bulk-actions");
        bulk.MapPost("/delete/workflow-definitions/by-definition-id", async (HttpContext http, DeleteJourney.Handler delete, CancellationToken ct) =>
        {
            var keys = StudioRequests.Texts(await StudioRequests.BodyAsync(http), "definitionIds");
            foreach (var key in keys)
            {
                if (await delete.HandleAsync(key, ct) is { Error: { } error }) return StudioRequests.Refuse(http, error with { Text = $"{key}: {error.Text}" });
            }
            return StudioRequests.Json(new JsonObject { ["deleted"] = keys.Count });
        });
        bulk.MapPost("/delete/workflow-definitions/by-id", async (HttpContext http, DeleteJourney.Handler delete, CancellationToken ct) =>
        {
            var ids = StudioRequests.Texts(await StudioRequests.BodyAsync(http), "ids");
            foreach (var id in ids)
            {
                if (await delete.VersionAsync(id, ct) is { Error: { } error }) return StudioRequests.Refuse(http, error);
            }
            return StudioRequests.Json(new JsonObject { ["deleted"] = ids.Count });
        });
        bulk.MapPost("/publish/workflow-definitions/by-definition-ids", async (HttpContext http, PublishJourney.Handler publish, CancellationToken ct) =>
        {
            var (published, already, missing) = (new JsonArray(), new JsonArray(), new JsonArray());
            foreach (var key in StudioRequests.Texts(await StudioRequests.BodyAsync(http), "definitionIds"))
            {
                var result = await publish.HandleAsync(key, ct);
                if ((result is { Error: null, Value.Waits: true } ? DefinitionRoutes.Waits : result.Error) is { Status: not 404 } error) return StudioRequests.Refuse(http, error with { Text = $"{key}: {error.Text}" });
                (result.Ok ? result.Value.Already ? already : published : missing).Add(key);
            }
            return StudioRequests.Json(new JsonObject { ["published"] = published, ["alreadyPublished"] = already, ["notFound"] = missing, ["updatedConsumers"] = new JsonArray() });
        });
        bulk.MapPost("/retract/workflow-definitions/by-definition-ids", async (HttpContext http, RetractJourney.Handler retract, CancellationToken ct) =>
        {
            var (retracted, already, missing) = (new JsonArray(), new JsonArray(), new JsonArray());
            foreach (var key in StudioRequests.Texts(await StudioRequests.BodyAsync(http), "definitionIds"))
            {
                var result = await retract.HandleAsync(key, ct);
                (result.Ok ? result.Value ? retracted : already : missing).Add(key);
            }
            return StudioRequests.Json(new JsonObject { ["retracted"] = retracted, ["alreadyRetracted"] = already, ["notFound"] = missing });
        });
        bulk.MapPost("/export/workflow-definitions", async (HttpContext http, Definitions all, CancellationToken ct) =>
        {
            using var file = new MemoryStream();
            using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
            {
                foreach (var id in StudioRequests.Texts(await StudioRequests.BodyAsync(http), "ids"))
                {
                    if (await all.ByIdAsync(id, ct) is not { } version) continue;
                    await using var writer = new StreamWriter(zip.CreateEntry(FormattableString.Invariant($"{version.JourneyKey}-v{version.Number}.json")).Open());
                    await writer.WriteAsync(JourneyDocument.Write(Definitions.Export(version)));
                }
            }
            return Results.File(file.ToArray(), "application/zip", "journeys.zip");
        });
    }
}
