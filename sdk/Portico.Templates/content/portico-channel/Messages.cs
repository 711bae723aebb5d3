using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Sdk;

namespace Acme.Channel;

/// <summary>Called from many threads at once. In the test environment nobody is written to: the end of the number says what comes of it.</summary>
internal sealed class Messages : IChannelProvider
{
    public ValueTask<ProviderResult<DeliveryReceipt>> SendAsync(ProviderCall<OutboundMessage> call, CancellationToken ct) =>
        call.Instance.Environment == PluginEnvironment.Test ? ValueTask.FromResult(Pretended(call)) : ReallyAsync(call, ct);

    public static async ValueTask<bool> IsUpAsync(InstanceContext instance, CancellationToken ct)
    {
        try
        {
            return (await instance.Http.SendAsync(new BrokeredRequest("GET", Address(instance, "ping")) { Headers = Headers(instance) }, ct)).IsSuccess;
        }
        catch (BrokeredHttpException)
        {
            return false;
        }
    }

    private static ProviderResult<DeliveryReceipt> Pretended(ProviderCall<OutboundMessage> call) => call.Input.To switch
    {
        [.., '0', '0', '0', '0'] => new ProviderResult<DeliveryReceipt>.FailedFinal(new ErrorCode("message.refused"), "message.refused"),
        _ => new ProviderResult<DeliveryReceipt>.Completed(new DeliveryReceipt(new ExternalRef("test_" + call.IdempotencyKey), call.Instance.Clock.GetUtcNow())),
    };

    private static async ValueTask<ProviderResult<DeliveryReceipt>> ReallyAsync(ProviderCall<OutboundMessage> call, CancellationToken ct)
    {
        var headers = Headers(call.Instance);
        headers["Content-Type"] = "application/json";
        headers["Idempotency-Key"] = call.IdempotencyKey;
        var body = new JsonObject { ["from"] = call.Instance.Settings.Text("sender"), ["to"] = call.Input.To, ["text"] = call.Input.Text };
        try
        {
            var response = await call.Instance.Http.SendAsync(new BrokeredRequest("POST", Address(call.Instance, "messages")) { Headers = headers, Body = JsonSerializer.SerializeToUtf8Bytes(body) }, ct);
            return response.Status switch
            {
                >= 200 and < 300 => new ProviderResult<DeliveryReceipt>.Completed(new DeliveryReceipt(new ExternalRef((string)JsonNode.Parse(response.Body.Span)!["id"]!), call.Instance.Clock.GetUtcNow())),
                408 or 429 or >= 500 => new ProviderResult<DeliveryReceipt>.FailedRetryable(new ErrorCode("service.unavailable"), response.RetryAfter(call.Instance.Clock.GetUtcNow()), response.Status >= 500),
                _ => new ProviderResult<DeliveryReceipt>.FailedFinal(new ErrorCode("service.refused"), "service.refused"),
            };
        }
        catch (BrokeredHttpException failure)
        {
            // Say what you know: the same key is used again, so nobody is written to twice.
            return new ProviderResult<DeliveryReceipt>.FailedRetryable(new ErrorCode("service.unreachable"), null, failure.MayHaveBeenSent);
        }
        catch (Exception garbage) when (garbage is JsonException or InvalidOperationException or ArgumentException or NullReferenceException)
        {
            return new ProviderResult<DeliveryReceipt>.FailedRetryable(new ErrorCode("service.bad_answer"), null, OutcomeUnknown: true);
        }
    }

    private static Uri Address(InstanceContext instance, string path) => new($"{instance.Settings.Text("baseUrl")!.TrimEnd('/')}/{path}");

    private static Dictionary<string, string> Headers(InstanceContext instance) => new() { ["Authorization"] = "Bearer " + instance.Secrets.Find("apiKey") };
}
