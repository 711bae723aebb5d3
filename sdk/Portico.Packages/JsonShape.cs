using System.Globalization;
using System.Text.Json;

namespace Portico.Packages;

/// <summary>The part of JSON Schema that operations are described with. A word that is not checked here may not stand in a schema: what a schema says, holds.</summary>
public static class JsonShape
{
    private static readonly HashSet<string> Checked =
        ["type", "properties", "required", "additionalProperties", "items", "enum", "const", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "oneOf"];

    private static readonly HashSet<string> Words = ["$schema", "title", "description", "examples", "default", "format"];
    private static readonly HashSet<string> Types = ["object", "array", "string", "number", "integer", "boolean", "null"];
    private const int DeepestLevel = 16;

    /// <returns>What is wrong with a schema, as the rest of a sentence; null: nothing.</returns>
    public static string? Complaint(JsonElement schema, int level = 0)
    {
        if (level > DeepestLevel) return "is too deep";
        if (schema.ValueKind is not JsonValueKind.Object) return "is no object";
        foreach (var member in schema.EnumerateObject())
        {
            if (!Checked.Contains(member.Name) && !Words.Contains(member.Name)) return $"says “{member.Name}”, which is not known";
            var wrong = member.Name switch
            {
                "type" => !TypesOf(member.Value).All(Types.Contains),
                "required" or "enum" or "oneOf" => member.Value.ValueKind is not JsonValueKind.Array,
                "additionalProperties" => member.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False),
                "properties" or "items" => member.Value.ValueKind is not JsonValueKind.Object,
                "minLength" or "maxLength" or "minItems" or "maxItems" => member.Value.ValueKind is not JsonValueKind.Number || !member.Value.TryGetInt32(out _),
                "minimum" or "maximum" => member.Value.ValueKind is not JsonValueKind.Number || !member.Value.TryGetDecimal(out _),
                _ => false,
            };
            if (wrong) return $"has a “{member.Name}” that is none";
            var inner = member.Name switch
            {
                "properties" => member.Value.EnumerateObject().Select(one => one.Value),
                "items" => [member.Value],
                "oneOf" => member.Value.EnumerateArray(),
                _ => Enumerable.Empty<JsonElement>(),
            };
            if (inner.Select(one => Complaint(one, level + 1)).FirstOrDefault(one => one is not null) is { } complaint) return complaint;
        }

        return null;
    }

    /// <returns>Where a value does not fit, such as <c>$.customer.name</c>, never the value; null: it fits.</returns>
    public static string? Misfit(JsonElement schema, JsonElement value, string at = "$")
    {
        if (schema.TryGetProperty("type", out var type) && !TypesOf(type).Any(one => Is(one, value))) return at;
        if (schema.TryGetProperty("enum", out var choices) && !choices.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value))) return at;
        if (schema.TryGetProperty("const", out var only) && !JsonElement.DeepEquals(only, value)) return at;
        if (schema.TryGetProperty("oneOf", out var cases) && cases.EnumerateArray().Count(one => Misfit(one, value) is null) != 1) return at;
        return value.ValueKind switch
        {
            JsonValueKind.Object => OfObject(schema, value, at),
            JsonValueKind.Array => OfArray(schema, value, at),
            JsonValueKind.String => Outside(schema, "minLength", "maxLength", value.GetString()!.Length) ? at : null,
            JsonValueKind.Number => !value.TryGetDecimal(out var number) || Outside(schema, "minimum", "maximum", number) ? at : null,
            _ => null,
        };
    }

    private static string? OfObject(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("required", out var required) && required.EnumerateArray().Select(name => name.GetString()!).FirstOrDefault(name => !value.TryGetProperty(name, out _)) is { } missing) return $"{at}.{missing}";
        var known = schema.TryGetProperty("properties", out var properties);
        var closed = schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind is JsonValueKind.False;
        foreach (var member in value.EnumerateObject())
        {
            if (known && properties.TryGetProperty(member.Name, out var inner))
            {
                if (Misfit(inner, member.Value, $"{at}.{member.Name}") is { } misfit) return misfit;
            }
            else if (closed)
            {
                return $"{at}.*"; // the name is the plugin's or the journey's, and may say anything
            }
        }

        return null;
    }

    private static string? OfArray(JsonElement schema, JsonElement value, string at)
    {
        if (Outside(schema, "minItems", "maxItems", value.GetArrayLength())) return at;
        return schema.TryGetProperty("items", out var items) ? value.EnumerateArray().Select((one, i) => Misfit(items, one, string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]"))).FirstOrDefault(one => one is not null) : null;
    }

    private static bool Outside(JsonElement schema, string least, string most, decimal measure) =>
        (schema.TryGetProperty(least, out var min) && measure < min.GetDecimal()) || (schema.TryGetProperty(most, out var max) && measure > max.GetDecimal());

    private static IEnumerable<string> TypesOf(JsonElement type) => type.ValueKind switch
    {
        JsonValueKind.String => [type.GetString()!],
        JsonValueKind.Array => type.EnumerateArray().Select(one => one.ValueKind is JsonValueKind.String ? one.GetString()! : ""),
        _ => [""],
    };

    private static bool Is(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind is JsonValueKind.Object,
        "array" => value.ValueKind is JsonValueKind.Array,
        "string" => value.ValueKind is JsonValueKind.String,
        "number" => value.ValueKind is JsonValueKind.Number,
        "integer" => value.ValueKind is JsonValueKind.Number && value.TryGetDecimal(out var number) && number == decimal.Truncate(number),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => value.ValueKind is JsonValueKind.Null,
    };
}
