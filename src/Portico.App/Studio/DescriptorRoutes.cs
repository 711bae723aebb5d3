using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Portico.App.Studio;

/// <summary>What the designer asks before and beside the drawing. Lists that name what our engine lacks are empty, which hides their pickers.</summary>
internal static class DescriptorRoutes
{
    private static readonly string[] Empty =
    [
        "/features/installed", "/descriptors/workflow-activation-strategies", "/descriptors/incident-strategies", "/descriptors/log-persistence-strategies",
        "/descriptors/commit-strategies/workflows", "/descriptors/commit-strategies/activities", "/descriptors/output-converters",
    ];

    private static readonly (string Type, string Category)[] VariableTypes =
    [
        ("String", "Primitives"), ("Boolean", "Primitives"), ("Int32", "Primitives"), ("Int64", "Primitives"), ("Decimal", "Primitives"), ("Double", "Primitives"),
        ("DateTimeOffset", "Time"), ("TimeSpan", "Time"), ("Object", "Data"),
    ];

    public static void Map(RouteGroupBuilder reads)
    {
        foreach (var route in Empty) reads.MapGet(route, () => StudioRequests.List([]));
        reads.MapGet("/package/version", () => StudioRequests.Json(new JsonObject { ["packageVersion"] = "3.8.2" }));

        reads.MapGet("/descriptors/activities", async (Descriptors descriptors, HttpContext http, CancellationToken ct) =>
        {
            var items = await descriptors.ActivitiesAsync(ct);
            var text = new JsonObject { ["items"] = items, ["count"] = items.Count }.ToJsonString();
            // Asked again after every save, and rarely changed: the browser keeps it and asks whether it still holds.
            var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8))}\"";
            http.Response.Headers.CacheControl = "private, no-cache";
            http.Response.Headers.ETag = tag;
            return http.Request.Headers.IfNoneMatch.Contains(tag) ? Results.StatusCode(304) : Results.Content(text, "application/json", Encoding.UTF8);
        });
        reads.MapPost("/descriptors/activities/{type}/options/{property}", async (string type, string property, Descriptors descriptors, CancellationToken ct) =>
            StudioRequests.Json(new JsonObject { ["items"] = await descriptors.OptionsAsync(type, property, ct) }));

        reads.MapGet("/descriptors/expression-descriptors", () => StudioRequests.List(
        [
            Expression("Literal", "Literal", false), Expression("Object", "Object", false, "json"), Expression("JavaScript", "JavaScript", true, "javascript"),
            Expression("Variable", "Variable", true), Expression("Input", "Input", true),
        ]));
        reads.MapGet("/descriptors/storage-drivers", () => StudioRequests.List(
            [new JsonObject { ["typeName"] = "Portico.Case", ["displayName"] = "Case", ["priority"] = 5, ["deprecated"] = false }]));
        reads.MapGet("/descriptors/variables", () => StudioRequests.List(VariableTypes.Select(variable =>
            new JsonObject { ["typeName"] = variable.Type, ["displayName"] = variable.Type, ["category"] = variable.Category, ["description"] = null })));
        reads.MapPost("/scripting/javascript/type-definitions/{definitionId}", async (string definitionId, Definitions definitions, CancellationToken ct) =>
            Results.Text(ScriptTypes.For(await definitions.LatestAsync(definitionId, ct)), "application/x-typescript"));
    }

    private static JsonObject Expression(string type, string name, bool browsable, string? language = null) => new()
    {
        ["type"] = type,
        ["displayName"] = name,
        ["isSerializable"] = true,
        ["isBrowsable"] = browsable,
        ["properties"] = language is null ? new JsonObject() : new JsonObject { ["MonacoLanguage"] = language },
    };
}
