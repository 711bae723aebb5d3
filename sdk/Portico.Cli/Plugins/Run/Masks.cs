using System.Text;
using System.Text.Json.Nodes;

namespace Portico.Cli.Plugins.Run;

/// <summary>Takes secrets out of what is shown: the values of this installation wherever they stand, also in base64, and what headers of that kind hold.</summary>
internal sealed class Masks(IEnumerable<string> secrets)
{
    public const string Mask = "•••";
    private const int Shortest = 4; // a shorter one would be found in every other word

    private static readonly string[] Telling = ["authorization", "cookie", "key", "token", "secret", "password", "signature"];

    private readonly string[] values = [.. secrets.Where(secret => secret.Length >= Shortest).SelectMany(secret => new[] { secret, Uri.EscapeDataString(secret), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)) }).Distinct().OrderByDescending(secret => secret.Length)];

    public string Text(string text) => values.Aggregate(text, (shown, secret) => shown.Replace(secret, Mask, StringComparison.Ordinal));

    /// <summary>A copy.</summary>
    public JsonNode? Node(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, member.Key == "secrets" && member.Value is JsonObject hidden ? new JsonObject(hidden.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)Mask))) : member.Key == "grant" ? Mask : Node(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Node)]),
        JsonValue value when value.TryGetValue<string>(out var text) => Text(text),
        _ => node?.DeepClone(),
    };

    public JsonObject Headers(IEnumerable<KeyValuePair<string, string>> headers) => new(headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)(Telling.Any(word => header.Key.Contains(word, StringComparison.OrdinalIgnoreCase)) && !header.Key.Contains("idempotency", StringComparison.OrdinalIgnoreCase) ? Mask : Text(header.Value)))));

    /// <summary>A body as text; null: there is none.</summary>
    public JsonNode? Body(byte[] body)
    {
        if (body.Length == 0) return null;
        var text = Text(Encoding.UTF8.GetString(body));
        try
        {
            return Node(JsonNode.Parse(text));
        }
        catch (System.Text.Json.JsonException)
        {
            return text.Length > 4_000 ? text[..4_000] + "…" : text;
        }
    }
}
