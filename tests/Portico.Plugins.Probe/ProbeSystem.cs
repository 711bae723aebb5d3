using System.Text.Json;
using Portico.Sdk;

namespace Portico.Plugins.Probe;

/// <summary>A system that answers with as much, or with what, it is told to.</summary>
internal sealed class ProbeSystem : ISystemConnector
{
    public IReadOnlyList<ErrorCode> Operations { get; } = [new("probe.answer"), new("probe.echo")];

    public ValueTask<ProviderResult<OperationOutput>> InvokeAsync(ProviderCall<OperationInput> call, CancellationToken ct)
    {
        var answer = call.Input.Operation.Value == "probe.echo" ? call.Input.Value : JsonSerializer.SerializeToElement(new { text = new string('x', call.Input.Value.GetProperty("length").GetInt32()) });
        return ValueTask.FromResult<ProviderResult<OperationOutput>>(new ProviderResult<OperationOutput>.Completed(new OperationOutput(answer)));
    }
}

/// <summary>Genuine is what says one of the two secrets. The body says what else is to happen.</summary>
internal sealed class ProbeCallbacks : ICallbackHandler
{
    public CallbackVerdict Verify(CallbackRequest raw, InstanceContext instance)
    {
        var text = System.Text.Encoding.UTF8.GetString(raw.Body.Span);
        if (text == "die") Environment.FailFast(null);
        var said = raw.Headers.GetValueOrDefault("probe-secret");
        if (said is null || (said != instance.Secrets.Find("password") && said != instance.Secrets.Find("formerPassword"))) return new CallbackVerdict.Rejected(new ErrorCode("callback.signature"));
        return new CallbackVerdict.Accepted(new CallbackEvent.Operation(text, new ExternalRef("ref-" + text), new ErrorCode("probe.done"), raw.ReceivedAt, new OperationOutput(JsonSerializer.SerializeToElement(new { text }))));
    }
}
