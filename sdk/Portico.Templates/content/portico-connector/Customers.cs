using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Sdk;

namespace Acme.Connector;

/// <summary>Called from many threads at once. plugin.json describes each operation with schemas of its input and output, which Portico checks. In the test environment the other system is left alone: the family name says what comes of it, so that you can try every ending.</summary>
internal sealed class Customers : ISystemConnector
{
    private const string Find = "customer.find", Create = "customer.create";

    public IReadOnlyList<ErrorCode> Operations { get; } = [new(Find), new(Create)];

    public ValueTask<ProviderResult<OperationOutput>> InvokeAsync(ProviderCall<OperationInput> call, CancellationToken ct)
    {
        if (call.Instance.Environment == PluginEnvironment.Test) return ValueTask.FromResult(Pretended(call));
        var service = new Service(call.Instance);
        return call.Input.Operation.Value switch
        {
            Find => service.FindAsync(call.Input.Value.GetProperty("email").GetString()!, ct),
            _ => service.CreateAsync(call.Input.Value, call.IdempotencyKey, ct),
        };
    }

    private static ProviderResult<OperationOutput> Pretended(ProviderCall<OperationInput> call)
    {
        if (call.Input.Operation.Value == Find) return Done(new JsonObject { ["found"] = false });
        return call.Input.Value.GetProperty("familyName").GetString()!.Trim().ToUpperInvariant() switch
        {
            "REFUSED" => new ProviderResult<OperationOutput>.FailedFinal(new ErrorCode("customer.refused"), "customer.refused"),
            "DOWN" => new ProviderResult<OperationOutput>.FailedRetryable(new ErrorCode("service.unavailable")),
            _ => Done(new JsonObject { ["customerNumber"] = "test_" + call.IdempotencyKey }), // one key, one customer
        };
    }

    internal static ProviderResult<OperationOutput> Done(JsonObject value) => new ProviderResult<OperationOutput>.Completed(new OperationOutput(JsonSerializer.SerializeToElement(value)));
}
