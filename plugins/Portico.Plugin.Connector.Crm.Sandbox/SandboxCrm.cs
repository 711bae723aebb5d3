using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Plugin.Sandbox;
using Portico.Sdk;

namespace Portico.Plugin.Connector.Crm.Sandbox;

/// <summary>Pretends to be a CRM. It keeps which numbers it gave out, and of people a keyed hash of the e-mail address; what it was told of them it forgets.</summary>
internal sealed class SandboxCrm : ISystemConnector, IDeferredOperations, IErasureCapability, ICallbackHandler
{
    private const string Find = "customer.find", Create = "customer.create", Note = "note.add", Contract = "contract.create", Activate = "contract.activate";
    private const string ByMail = "by-mail", Erased = "erased";

    private readonly PretendedProvider<OperationOutput> pretended = new("operation.finished", (word, reference) => word is "active" or "refused" ? Say(("contractNumber", reference.Value), ("status", word)) : null);

    public IReadOnlyList<ErrorCode> Operations { get; } = [new(Find), new(Create), new(Note), new(Contract), new(Activate)];

    public async ValueTask<ProviderResult<OperationOutput>> InvokeAsync(ProviderCall<OperationInput> call, CancellationToken ct)
    {
        var name = Text(call, "familyName");
        var fault = Faults.For(call.Instance, name);
        await Faults.AnswerAsync(fault, ct);
        if (Ledger.In(call.Instance.DataFolder).Find(call.IdempotencyKey) is null && Refusal(name, call.Attempt) is { } refusal) return refusal;
        return call.Input.Operation.Value switch
        {
            Find => Look(call),
            Create => Number(call, "CU", "customerNumber"),
            Note => Number(call, "NO", "noteNumber"),
            Contract => Number(call, "CO", "contractNumber"),
            _ => Begin(call, fault),
        };
    }

    public ValueTask<ProviderResult<OperationOutput>> GetAsync(ProviderCall<ExternalRef> call, CancellationToken ct) => ValueTask.FromResult(pretended.Get(call));

    public ValueTask<ProviderResult<ErasureReceipt>> EraseAsync(ProviderCall<SubjectRef> call, CancellationToken ct) => ValueTask.FromResult(pretended.Erase(call));

    public CallbackVerdict Verify(CallbackRequest raw, InstanceContext instance) =>
        pretended.Verify(raw, instance, (e, reference, kind, outcome) => new CallbackEvent.Operation(e.Id, reference, kind, e.OccurredAt, outcome));

    private static ProviderResult<OperationOutput>? Refusal(string? name, int attempt) => name?.Trim().ToUpperInvariant() switch
    {
        "REFUSED" => new ProviderResult<OperationOutput>.FailedFinal(new ErrorCode("crm.refused"), "crm.refused"),
        "FLAKY" when attempt == 1 => new ProviderResult<OperationOutput>.FailedRetryable(new ErrorCode("provider.flaky"), TimeSpan.FromSeconds(1)),
        "DOWN" => new ProviderResult<OperationOutput>.FailedRetryable(new ErrorCode("provider.down")),
        _ => null,
    };

    private static ProviderResult<OperationOutput>.Completed Look(ProviderCall<OperationInput> call)
    {
        var ledger = Ledger.In(call.Instance.DataFolder);
        var known = ledger.Find(MailKey(call));
        var found = known is not null && ledger.FindRef(Erased, known.Ref) is null;
        return Done(found ? Say(("found", true), ("customerNumber", known!.Ref)) : Say(("found", false)));
    }

    private static ProviderResult<OperationOutput>.Completed Number(ProviderCall<OperationInput> call, string prefix, string member)
    {
        var ledger = Ledger.In(call.Instance.DataFolder);
        var now = call.Instance.Clock.GetUtcNow();
        var line = ledger.Record(new LedgerLine(call.IdempotencyKey, call.Input.Operation.Value, now, "done", prefix + "-" + Short(call.Instance.TenantId + "|" + call.IdempotencyKey))).Line;
        if (call.Input.Operation.Value == Create && Text(call, "email") is not null) ledger.Record(new LedgerLine(MailKey(call), ByMail, now, "known", line.Ref));
        return Done(Say((member, line.Ref)));
    }

    /// <summary>Activation takes a while: the answer comes by callback, or by asking.</summary>
    private ProviderResult<OperationOutput> Begin(ProviderCall<OperationInput> call, Fault fault) =>
        pretended.Begin(call, PretendedProvider<OperationOutput>.AfterAWhile(Text(call, "contractNumber")!.EndsWith("-0000", StringComparison.Ordinal) ? "refused" : "active"), fault);

    private static string MailKey(ProviderCall<OperationInput> call) => "mail:" + Short(call.Instance.TenantId + "|" + call.Instance.InstallationId + "|" + Text(call, "email")!.Trim().ToUpperInvariant());

    private static string? Text(ProviderCall<OperationInput> call, string name) => call.Input.Value.TryGetProperty(name, out var found) && found.ValueKind is JsonValueKind.String ? found.GetString() : null;

    private static string Short(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    private static ProviderResult<OperationOutput>.Completed Done(OperationOutput output) => new(output);

    private static OperationOutput Say(params (string Name, JsonNode Value)[] members) =>
        new(JsonSerializer.SerializeToElement(new JsonObject(members.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)member.Value)))));
}
