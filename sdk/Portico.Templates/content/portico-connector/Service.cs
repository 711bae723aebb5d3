using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Sdk;

namespace Acme.Connector;

/// <summary>The other system's API. Change this to what yours speaks; the rest can stay.</summary>
internal sealed class Service(InstanceContext instance)
{
    // Asked for in the body: what stands in an address ends up in the logs of every server on the way.
    public ValueTask<ProviderResult<OperationOutput>> FindAsync(string email, CancellationToken ct) =>
        AskAsync("POST", "customers/search", JsonSerializer.SerializeToUtf8Bytes(new { email }), null, found => found["number"] is { } number
            ? new JsonObject { ["found"] = true, ["customerNumber"] = (string)number! }
            : new JsonObject { ["found"] = false }, ct);

    public ValueTask<ProviderResult<OperationOutput>> CreateAsync(JsonElement customer, string idempotencyKey, CancellationToken ct) =>
        AskAsync("POST", "customers", JsonSerializer.SerializeToUtf8Bytes(customer), idempotencyKey, created => new JsonObject { ["customerNumber"] = (string?)created["number"] ?? throw new JsonException("There is no number.") }, ct);

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

    private async ValueTask<ProviderResult<OperationOutput>> AskAsync(string method, string path, ReadOnlyMemory<byte> body, string? idempotencyKey, Func<JsonObject, JsonObject> read, CancellationToken ct)
    {
        BrokeredResponse response;
        try
        {
            response = await SendAsync(method, path, body, idempotencyKey, ct);
        }
        catch (BrokeredHttpException failure)
        {
            // Say what you know: the same key is used again, so nobody is created twice.
            return new ProviderResult<OperationOutput>.FailedRetryable(new ErrorCode("service.unreachable"), null, failure.MayHaveBeenSent);
        }

        if (response.Status is 408 or 429 or >= 500) return new ProviderResult<OperationOutput>.FailedRetryable(new ErrorCode("service.unavailable"), response.RetryAfter(instance.Clock.GetUtcNow()), response.Status >= 500);
        if (!response.IsSuccess) return new ProviderResult<OperationOutput>.FailedFinal(new ErrorCode("service.refused"), "service.refused");
        try
        {
            return Customers.Done(read(JsonNode.Parse(response.Body.Span)!.AsObject()));
        }
        catch (Exception garbage) when (garbage is JsonException or InvalidOperationException or NullReferenceException)
        {
            return new ProviderResult<OperationOutput>.FailedRetryable(new ErrorCode("service.bad_answer"), null, OutcomeUnknown: true);
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
