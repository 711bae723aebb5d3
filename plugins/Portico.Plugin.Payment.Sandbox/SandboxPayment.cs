using Portico.Plugin.Sandbox;
using Portico.Sdk;

namespace Portico.Plugin.Payment.Sandbox;

/// <summary>Pretends to set up payments. For a direct debit the account holder or the end of the IBAN says what happens; a card always goes to the sandbox page.</summary>
internal sealed class SandboxPayment : IPaymentProvider, IRefundCapability, ICaptureCapability, IMandateCapability, IErasureCapability, ICallbackHandler, ISandboxCapability
{
    private readonly PretendedProvider<PaymentOutcome> pretended = new("payment.finished", OutcomeOf, "pending");

    private readonly Bookings bookings = new();

    public IReadOnlyList<SandboxOutcome> Outcomes { get; } =
        [new("active", "Pay"), new("refused", "Refuse the card"), new("cancelled", "Cancel"), new("expired", "Let it expire")];

    public async ValueTask<ProviderResult<PaymentOutcome>> CreateAsync(ProviderCall<PaymentRequest> call, CancellationToken ct)
    {
        var fault = Faults.For(call.Instance, call.Input.AccountHolder);
        await Faults.AnswerAsync(fault, ct);
        return Create(call, fault);
    }

    public ValueTask<ProviderResult<RefundOutcome>> RefundAsync(ProviderCall<RefundRequest> call, CancellationToken ct) => ValueTask.FromResult(bookings.Refund(call));

    public ValueTask<ProviderResult<PaymentOutcome>> CaptureAsync(ProviderCall<CaptureRequest> call, CancellationToken ct) => ValueTask.FromResult(bookings.Capture(call));

    public ValueTask<ProviderResult<PaymentOutcome>> RevokeAsync(ProviderCall<ExternalRef> call, CancellationToken ct) => ValueTask.FromResult(bookings.Revoke(call));

    public ValueTask<ProviderResult<ErasureReceipt>> EraseAsync(ProviderCall<SubjectRef> call, CancellationToken ct) => ValueTask.FromResult(pretended.Erase(call, new ErrorCode("payment.bookkeeping")));

    public ValueTask<ProviderResult<PaymentOutcome>> GetAsync(ProviderCall<ExternalRef> call, CancellationToken ct) => ValueTask.FromResult(pretended.Get(call));

    public ValueTask<ProviderResult<SandboxDecided>> DecideAsync(ProviderCall<SandboxDecision> call, CancellationToken ct) => pretended.DecideAsync(call, ct);

    public CallbackVerdict Verify(CallbackRequest raw, InstanceContext instance) =>
        pretended.Verify(raw, instance, (e, reference, kind, outcome) => new CallbackEvent.Payment(e.Id, reference, kind, e.OccurredAt, outcome));

    private ProviderResult<PaymentOutcome> Create(ProviderCall<PaymentRequest> call, Fault fault)
    {
        if (pretended.Knows(call)) return pretended.Begin(call, "");
        if (call.Input.Method is PaymentMethod.Card) return pretended.Begin(call, PretendedProvider<PaymentOutcome>.OnThePage);
        if (call.Input.Iban is not { } iban) return new ProviderResult<PaymentOutcome>.FailedFinal(new ErrorCode("payment.iban_missing"), "payment.iban_missing");
        return call.Input.AccountHolder?.Trim().ToUpperInvariant() switch
        {
            "FLAKY" when call.Attempt == 1 => new ProviderResult<PaymentOutcome>.FailedRetryable(new ErrorCode("provider.flaky"), TimeSpan.FromSeconds(1)),
            "DOWN" => new ProviderResult<PaymentOutcome>.FailedRetryable(new ErrorCode("provider.down")),
            "REFUSED" => pretended.Begin(call, PretendedProvider<PaymentOutcome>.AtOnce("refused")),
            "LATER" => pretended.Begin(call, PretendedProvider<PaymentOutcome>.AfterAWhile("active"), fault),
            _ when Faults.NamedBy(call.Input.AccountHolder) is not Fault.None => pretended.Begin(call, PretendedProvider<PaymentOutcome>.AfterAWhile("active"), fault),
            _ when iban.Value.EndsWith("0002", StringComparison.Ordinal) => pretended.Begin(call, PretendedProvider<PaymentOutcome>.AtOnce("refused")),
            _ => pretended.Begin(call, PretendedProvider<PaymentOutcome>.AtOnce("active")),
        };
    }

    private static PaymentOutcome? OutcomeOf(string word, ExternalRef reference) => word switch
    {
        "active" => new(PaymentState.Active, reference),
        "pending" => new(PaymentState.Pending, reference),
        "refused" => new(PaymentState.Refused, reference, new ErrorCode("account.refused")),
        "cancelled" => new(PaymentState.Cancelled, reference),
        "expired" => new(PaymentState.Expired, reference),
        _ => null,
    };
}
