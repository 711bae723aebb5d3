using Portico.Sdk;

namespace Acme.Kyc;

/// <summary>Called from many threads at once. In the test environment nobody is asked: the family name says what comes of it, so that you can try every ending.</summary>
internal sealed class Verification : IIdentityVerificationProvider
{
    public ValueTask<ProviderResult<VerificationOutcome>> StartAsync(ProviderCall<VerificationRequest> call, CancellationToken ct) =>
        call.Instance.Environment == PluginEnvironment.Test ? ValueTask.FromResult(Pretended(call.Input.FamilyName)) : new Service(call.Instance).StartAsync(call, ct);

    public ValueTask<ProviderResult<VerificationOutcome>> GetAsync(ProviderCall<ExternalRef> call, CancellationToken ct) =>
        call.Instance.Environment == PluginEnvironment.Test ? ValueTask.FromResult(Done(VerificationDecision.Approved)) : new Service(call.Instance).GetAsync(call, ct);

    private static ProviderResult<VerificationOutcome> Pretended(string? familyName) => familyName?.Trim().ToUpperInvariant() switch
    {
        "REFUSED" => Done(VerificationDecision.Declined, new ErrorCode("identity.no_match")),
        "REVIEW" => Done(VerificationDecision.Review, new ErrorCode("identity.unclear")),
        "DOWN" => new ProviderResult<VerificationOutcome>.FailedRetryable(new ErrorCode("service.unavailable")),
        _ => Done(VerificationDecision.Approved),
    };

    private static ProviderResult<VerificationOutcome> Done(VerificationDecision decision, params ErrorCode[] reasons) => new ProviderResult<VerificationOutcome>.Completed(new VerificationOutcome(decision, reasons));
}
