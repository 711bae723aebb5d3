using System.Text.Json;

namespace Portico.App.Plugins;

/// <summary>What goes to a connector and comes back fits the schemas of its operation, and no card number goes at all.</summary>
internal static class ConnectorRules
{
    /// <returns>Null: the call may leave the house.</returns>
    public static ProviderReply.FailedFinal? Refusal(ProviderInvocation call, OperationDescriptor? operation)
    {
        if (call.Contract != ProvidedContract.Connector || call.Operation is "get" or "erase") return null;
        if (operation is null) return No("connector.no_operation");
        if (CardNumbers.AreIn(call.Input)) return No("connector.card_number");
        return JsonShape.Misfit(operation.Input, JsonSerializer.SerializeToElement(call.Input)) is null ? null : No("connector.input_invalid");
    }

    /// <summary>An answer to an operation that does not look as promised is as good as none. Of one that took a while it is not known any more which it was.</summary>
    public static ProviderReply Checked(ProviderReply reply, OperationDescriptor? operation) => reply is ProviderReply.Completed done && operation is not null && JsonShape.Misfit(operation.Output, done.Value) is not null
        ? new ProviderReply.FailedRetryable("plugin.bad_answer", null, OutcomeUnknown: true)
        : reply;

    private static ProviderReply.FailedFinal No(string code) => new(code, code);
}
