using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Sdk;

namespace Acme.Kyc;

/// <summary>The provider's API. Change this to what yours speaks; the rest can stay.</summary>
internal sealed class Service(InstanceContext instance)
{
    private static readonly TimeSpan LongestCheck = TimeSpan.FromDays(7);

    public async ValueTask<ProviderResult<VerificationOutcome>> StartAsync(ProviderCall<VerificationRequest> call, CancellationToken ct)
    {
        var body = new JsonObject
        {
            ["givenName"] = call.Input.GivenName, ["familyName"] = call.Input.FamilyName, ["dateOfBirth"] = call.Input.DateOfBirth?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["country"] = call.Input.Country, ["callbackUrl"] = call.CallbackUrl?.AbsoluteUri,
        };
        return await AskAsync("POST", "checks", JsonSerializer.SerializeToUtf8Bytes(body), call.IdempotencyKey, ct);
    }

    public ValueTask<ProviderResult<VerificationOutcome>> GetAsync(ProviderCall<ExternalRef> call, CancellationToken ct) =>
        AskAsync("GET", $"checks/{Uri.EscapeDataString(call.Input.Value)}", default, null, ct);

    public async ValueTask<bool> IsUpAsync(CancellationToken ct)
    {
        try
        {
            return (await SendAsync("GET", "ping", default, null, ct)).IsSuccess;
        }
        catch (BrokeredHttpException)
        {
            return false;
        }
    }

    private async ValueTask<ProviderResult<VerificationOutcome>> AskAsync(string method, string path, ReadOnlyMemory<byte> body, string? idempotencyKey, CancellationToken ct)
    {
        BrokeredResponse response;
        try
        {
            response = await SendAsync(method, path, body, idempotencyKey, ct);
        }
        catch (BrokeredHttpException failure)
        {
            // Say what you know: if it may have arrived, Portico asks before it starts anything anew.
            return new ProviderResult<VerificationOutcome>.FailedRetryable(new ErrorCode("service.unreachable"), null, failure.MayHaveBeenSent);
        }

        return response.Status switch
        {
            >= 200 and < 300 => Read(response.Body.Span),
            408 or 429 or >= 500 => new ProviderResult<VerificationOutcome>.FailedRetryable(new ErrorCode("service.unavailable"), response.RetryAfter(instance.Clock.GetUtcNow()), response.Status >= 500),
            _ => new ProviderResult<VerificationOutcome>.FailedFinal(new ErrorCode("service.refused"), "service.refused"),
        };
    }

    private ProviderResult<VerificationOutcome> Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var check = JsonNode.Parse(json)!;
            if (Outcomes.Of((string?)check["status"]) is { IsFinal: true } outcome) return new ProviderResult<VerificationOutcome>.Completed(outcome);
            var now = instance.Clock.GetUtcNow();
            return new ProviderResult<VerificationOutcome>.Pending(new ExternalRef((string)check["id"]!), null, now.AddMinutes(5), now + LongestCheck);
        }
        catch (Exception garbage) when (garbage is JsonException or InvalidOperationException or ArgumentException or NullReferenceException)
        {
            return new ProviderResult<VerificationOutcome>.FailedRetryable(new ErrorCode("service.bad_answer"), null, OutcomeUnknown: true);
        }
    }

    private ValueTask<BrokeredResponse> SendAsync(string method, string path, ReadOnlyMemory<byte> body, string? idempotencyKey, CancellationToken ct)
    {
        var headers = new Dictionary<string, string> { ["Authorization"] = "Bearer " + instance.Secrets.Find("apiKey") };
        if (!body.IsEmpty) headers["Content-Type"] = "application/json";
        if (idempotencyKey is not null) headers["Idempotency-Key"] = idempotencyKey;
        return instance.Http.SendAsync(new BrokeredRequest(method, new Uri($"{instance.Settings.Text("baseUrl")!.TrimEnd('/')}/{path}")) { Headers = headers, Body = body }, ct);
    }
}

internal static class Outcomes
{
    public static VerificationOutcome? Of(string? status) => status switch
    {
        "approved" => new(VerificationDecision.Approved),
        "declined" => new(VerificationDecision.Declined, new ErrorCode("identity.no_match")),
        "review" => new(VerificationDecision.Review, new ErrorCode("identity.unclear")) { IsFinal = false },
        "expired" => new(VerificationDecision.Expired),
        _ => null,
    };
}
