using System.Text.Json;

namespace Portico.Sdk;

/// <summary>Reads and writes another system of the tenant: CRM, MDM, ERP, CMS, CDP. Contract <c>connector</c>. What it can do are named operations; plugin.json describes each with a schema of its input and output, which the platform checks on the way in and out.</summary>
public interface ISystemConnector
{
    /// <summary>Names of the operations, such as <c>customer.create</c>; exactly those of plugin.json, or the plugin is refused.</summary>
    IReadOnlyList<ErrorCode> Operations { get; }

    /// <summary>Does one operation, or answers from an earlier attempt with the same idempotency key.</summary>
    /// <param name="call">Which operation, and with what. The input fits the operation's schema.</param>
    /// <param name="ct">Cancelled at the deadline and at shutdown.</param>
    /// <returns>A value that fits the operation's output schema. <see cref="ProviderResult{T}.Pending"/> only with <see cref="IDeferredOperations"/>.</returns>
    ValueTask<ProviderResult<OperationOutput>> InvokeAsync(ProviderCall<OperationInput> call, CancellationToken ct);
}

/// <summary>A second interface for connectors whose operations may take long: how the platform asks what became of one. Discovered by type.</summary>
public interface IDeferredOperations
{
    /// <summary>Asks how an operation stands.</summary>
    /// <param name="call">The reference of an earlier <see cref="ProviderResult{T}.Pending"/>.</param>
    /// <param name="ct">Cancelled at the deadline and at shutdown.</param>
    ValueTask<ProviderResult<OperationOutput>> GetAsync(ProviderCall<ExternalRef> call, CancellationToken ct);
}

/// <summary>One operation to do. Personal data: never log it. The platform lets no card number through.</summary>
/// <param name="Operation">Its name.</param>
/// <param name="Value">A JSON object that fits the operation's input schema.</param>
public sealed record OperationInput(ErrorCode Operation, JsonElement Value)
{
    /// <summary>Says only the operation: the rest may be personal data.</summary>
    public override string ToString() => $"{nameof(OperationInput)} {Operation}";
}

/// <summary>What an operation came to. Personal data: never log it.</summary>
/// <param name="Value">A JSON object that fits the operation's output schema.</param>
public sealed record OperationOutput(JsonElement Value)
{
    /// <summary>Says nothing: it may be personal data.</summary>
    public override string ToString() => nameof(OperationOutput);
}
