using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.App.Plugins;

/// <summary>Reads what a plugin process answered. It may be broken or hostile: whatever does not fit is a bad answer, not an exception.</summary>
internal static class PluginAnswers
{
    private const int LongestCodeChars = 80;
    private const int LongestTextChars = 200;

    /// <summary>An interim state is no answer: asked how a check stands, it means to go on waiting; as the answer to a start it leaves nothing to ask by.</summary>
    public static ProviderReply Reply(JsonObject answer, ProviderInvocation call) => Reply(answer) switch
    {
        ProviderReply.Completed { Value: var value } when call.Contract == "identity-verification" && value.ValueKind is JsonValueKind.Object && value.TryGetProperty("final", out var final) && final.ValueKind is JsonValueKind.False =>
            call.Operation == "get" ? new ProviderReply.StillPending() : BadAnswer,
        var reply => reply,
    };

    private static ProviderReply Reply(JsonObject answer)
    {
        try
        {
            return (string?)answer["status"] switch
            {
                "completed" => new ProviderReply.Completed(Value(answer)),
                "pending" => new ProviderReply.Pending(Text(answer, "ref"), (string?)answer["redirectUrl"], (DateTimeOffset?)answer["pollAfter"], (DateTimeOffset)answer["expiresAt"]!),
                "failed-retryable" => new ProviderReply.FailedRetryable(Code(answer, "code"), (long?)answer["retryAfterMs"] is { } ms ? TimeSpan.FromMilliseconds(ms) : null, (bool?)answer["outcomeUnknown"] ?? true),
                "failed-final" => new ProviderReply.FailedFinal(Code(answer, "code"), Code(answer, "safeMessageKey")),
                _ => BadAnswer,
            };
        }
        catch (Exception problem) when (IsMisfit(problem))
        {
            return BadAnswer;
        }
    }

    public static CallbackReading Reading(JsonObject answer)
    {
        try
        {
            return (string?)answer["verdict"] switch
            {
                "accepted" => new CallbackReading.Accepted(
                    Text(answer, "eventId"), Text(answer, "ref"), Code(answer, "kind"), (DateTimeOffset)answer["occurredAt"]!, Value(answer), (bool)answer["final"]!, (int)answer["rank"]!),
                "rejected" => new CallbackReading.Rejected(Code(answer, "reason")),
                "not-mine" => new CallbackReading.NotMine(),
                _ => new CallbackReading.Unavailable("plugin.bad_answer"),
            };
        }
        catch (Exception problem) when (IsMisfit(problem))
        {
            return new CallbackReading.Unavailable("plugin.bad_answer");
        }
    }

    public static HealthReading Health(JsonObject answer, TimeSpan took)
    {
        try
        {
            return new HealthReading((bool)answer["healthy"]!, Code(answer, "code"), answer["messageKey"] is null ? null : Code(answer, "messageKey"), took);
        }
        catch (Exception problem) when (IsMisfit(problem))
        {
            return new HealthReading(false, "plugin.bad_answer", "plugin.bad_answer", took);
        }
    }

    public static SettingsReading Settings(JsonObject answer)
    {
        try
        {
            return (string?)answer["status"] switch
            {
                "taken-over" => new SettingsReading.TakenOver((answer["settings"] as JsonObject ?? throw new FormatException("There are no settings.")).DeepClone().AsObject(),
                    (answer["secrets"] as JsonObject ?? []).ToDictionary(secret => secret.Key, secret => (string)secret.Value!)),
                "refused" => new SettingsReading.Refused(Code(answer, "code"), Code(answer, "messageKey")),
                _ => new SettingsReading.Refused("plugin.bad_answer", "plugin.bad_answer"),
            };
        }
        catch (Exception problem) when (IsMisfit(problem))
        {
            return new SettingsReading.Refused("plugin.bad_answer", "plugin.bad_answer");
        }
    }

    private static ProviderReply.FailedRetryable BadAnswer => new("plugin.bad_answer", null, OutcomeUnknown: true);

    private static JsonElement Value(JsonObject answer) => JsonSerializer.SerializeToElement(answer["value"] ?? throw new FormatException("There is no value."));

    private static string Text(JsonObject answer, string name) =>
        (string?)answer[name] is { Length: > 0 and <= LongestTextChars } text ? text : throw new FormatException("The text is missing or too long.");

    /// <summary>Codes are logged and shown, so they may hold nothing else.</summary>
    private static string Code(JsonObject answer, string name) =>
        (string)answer[name]! is { Length: > 0 and <= LongestCodeChars } code && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') ? code : throw new FormatException("That is not a code.");

    private static bool IsMisfit(Exception problem) => problem is FormatException or InvalidOperationException or ArgumentNullException or OverflowException;
}
