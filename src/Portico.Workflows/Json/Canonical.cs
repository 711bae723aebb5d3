using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Portico.Workflows.Json;

/// <summary>Hash of what matters to a run: moving a box or renaming the journey changes nothing.</summary>
internal static class Canonical
{
    private static readonly string[] Relevant = ["root", "variables", "inputs", "outputs", "options"];

    private static readonly HashSet<string> Decoration = new(StringComparer.Ordinal) { "metadata", "nodeId", "vertices" };

    public static string Hash(JsonObject definition, bool countersAsked, bool isLogged)
    {
        var text = new StringBuilder();
        foreach (var part in Relevant)
        {
            text.Append(part).Append('=');
            Write(text, definition[part]);
        }
        if (countersAsked) text.Append("counters");
        if (!isLogged) text.Append("unlogged");
        return System.Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void Write(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject json:
                text.Append('{');
                foreach (var (key, value) in json.Where(member => !Decoration.Contains(member.Key)).OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    text.Append(JsonValue.Create(key).ToJsonString()).Append(':');
                    Write(text, value);
                    text.Append(',');
                }
                text.Append('}');
                break;
            case JsonArray array:
                text.Append('[');
                foreach (var item in array)
                {
                    Write(text, item);
                    text.Append(',');
                }
                text.Append(']');
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }
}
