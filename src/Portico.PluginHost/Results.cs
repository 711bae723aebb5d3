using System.Text.Json.Nodes;
using Portico.Sdk;

namespace Portico.PluginHost;

/// <summary>The SDK's results as messages.</summary>
internal static class Results
{
    public static Answer From<T>(ProviderResult<T> result, Func<T, JsonObject> json) => result switch
    {
        ProviderResult<T>.Completed done => new Answer("completed") { Value = json(done.Value) },
        ProviderResult<T>.Pending pending => new Answer("pending")
        {
            Ref = pending.Ref.Value,
            RedirectUrl = (pending.Action as CustomerAction.Redirect)?.Url,
            PollAfter = pending.PollAfter,
            ExpiresAt = pending.ExpiresAt,
        },
        ProviderResult<T>.FailedRetryable later => new Answer("failed-retryable")
        {
            Code = later.Code.Value,
            RetryAfterMs = (long?)later.RetryAfter?.TotalMilliseconds,
            OutcomeUnknown = later.OutcomeUnknown,
        },
        ProviderResult<T>.FailedFinal never => Answer.Final(never.Code.Value, never.SafeMessageKey),
        _ => throw new InvalidOperationException("The plugin returned no result."),
    };

    public static CallbackAnswer From(CallbackVerdict verdict) => verdict switch
    {
        CallbackVerdict.Accepted { Event: CallbackEvent.Verification e } => Accepted(e, Json(e.Outcome), e.Outcome.IsFinal, e.Outcome.Rank),
        CallbackVerdict.Accepted { Event: CallbackEvent.Payment e } => Accepted(e, Json(e.Outcome), e.Outcome.IsFinal, e.Outcome.Rank),
        CallbackVerdict.Accepted { Event: CallbackEvent.Operation e } => Accepted(e, Json(e.Outcome), final: true, rank: 30),
        CallbackVerdict.Rejected no => new CallbackAnswer("rejected") { Reason = no.Reason.Value },
        CallbackVerdict.NotMine => new CallbackAnswer("not-mine"),
        _ => throw new InvalidOperationException("The plugin returned no verdict."),
    };

    public static SettingsAnswer From(SettingsTakeover takeover) => takeover switch
    {
        SettingsTakeover.TakenOver taken => new SettingsAnswer("taken-over") { Settings = taken.Values, Secrets = taken.RenamedSecrets },
        SettingsTakeover.Refused no => new SettingsAnswer("refused") { Code = no.Code.Value, MessageKey = no.MessageKey },
        _ => throw new InvalidOperationException("The plugin returned no answer."),
    };

    public static JsonObject Json(VerificationOutcome outcome) => new()
    {
        ["decision"] = outcome.Decision.ToString().ToLowerInvariant(),
        ["reasonKeys"] = new JsonArray([.. outcome.Reasons.Select(r => JsonValue.Create(r.Value))]),
        ["final"] = outcome.IsFinal,
        ["rank"] = outcome.Rank,
    };

    public static JsonObject Json(PaymentOutcome outcome) => new()
    {
        ["state"] = outcome.State.ToString().ToLowerInvariant(),
        ["reference"] = outcome.Reference?.Value,
        ["reasonKeys"] = outcome.Reason is { } reason ? new JsonArray(reason.Value) : [],
        ["final"] = outcome.IsFinal,
        ["rank"] = outcome.Rank,
    };

    public static JsonObject Json(DeliveryReceipt receipt) => new() { ["reference"] = receipt.Reference.Value, ["acceptedAt"] = receipt.AcceptedAt };

    public static JsonObject Json(RefundOutcome outcome) => new() { ["reference"] = outcome.Reference.Value, ["amountMinor"] = outcome.Amount.Minor, ["currency"] = outcome.Amount.Currency };

    public static JsonObject Json(ErasureReceipt receipt) => new() { ["erasedAt"] = receipt.ErasedAt, ["keptByLaw"] = new JsonArray([.. receipt.KeptByLaw.Select(code => JsonValue.Create(code.Value))]) };

    public static JsonObject Json(OperationOutput output) => JsonObject.Create(output.Value) ?? throw new InvalidOperationException("The answer of an operation is no object.");

    public static JsonObject Json(SandboxDecided decided) => new() { ["outcome"] = decided.Outcome };

    private static CallbackAnswer Accepted(CallbackEvent e, JsonObject value, bool final, int rank) => new("accepted")
    {
        EventId = e.EventId,
        Ref = e.Ref.Value,
        Kind = e.Kind.Value,
        OccurredAt = e.OccurredAt,
        Value = value,
        Final = final,
        Rank = rank,
    };
}
