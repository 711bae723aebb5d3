using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Portico.App.Journeys;
using Portico.App.Shared;

namespace Portico.App.Studio;

/// <summary>What holds for every request of the designer: unsafe ones carry our header (a foreign page cannot set it), nothing is cached, bad JSON is the caller's fault.</summary>
public sealed class StudioRequests : IEndpointFilter
{
    public const string Header = "X-Portico-Studio";

    /// <summary>Response: the newest state of the definition it speaks of, as <c>key:token</c>. Request: the state that this tab saw last.</summary>
    public const string RevisionHeader = "X-Portico-Revision";

    private static readonly Error NoHeader = new(400, "studio.header_missing", "This request did not come from the designer. Reload the page and try again.");
    private static readonly Error NotJson = new(400, "studio.not_json", "The request is not a JSON object of the expected shape.");

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        var safe = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        if (!safe && !http.Request.Headers.ContainsKey(Header)) return Refuse(http, NoHeader);
        try
        {
            return await next(context);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return Refuse(http, NotJson);
        }
    }

    /// <summary>The shape that the designer shows as snackbars, one per message. It shows nothing at all for 409, so only callers that speak HTTP's own language get that.</summary>
    public static IResult Refuse(HttpContext http, Error error)
    {
        var status = error.Status == 409 && !http.Request.Headers.ContainsKey("If-Match") ? 400 : error.Status;
        var errors = new JsonObject { ["journey"] = new JsonArray(error.Text) };
        foreach (var (place, texts) in error.Fields ?? new Dictionary<string, string[]>())
        {
            errors[place] = new JsonArray([.. texts.Select(text => JsonValue.Create(text.Contains(place, StringComparison.OrdinalIgnoreCase) ? text : $"{place}: {text}"))]);
        }
        return Json(new JsonObject { ["statusCode"] = status, ["code"] = error.Code, ["message"] = error.Text, ["errors"] = errors }, status);
    }

    public static IResult Json(JsonNode node, int status = 200) => Results.Content(node.ToJsonString(), "application/json", System.Text.Encoding.UTF8, status);

    public static IResult List(IEnumerable<JsonNode?> items)
    {
        var list = new JsonArray([.. items]);
        return Json(new JsonObject { ["items"] = list, ["count"] = list.Count });
    }

    public static async Task<JsonObject> BodyAsync(HttpContext http)
    {
        if (http.Request.ContentLength is 0) return [];
        using var reader = new StreamReader(http.Request.Body);
        return JourneyDocument.Parse(await reader.ReadToEndAsync(http.RequestAborted));
    }

    /// <summary>The names in a JSON array member; empty when it is not there.</summary>
    public static IReadOnlyList<string> Texts(JsonObject body, string member) => body[member] is JsonArray list ? [.. list.Where(item => item is not null).Select(item => item!.ToString())] : [];
}
