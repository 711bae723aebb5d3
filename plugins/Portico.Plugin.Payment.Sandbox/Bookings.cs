using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Portico.Plugin.Sandbox;
using Portico.Sdk;

namespace Portico.Plugin.Payment.Sandbox;

/// <summary>What the pretended bank does with payments that exist: the ledger knows each by its reference and each booking by its key.</summary>
internal sealed class Bookings
{
    private const string Start = "start", RefundLine = "refund", CaptureLine = "capture", RevokeLine = "revoke";

    /// <summary>What the pretended payment was worth, where nobody says how much to give back.</summary>
    private const long WorthMinor = 10_000;

    public ProviderResult<RefundOutcome> Refund(ProviderCall<RefundRequest> call)
    {
        if (Missing(call.Instance, call.Input.Ref)) return new ProviderResult<RefundOutcome>.FailedFinal(new ErrorCode("sandbox.ref_unknown"), "provider.not_found");
        var amount = call.Input.Amount ?? new Money(WorthMinor, "EUR");
        if (amount.Minor is <= 0 or > WorthMinor) return new ProviderResult<RefundOutcome>.FailedFinal(new ErrorCode("refund.amount_refused"), "refund.amount_refused");
        // The amount stands in the ledger, so that a repeat answers as the first attempt did.
        var line = Record(call, RefundLine, string.Create(CultureInfo.InvariantCulture, $"{amount.Minor} {amount.Currency}"), "rfd_" + Short(call.Instance.TenantId + "|" + call.IdempotencyKey));
        var parts = line.Effect.Split(' ');
        return new ProviderResult<RefundOutcome>.Completed(new RefundOutcome(new ExternalRef(line.Ref), new Money(long.Parse(parts[0], CultureInfo.InvariantCulture), parts[1])));
    }

    public ProviderResult<PaymentOutcome> Capture(ProviderCall<CaptureRequest> call) => Book(call, call.Input.Ref, CaptureLine, PaymentState.Active);

    public ProviderResult<PaymentOutcome> Revoke(ProviderCall<ExternalRef> call) => Book(call, call.Input, RevokeLine, PaymentState.Cancelled);

    private static ProviderResult<PaymentOutcome> Book<T>(ProviderCall<T> call, ExternalRef reference, string operation, PaymentState state)
    {
        if (Missing(call.Instance, reference)) return new ProviderResult<PaymentOutcome>.FailedFinal(new ErrorCode("sandbox.ref_unknown"), "provider.not_found");
        if (operation == CaptureLine && Ledger.In(call.Instance.DataFolder).FindRef(RevokeLine, reference.Value) is not null) return new ProviderResult<PaymentOutcome>.FailedFinal(new ErrorCode("mandate.ended"), "mandate.ended");
        Record(call, operation, state.ToString().ToLowerInvariant(), reference.Value);
        return new ProviderResult<PaymentOutcome>.Completed(new PaymentOutcome(state, reference));
    }

    private static bool Missing(InstanceContext instance, ExternalRef reference) => Ledger.In(instance.DataFolder).FindRef(Start, reference.Value) is null;

    private static LedgerLine Record<T>(ProviderCall<T> call, string operation, string effect, string reference) =>
        Ledger.In(call.Instance.DataFolder).Record(new LedgerLine(call.IdempotencyKey, operation, call.Instance.Clock.GetUtcNow(), effect, reference)).Line;

    private static string Short(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
