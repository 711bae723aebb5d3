using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Sdk;

namespace Museum.Systems;

/// <summary>Two contracts in one plugin: messages, and operations in another system.</summary>
public sealed class Plugin : OnboardingPlugin
{
    public override PluginInfo Info { get; } = new("com.example.museum-systems", "1.0.0");

    public override void Register(IPluginRegistry registry)
    {
        var system = new Archive();
        registry.Channel(new Pigeon());
        registry.Connector(system);
        registry.Callbacks(system);
    }
}

internal sealed class Pigeon : IChannelProvider
{
    public ValueTask<ProviderResult<DeliveryReceipt>> SendAsync(ProviderCall<OutboundMessage> call, CancellationToken ct)
    {
        var message = call.Input;
        if (message.To.Length == 0 || message.Text.Length == 0) throw new InvalidOperationException("Nothing to carry.");
        var word = $"{message.Channel}_{message.Subject ?? "none"}_{(message.Html is null ? "plain" : "html")}_{message.Locale ?? "none"}";
        return ValueTask.FromResult<ProviderResult<DeliveryReceipt>>(new ProviderResult<DeliveryReceipt>.Completed(new DeliveryReceipt(new ExternalRef(word), call.Instance.Clock.GetUtcNow())));
    }
}

internal sealed class Archive : ISystemConnector, IDeferredOperations, ICallbackHandler
{
    public IReadOnlyList<ErrorCode> Operations { get; } = [new("paper.file"), new("paper.find")];

    public ValueTask<ProviderResult<OperationOutput>> InvokeAsync(ProviderCall<OperationInput> call, CancellationToken ct)
    {
        var now = call.Instance.Clock.GetUtcNow();
        return ValueTask.FromResult<ProviderResult<OperationOutput>>(call.Input.Operation.Value == "paper.find"
            ? new ProviderResult<OperationOutput>.Completed(Say(call.Input.Value.GetProperty("title").GetString()!))
            : new ProviderResult<OperationOutput>.Pending(new ExternalRef("filed_" + call.IdempotencyKey), null, now.AddMinutes(1), now.AddDays(1)));
    }

    public ValueTask<ProviderResult<OperationOutput>> GetAsync(ProviderCall<ExternalRef> call, CancellationToken ct) =>
        ValueTask.FromResult<ProviderResult<OperationOutput>>(new ProviderResult<OperationOutput>.Completed(Say(call.Input.Value)));

    public CallbackVerdict Verify(CallbackRequest raw, InstanceContext instance) =>
        new CallbackVerdict.Accepted(new CallbackEvent.Operation("event", new ExternalRef("filed"), new ErrorCode("paper.filed"), raw.ReceivedAt, Say("told")));

    private static OperationOutput Say(string shelf) => new(JsonSerializer.SerializeToElement(new JsonObject { ["shelf"] = shelf }));
}
