namespace Portico.Sdk;

/// <summary>A second interface for payment providers that can give money back. Discovered by type; plugin.json names the capability <c>refund</c>.</summary>
public interface IRefundCapability
{
    /// <summary>Gives back a payment or a part of it, or answers from an earlier attempt with the same idempotency key.</summary>
    /// <param name="call">What to give back.</param>
    /// <param name="ct">Cancelled at the deadline and at shutdown.</param>
    ValueTask<ProviderResult<RefundOutcome>> RefundAsync(ProviderCall<RefundRequest> call, CancellationToken ct);
}

/// <summary>A second interface for payment providers that reserve money first and take it later. Discovered by type; plugin.json names the capability <c>capture</c>.</summary>
public interface ICaptureCapability
{
    /// <summary>Takes what was reserved or a part of it, or answers from an earlier attempt with the same idempotency key.</summary>
    /// <param name="call">What to take.</param>
    /// <param name="ct">Cancelled at the deadline and at shutdown.</param>
    ValueTask<ProviderResult<PaymentOutcome>> CaptureAsync(ProviderCall<CaptureRequest> call, CancellationToken ct);
}

/// <summary>A second interface for payment providers whose mandates can be ended by us. Discovered by type; plugin.json names the capability <c>mandate</c>.</summary>
public interface IMandateCapability
{
    /// <summary>Ends a mandate: nothing is collected by it any more. Ending what has ended succeeds.</summary>
    /// <param name="call">The mandate.</param>
    /// <param name="ct">Cancelled at the deadline and at shutdown.</param>
    /// <returns><see cref="PaymentState.Cancelled"/> when it has ended.</returns>
    ValueTask<ProviderResult<PaymentOutcome>> RevokeAsync(ProviderCall<ExternalRef> call, CancellationToken ct);
}

/// <summary>Money to give back.</summary>
/// <param name="Ref">The payment.</param>
/// <param name="Amount">How much; null: all that is left of it.</param>
public sealed record RefundRequest(ExternalRef Ref, Money? Amount);

/// <summary>Reserved money to take.</summary>
/// <param name="Ref">The payment.</param>
/// <param name="Amount">How much; null: all of it.</param>
public sealed record CaptureRequest(ExternalRef Ref, Money? Amount);

/// <summary>What came of giving money back.</summary>
/// <param name="Reference">The provider's name for the refund.</param>
/// <param name="Amount">What was given back.</param>
public sealed record RefundOutcome(ExternalRef Reference, Money Amount);
