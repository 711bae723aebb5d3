using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.App.Shared;

/// <summary>JSON from outside, made anew so that nothing in it breaks whoever reads it later: no half characters, no numbers beyond numbers, no member twice, no bottomless nesting.</summary>
public static class OutsideJson
{
    private const int Deepest = 32;

    /// <exception cref="JsonException">It is not JSON, or not such JSON.</exception>
    public static JsonNode? Read(ReadOnlyMemory<byte> text)
    {
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = Deepest, AllowDuplicateProperties = false });
        try
        {
            return Copy(document.RootElement);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("A text has half a character in it.", e);
        }
    }

    private static JsonNode? Copy(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new JsonObject();
                foreach (var member in element.EnumerateObject()) members[member.Name] = Copy(member.Value);
                return members;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(Copy)]);
            case JsonValueKind.String:
                return JsonValue.Create(element.GetString());
            case JsonValueKind.Number when double.IsFinite(element.GetDouble()):
                return JsonNode.Parse(element.GetRawText());
            case JsonValueKind.Number:
                throw new JsonException("A number is too large.");
            case JsonValueKind.True or JsonValueKind.False:
                return JsonValue.Create(element.GetBoolean());
            default:
                return null;
        }
    }
}
