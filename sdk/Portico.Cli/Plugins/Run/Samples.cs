using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Packages;

namespace Portico.Cli.Plugins.Run;

/// <summary>What can be asked of a plugin, with an input to begin with for each ending that its plugin.json tells of.</summary>
internal static class Samples
{
    /// <param name="Needs">The input holds the reference of an earlier answer.</param>
    public sealed record Question(string Contract, string Operation, string Label, JsonObject Input, bool Needs = false)
    {
        public JsonObject ToJson() => new() { ["contract"] = Contract, ["operation"] = Operation, ["label"] = Label, ["input"] = Input.DeepClone(), ["needsRef"] = Needs };
    }

    public static IEnumerable<Question> Of(PluginManifest manifest) => manifest.Provides.SelectMany(Of);

    private static IEnumerable<Question> Of(ProvidedContract contract)
    {
        foreach (var (operation, label, input) in Begins(contract))
        {
            yield return new(contract.Contract, operation, label, input);
            foreach (var magic in contract.Magic.Where(one => input.ContainsKey(one.Field)))
            {
                var special = input.DeepClone().AsObject();
                special[magic.Field] = magic.Value;
                yield return new(contract.Contract, operation, $"{label}: {magic.Field} “{magic.Value}”, {magic.Effect}", special);
            }
        }

        foreach (var question in Continues(contract)) yield return question;
    }

    private static IEnumerable<(string Operation, string Label, JsonObject Input)> Begins(ProvidedContract contract) => contract.Contract switch
    {
        "identity-verification" => [("start", "Check", new JsonObject { ["givenName"] = "Ada", ["familyName"] = "Lovelace", ["dateOfBirth"] = "1990-05-04", ["country"] = "GB", ["locale"] = "en" })],
        "payment" => (contract.Methods.Count == 0 ? ["direct-debit"] : contract.Methods).Select(method => ("create", method == "card" ? "Pay by card" : "Direct debit", method == "card"
            ? new JsonObject { ["method"] = method, ["amountMinor"] = 1250, ["currency"] = "EUR", ["locale"] = "en" }
            : new JsonObject { ["method"] = method, ["accountHolder"] = "Ada Lovelace", ["iban"] = "DE89370400440532013000", ["amountMinor"] = 1250, ["currency"] = "EUR", ["locale"] = "en" })),
        "channel" => (contract.Channels.Count == 0 ? ["email"] : contract.Channels).Select(channel => ("send", $"Send, {channel}", channel == "sms"
            ? new JsonObject { ["channel"] = channel, ["to"] = "+31612345678", ["text"] = "Hello", ["locale"] = "en" }
            : new JsonObject { ["channel"] = channel, ["to"] = "ada@example.org", ["subject"] = "Hello", ["text"] = "Hello", ["html"] = "<p>Hello</p>", ["locale"] = "en" })),
        _ => contract.Operations.Select(operation => (operation.Name, operation.Label, Fitting(operation.Input) as JsonObject ?? [])),
    };

    private static IEnumerable<Question> Continues(ProvidedContract contract)
    {
        var reference = new JsonObject { ["ref"] = "" };
        if (contract.Contract is "identity-verification" or "payment" || contract.Capabilities.Contains("deferred")) yield return new(contract.Contract, "get", "Ask how it stands", reference.DeepClone().AsObject(), Needs: true);
        foreach (var (capability, operation, label) in ((string, string, string)[])[("refund", "refund", "Give back"), ("capture", "capture", "Take what was reserved"), ("mandate", "revoke", "End the mandate"), ("erasure", "erase", "Erase")])
            if (contract.Capabilities.Contains(capability)) yield return new(contract.Contract, operation, label, reference.DeepClone().AsObject(), Needs: true);
        foreach (var outcome in contract.Outcomes)
            yield return new("sandbox", "decide", $"On the sandbox page: {outcome.Label}", new JsonObject { ["ref"] = "", ["outcome"] = outcome.Value }, Needs: true);
    }

    /// <summary>A value that fits a schema, as small as it allows.</summary>
    public static JsonNode? Fitting(JsonElement schema)
    {
        if (schema.TryGetProperty("const", out var only)) return JsonNode.Parse(only.GetRawText());
        if (schema.TryGetProperty("enum", out var choices)) return JsonNode.Parse(choices[0].GetRawText());
        if (schema.TryGetProperty("oneOf", out var cases)) return Fitting(cases[0]);
        var type = schema.TryGetProperty("type", out var said) ? said.ValueKind is JsonValueKind.Array ? said[0].GetString() : said.GetString() : "object";
        return type switch
        {
            "string" => new string('a', Math.Max(Least("minLength"), 4))[..Math.Min(Math.Max(Least("minLength"), 4), schema.TryGetProperty("maxLength", out var most) ? most.GetInt32() : int.MaxValue)],
            "integer" or "number" => schema.TryGetProperty("minimum", out var floor) ? JsonNode.Parse(floor.GetRawText()) : 1,
            "boolean" => true,
            "array" => new JsonArray([.. Enumerable.Range(0, Least("minItems")).Select(_ => Fitting(schema.GetProperty("items")))]),
            "null" => null,
            _ => Members(),
        };

        int Least(string word) => schema.TryGetProperty(word, out var least) ? least.GetInt32() : 0;

        JsonObject Members() => schema.TryGetProperty("properties", out var properties)
            ? new JsonObject(properties.EnumerateObject().Where(member => IsRequired(member.Name)).Select(member => KeyValuePair.Create(member.Name, Fitting(member.Value))))
            : [];

        bool IsRequired(string name) => schema.TryGetProperty("required", out var required) && required.EnumerateArray().Any(one => one.GetString() == name);
    }
}
