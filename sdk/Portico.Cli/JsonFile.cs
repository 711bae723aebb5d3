using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.Cli;

internal static class JsonFile
{
    /// <returns>Null: it was said on <paramref name="errors"/> why it cannot be read.</returns>
    public static JsonNode? Read(string file, TextWriter errors)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file)) ?? throw new JsonException("It says null.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"{file}: cannot be read: {e.Message}");
            return null;
        }
    }
}
