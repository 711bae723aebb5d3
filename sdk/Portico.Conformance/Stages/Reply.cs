using System.Text.Json.Nodes;

namespace Portico.Conformance.Stages;

/// <summary>What a plugin answered, or why there is nothing that counts as an answer.</summary>
/// <param name="Trouble">As the rest of a sentence; null: <paramref name="Json"/> is an answer as protocol.md says.</param>
internal sealed record Reply(JsonObject? Json, string? Trouble, TimeSpan Took)
{
    public int StatusCode { get; init; } = 200;
    public string Raw { get; init; } = "";
    public string Status => (string?)Json?["status"] ?? "";
    public string? Code => (string?)Json?["code"] ?? (string?)Json?["reason"];
    public string? Ref => (string?)Json?["ref"];
    public bool OutcomeUnknown => (bool?)Json?["outcomeUnknown"] ?? false;
    public bool Threw => Trouble is null && Code == "plugin.threw";
    public bool IsGood => Trouble is null && Status is "completed" or "pending";

    /// <summary>The name by which the thing can be asked for, wherever the answer holds it.</summary>
    public string? AnyRef => Ref ?? ((Json?["value"] as JsonObject)?["reference"] is JsonValue told && told.TryGetValue<string>(out var text) ? text : null);

    /// <summary>What two answers to one question have to have in common.</summary>
    public string Gist => Trouble ?? string.Join('\n', (string?[])[Status, Ref, Code, .. (Json?["value"] as JsonObject ?? []).Where(member => member.Key is not ("acceptedAt" or "erasedAt")).Select(member => member.Key + "=" + member.Value?.ToJsonString())]);

    /// <summary>For a person; holds codes only.</summary>
    public string Shown => Trouble ?? Status switch
    {
        "failed-retryable" => $"failed-retryable, {Code}, outcomeUnknown {(OutcomeUnknown ? "true" : "false")}",
        "failed-final" => $"failed-final, {Code}",
        "" => Json?["verdict"] is { } verdict ? Code is null ? $"{verdict}" : $"{verdict}, {Code}" : "neither status nor verdict",
        var status => status,
    };

    /// <returns>What is wrong; null: the answer is one of these.</returns>
    public string? Unless(params string[] allowed) =>
        Trouble ?? (Threw ? "the plugin threw an exception" : allowed.Contains(Status) ? null : $"expected {string.Join(" or ", allowed)}, got {Shown}");
}
