using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Packages;

namespace Portico.Conformance.Stages;

/// <summary>The messages of sdk/docs/protocol.md, as far as a plugin writes them. Each returns what is wrong, as the rest of a sentence, or null.</summary>
internal static class Shape
{
    private static readonly string[] Decisions = ["approved", "declined", "review", "resubmission", "expired", "abandoned"];
    private static readonly string[] States = ["active", "pending", "refused", "cancelled", "expired"];

    public static string? OfLogLine(JsonObject line)
    {
        if (Text(line, "log") is not ("information" or "warning" or "error")) return "has no level";
        if (((string[])["plugin", "tenant", "installation", "event"]).FirstOrDefault(name => !IsCode(Text(line, name))) is { } lacking) return $"says no {lacking}";
        foreach (var (name, value) in line["fields"] as JsonObject ?? [])
            if (!IsCode(name) || !(value?.GetValueKind() is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False || value is JsonValue text && text.TryGetValue<string>(out var code) && IsCode(code))) return "holds a field that is no number, flag or code";
        return null;
    }

    public static string? OfAnswer(JsonObject answer, PluginManifest manifest, string contract, string operation) => Text(answer, "status") switch
    {
        "completed" => answer["value"] is JsonObject value ? OfValue(value, manifest, contract, operation) : "the completed answer has no value",
        "pending" => !IsRef(Text(answer, "ref")) ? "the pending answer has no ref of 1 to 200 letters, digits, dashes, underscores, dots or colons"
            : !IsTime(answer["expiresAt"]) ? "the pending answer has no expiresAt"
            : answer["pollAfter"] is { } poll && !IsTime(poll) ? "pollAfter is no time"
            : answer["redirectUrl"] is { } url && !(Uri.TryCreate(url.GetValue<string>(), UriKind.Absolute, out var to) && to.Scheme == Uri.UriSchemeHttps) ? "redirectUrl is no https address" : null,
        "failed-retryable" => !IsCode(Text(answer, "code")) ? "the code is none"
            : answer["retryAfterMs"] is JsonValue wait && !(wait.TryGetValue<long>(out var ms) && ms >= 0) ? "retryAfterMs is no number of milliseconds" : null,
        "failed-final" => !IsCode(Text(answer, "code")) ? "the code is none" : !IsCode(Text(answer, "safeMessageKey")) ? "safeMessageKey is no key" : null,
        _ => "the answer has none of the four statuses",
    };

    public static string? OfVerdict(JsonObject answer) => Text(answer, "verdict") switch
    {
        "accepted" => Text(answer, "eventId") is not { Length: > 0 and <= 200 } ? "the accepted callback has no eventId"
            : !IsRef(Text(answer, "ref")) ? "the accepted callback has no ref"
            : !IsCode(Text(answer, "kind")) ? "the accepted callback has no kind"
            : !IsTime(answer["occurredAt"]) ? "the accepted callback has no occurredAt"
            : answer["value"] is not JsonObject ? "the accepted callback has no value"
            : answer["final"]?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False) || !IsRank(answer["rank"]) ? "the accepted callback has no final or rank" : null,
        "rejected" => IsCode(Text(answer, "reason")) ? null : "the reason is no code",
        "not-mine" => null,
        _ => "the answer has none of the three verdicts",
    };

    public static string? OfHealth(JsonObject answer) =>
        answer["healthy"]?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False) ? "it does not say whether it is healthy"
        : !IsCode(Text(answer, "code")) ? "the code is none"
        : answer["messageKey"] is not null && !IsCode(Text(answer, "messageKey")) ? "messageKey is no key" : null;

    private static string? OfValue(JsonObject value, PluginManifest manifest, string contract, string operation) => (contract, operation) switch
    {
        (_, "erase") => !IsTime(value["erasedAt"]) ? "the value has no erasedAt" : AreCodes(value["keptByLaw"]) ? null : "keptByLaw is no list of codes",
        ("identity-verification", _) => !Decisions.Contains(Text(value, "decision")) ? "the decision is none"
            : !AreCodes(value["reasonKeys"]) || value["final"]?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False) || !IsRank(value["rank"]) ? "the value lacks reasonKeys, final or rank"
            : operation == "start" && !(bool)value["final"]! ? "a start was completed with an interim state: say pending instead" : null,
        ("payment", "refund") => IsRef(Text(value, "reference")) && value["amountMinor"] is not null && Text(value, "currency") is { Length: 3 } ? null : "the value lacks reference, amountMinor or currency",
        ("payment", _) => !States.Contains(Text(value, "state")) ? "the state is none" : !AreCodes(value["reasonKeys"]) || !IsRank(value["rank"]) ? "the value lacks reasonKeys or rank" : null,
        ("channel", _) => IsRef(Text(value, "reference")) && IsTime(value["acceptedAt"]) ? null : "the value lacks reference or acceptedAt",
        ("connector", _) when manifest.OperationOf(operation) is { } described => JsonShape.Misfit(described.Output, JsonSerializer.SerializeToElement(value)) is { } at ? $"the value does not fit the output schema at {at}" : null,
        _ => null,
    };

    public static bool IsCode(string? text) => text is { Length: > 0 and <= 80 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static bool IsRef(string? text) => text is { Length: > 0 and <= 200 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');

    private static bool IsTime(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    private static bool IsRank(JsonNode? node) => node is JsonValue value && value.TryGetValue<int>(out var rank) && rank is >= 0 and <= 30;

    private static bool AreCodes(JsonNode? node) => node is JsonArray list && list.All(one => one is JsonValue value && value.TryGetValue<string>(out var text) && IsCode(text));

    private static string? Text(JsonObject from, string name) => from[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
