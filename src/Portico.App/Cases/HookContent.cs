using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Portico.App.Shared;

namespace Portico.App.Cases;

/// <summary>What a journey gets to see of a request.</summary>
internal static class HookContent
{
    private const int LongestHeader = 1024, MostFields = 500;

    /// <summary>All that may interest a journey. What says who asks, or which way the request took, is the platform's business.</summary>
    private static readonly string[] Shown = ["Content-Type", "User-Agent", "Accept", "Accept-Language", "Idempotency-Key", "X-Request-Id", "X-Correlation-Id", "X-Event-Id", "X-Event-Type"];

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static JsonObject Headers(IHeaderDictionary headers) =>
        new(Shown.Where(name => headers[name].ToString() is { Length: > 0 and <= LongestHeader }).Select(name => KeyValuePair.Create(name, (JsonNode?)headers[name].ToString())));

    public static JsonObject Query(IEnumerable<KeyValuePair<string, StringValues>> fields)
    {
        var read = new JsonObject();
        foreach (var (name, values) in fields.Take(MostFields)) read[name] = values.Count == 1 ? values[0] : new JsonArray([.. values.Select(value => (JsonNode?)value)]);
        return read;
    }

    /// <exception cref="JsonException">It is not what it says it is, or nothing that is read here.</exception>
    public static JsonNode? Read(string? contentType, byte[] body)
    {
        if (body.Length == 0) return null;
        var type = contentType?.Split(';')[0].Trim().ToLowerInvariant() ?? "";
        try
        {
            if (type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal)) return OutsideJson.Read(body);
            if (type == "application/x-www-form-urlencoded") return Query(QueryHelpers.ParseQuery(Strict.GetString(body)));
            if (type.StartsWith("text/", StringComparison.Ordinal)) return JsonValue.Create(Strict.GetString(body));
        }
        catch (DecoderFallbackException e)
        {
            throw new JsonException("The text is no UTF-8.", e);
        }

        throw new JsonException("Such content is not read.");
    }
}
