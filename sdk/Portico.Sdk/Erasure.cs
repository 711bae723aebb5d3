namespace Portico.Sdk;

/// <summary>A second interface for providers that keep personal data: deletes what was kept of one person. Discovered by type; plugin.json names the capability <c>erasure</c>.</summary>
public interface IErasureCapability
{
    /// <summary>Deletes, here and at the provider, what belongs to an earlier call. Deleting what is not there any more succeeds.</summary>
    /// <param name="call">What the person's data is known by.</param>
    /// <param name="ct">Cancelled at the deadline and at shutdown.</param>
    ValueTask<ProviderResult<ErasureReceipt>> EraseAsync(ProviderCall<SubjectRef> call, CancellationToken ct);
}

/// <summary>What a person's data is known by.</summary>
/// <param name="Ref">The provider's name for what was started with this person: the reference of a check, a payment, a message or an operation.</param>
public sealed record SubjectRef(ExternalRef Ref);

/// <summary>What was deleted.</summary>
/// <param name="ErasedAt">When.</param>
/// <param name="KeptByLaw">Codes of what must be kept and was, such as <c>payment.bookkeeping</c>; empty: nothing is left.</param>
public sealed record ErasureReceipt(DateTimeOffset ErasedAt, params IReadOnlyList<ErrorCode> KeptByLaw);
