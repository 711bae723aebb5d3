using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Workflows.Activities;
using Portico.Workflows.Expressions;

namespace Portico.Workflows.Json;

/// <summary>The designer writes numbers, booleans and durations as texts: turns a value into the type that is wanted.</summary>
internal static class Coerce
{
    public static string? ToText(JsonNode? value) => value switch
    {
        null => null,
        JsonValue when value.GetValueKind() == JsonValueKind.String => Text(value),
        JsonValue when value.GetValueKind() == JsonValueKind.Number => JsNumber.ToText(Number(value)),
        _ => value.ToJsonString(),
    };

    public static double? ToNumber(JsonNode? value)
    {
        if (value is null) return null;
        switch (value.GetValueKind())
        {
            case JsonValueKind.Number: return Number(value);
            case JsonValueKind.True: return 1;
            case JsonValueKind.False: return 0;
            case JsonValueKind.String:
                var text = value.GetValue<string>();
                if (string.IsNullOrWhiteSpace(text)) return null;
                var number = JsNumber.FromText(text);
                if (double.IsFinite(number)) return number;
                break;
        }
        throw new ActivityFault("expression.type", "A number was expected.");
    }

    public static bool ToFlag(JsonNode? value)
    {
        if (value is null) return false;
        return value.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => Number(value) != 0,
            JsonValueKind.String => value.GetValue<string>() is var text && !string.IsNullOrWhiteSpace(text) && !text.Equals("false", StringComparison.OrdinalIgnoreCase) && text != "0",
            _ => true,
        };
    }

    public static TimeSpan? ToDuration(JsonNode? value)
    {
        if (value is null) return null;
        if (value.GetValueKind() == JsonValueKind.Number) return TimeSpan.FromMilliseconds(Number(value));
        var text = ToText(value);
        if (string.IsNullOrWhiteSpace(text)) return null;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) ? span : throw new ActivityFault("expression.type", "A duration such as 01:30:00 was expected.");
    }

    /// <summary>The value as the named .NET type would hold it; types that JSON cannot tell apart stay as they are.</summary>
    public static JsonNode? To(string? typeName, JsonNode? value)
    {
        if (value is null || typeName is null) return value;
        switch (typeName.Split(',')[0].Split('.')[^1])
        {
            case "Int32" or "Int64" or "Int16" or "Byte":
                return ToNumber(value) is { } whole ? JsJson.FromDouble(Math.Truncate(whole)) : null;
            case "Double" or "Single" or "Decimal":
                return JsJson.FromDouble(ToNumber(value) ?? double.NaN);
            case "Boolean": return JsonValue.Create(ToFlag(value));
            case "String" or "Guid" or "DateTime" or "DateTimeOffset" or "TimeSpan": return JsonValue.Create(ToText(value));
            default: return value;
        }
    }

    private static string Text(JsonNode value)
    {
        try
        {
            return value.GetValue<string>();
        }
        catch (InvalidOperationException)
        {
            throw new ActivityFault("expression.bad_text", "A text has half a character in it.");
        }
    }

    private static double Number(JsonNode value) => double.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);
}
