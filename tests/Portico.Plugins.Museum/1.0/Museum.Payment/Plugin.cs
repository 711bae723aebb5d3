using System.Text.Json.Nodes;
using Portico.Sdk;

namespace Museum.Payment;

/// <summary>Payments with everything that can be done beyond the contract. The account holder says which state comes of it.</summary>
public sealed class Plugin : OnboardingPlugin
{
    public override PluginInfo Info { get; } = new("com.example.museum-payment", "1.0.0");

    public override void Register(IPluginRegistry registry)
    {
        registry.Payment(new Payments());
        registry.Callbacks(new Told());
    }
}

internal sealed class Payments : IPaymentProvider, IRefundCapability, ICaptureCapability, IMandateCapability, IErasureCapability
{
    public ValueTask<ProviderResult<PaymentOutcome>> CreateAsync(ProviderCall<PaymentRequest> call, CancellationToken ct)
    {
        var (input, now) = (call.Input, call.Instance.Clock.GetUtcNow());
        var reference = new ExternalRef("pay_" + call.IdempotencyKey);
        if (input.Method == PaymentMethod.Card) return Of(new ProviderResult<PaymentOutcome>.Pending(reference, new CustomerAction.Redirect(new Uri("https://pay.museum.example/page")), null, now.AddHours(1)));
        if (input.Iban is not { } iban || iban.Value.Length < 15 || Iban.TryParse(iban.Value) is null) return Of(new ProviderResult<PaymentOutcome>.FailedFinal(new ErrorCode("museum.no_account"), "museum.no_account"));
        return Done(input.AccountHolder switch
        {
            "Refused" => new PaymentOutcome(PaymentState.Refused, null, new ErrorCode("museum.refused")),
            "Cancelled" => new PaymentOutcome(PaymentState.Cancelled, reference),
            "Expired" => new PaymentOutcome(PaymentState.Expired, reference),
            _ => new PaymentOutcome(PaymentState.Active, new ExternalRef($"pay_{input.Amount?.Minor ?? 0}_{input.Amount?.Currency ?? "none"}_{input.Locale ?? "none"}")),
        });
    }

    public ValueTask<ProviderResult<PaymentOutcome>> GetAsync(ProviderCall<ExternalRef> call, CancellationToken ct)
    {
        var now = call.Instance.Clock.GetUtcNow();
        return Of(new ProviderResult<PaymentOutcome>.Pending(call.Input, null, now.AddMinutes(1), now.AddDays(1)));
    }

    public ValueTask<ProviderResult<RefundOutcome>> RefundAsync(ProviderCall<RefundRequest> call, CancellationToken ct) =>
        ValueTask.FromResult<ProviderResult<RefundOutcome>>(new ProviderResult<RefundOutcome>.Completed(new RefundOutcome(new ExternalRef("back_" + call.Input.Ref.Value), call.Input.Amount ?? new Money(1250, "EUR"))));

    public ValueTask<ProviderResult<PaymentOutcome>> CaptureAsync(ProviderCall<CaptureRequest> call, CancellationToken ct) => Done(new PaymentOutcome(call.Input.Amount is null ? PaymentState.Active : PaymentState.Pending, call.Input.Ref));

    public ValueTask<ProviderResult<PaymentOutcome>> RevokeAsync(ProviderCall<ExternalRef> call, CancellationToken ct) => Done(new PaymentOutcome(PaymentState.Cancelled, call.Input));

    public ValueTask<ProviderResult<ErasureReceipt>> EraseAsync(ProviderCall<SubjectRef> call, CancellationToken ct) =>
        ValueTask.FromResult<ProviderResult<ErasureReceipt>>(new ProviderResult<ErasureReceipt>.Completed(new ErasureReceipt(call.Instance.Clock.GetUtcNow())));

    private static ValueTask<ProviderResult<PaymentOutcome>> Done(PaymentOutcome outcome) => Of(new ProviderResult<PaymentOutcome>.Completed(outcome));

    private static ValueTask<ProviderResult<PaymentOutcome>> Of(ProviderResult<PaymentOutcome> result) => ValueTask.FromResult(result);
}

internal sealed class Told : ICallbackHandler
{
    public CallbackVerdict Verify(CallbackRequest raw, InstanceContext instance)
    {
        var told = JsonNode.Parse(raw.Body.Span)!;
        var outcome = new PaymentOutcome(PaymentState.Pending, new ExternalRef((string)told["ref"]!));
        return new CallbackVerdict.Accepted(new CallbackEvent.Payment((string)told["id"]!, outcome.Reference!, new ErrorCode(outcome.IsFinal ? "payment.over" : "payment.moved"), raw.ReceivedAt.AddSeconds(-outcome.Rank), outcome));
    }
}
