using Portico.Sdk;

namespace Acme.Payment;

/// <summary>Called from many threads at once. In the test environment no money moves: the account holder says what comes of it, so that you can try every ending.</summary>
internal sealed class Payments : IPaymentProvider
{
    public ValueTask<ProviderResult<PaymentOutcome>> CreateAsync(ProviderCall<PaymentRequest> call, CancellationToken ct)
    {
        if (call.Input.Method == PaymentMethod.Card) return ValueTask.FromResult<ProviderResult<PaymentOutcome>>(new ProviderResult<PaymentOutcome>.FailedFinal(new ErrorCode("payment.method_not_offered"), "payment.method_not_offered"));
        return call.Instance.Environment == PluginEnvironment.Test ? ValueTask.FromResult(Pretended(call)) : new Service(call.Instance).CreateAsync(call, ct);
    }

    public ValueTask<ProviderResult<PaymentOutcome>> GetAsync(ProviderCall<ExternalRef> call, CancellationToken ct) =>
        call.Instance.Environment == PluginEnvironment.Test ? ValueTask.FromResult<ProviderResult<PaymentOutcome>>(new ProviderResult<PaymentOutcome>.Completed(new PaymentOutcome(PaymentState.Active, call.Input))) : new Service(call.Instance).GetAsync(call, ct);

    private static ProviderResult<PaymentOutcome> Pretended(ProviderCall<PaymentRequest> call) => call.Input.AccountHolder?.Trim().ToUpperInvariant() switch
    {
        "REFUSED" => new ProviderResult<PaymentOutcome>.Completed(new PaymentOutcome(PaymentState.Refused, null, new ErrorCode("payment.refused"))),
        "DOWN" => new ProviderResult<PaymentOutcome>.FailedRetryable(new ErrorCode("service.unavailable")),
        _ => new ProviderResult<PaymentOutcome>.Completed(new PaymentOutcome(PaymentState.Active, new ExternalRef("test_" + call.IdempotencyKey))),
    };
}
