using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Sdk;

namespace Acme.Payment;

/// <summary>The provider's API. Change this to what yours speaks; the rest can stay.</summary>
internal sealed class Service(InstanceContext instance)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(7);

    public ValueTask<ProviderResult<PaymentOutcome>> CreateAsync(ProviderCall<PaymentRequest> call, CancellationToken ct)
    {
        var body = new JsonObject
        {
            ["accountHolder"] = call.Input.AccountHolder, ["iban"] = call.Input.Iban?.Value,
            ["amountMinor"] = call.Input.Amount?.Minor, ["currency"] = call.Input.Amount?.Currency, ["callbackUrl"] = call.CallbackUrl?.AbsoluteUri,
        };
        return AskAsync("POST", "mandates", JsonSerializer.SerializeToUtf8Bytes(body), call.IdempotencyKey, ct);
    }

    public ValueTask<ProviderResult<PaymentOutcome>> GetAsync(ProviderCall<ExternalRef> call, CancellationToken ct) =>
        AskAsync("GET", $"mandates/{Uri.EscapeDataString(call.Input.Value)}", default, null, ct);

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

    private async ValueTask<ProviderResult<PaymentOutcome>> AskAsync(string method, string path, ReadOnlyMemory<byte> body, string? idempotencyKey, CancellationToken ct)
    {
        BrokeredResponse response;
        try
        {
            response = await SendAsync(method, path, body, idempotencyKey, ct);
        }
        catch (BrokeredHttpException failure)
        {
            // Say what you know: if it may have arrived, Portico asks before it starts anything anew.
            return new ProviderResult<PaymentOutcome>.FailedRetryable(new ErrorCode("service.unreachable"), null, failure.MayHaveBeenSent);
        }

        return response.Status switch
        {
            >= 200 and < 300 => Read(response.Body.Span),
            408 or 429 or >= 500 => new ProviderResult<PaymentOutcome>.FailedRetryable(new ErrorCode("service.unavailable"), response.RetryAfter(instance.Clock.GetUtcNow()), response.Status >= 500),
            _ => new ProviderResult<PaymentOutcome>.FailedFinal(new ErrorCode("service.refused"), "service.refused"),
        };
    }

    private ProviderResult<PaymentOutcome> Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var check = JsonNode.Parse(json)!;
            var reference = new ExternalRef((string)check["id"]!);
            if (Outcomes.Of((string?)check["status"], reference) is { IsFinal: true } outcome) return new ProviderResult<PaymentOutcome>.Completed(outcome);
            var now = instance.Clock.GetUtcNow();
            return new ProviderResult<PaymentOutcome>.Pending(reference, null, now.AddMinutes(5), now + LongestWait);
        }
        catch (Exception garbage) when (garbage is JsonException or InvalidOperationException or ArgumentException or NullReferenceException)
        {
            return new ProviderResult<PaymentOutcome>.FailedRetryable(new ErrorCode("service.bad_answer"), null, OutcomeUnknown: true);
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
    public static PaymentOutcome? Of(string? status, ExternalRef reference) => status switch
    {
        "active" => new(PaymentState.Active, reference),
        "refused" => new(PaymentState.Refused, reference, new ErrorCode("payment.refused")),
        "pending" => new(PaymentState.Pending, reference),
        "cancelled" => new(PaymentState.Cancelled, reference),
        "expired" => new(PaymentState.Expired, reference),
        _ => null,
    };
}
