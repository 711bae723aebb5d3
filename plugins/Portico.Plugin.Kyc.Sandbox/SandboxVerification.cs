using Portico.Plugin.Sandbox;
using Portico.Sdk;

namespace Portico.Plugin.Kyc.Sandbox;

/// <summary>Pretends to check identities. The family name says what happens.</summary>
internal sealed class SandboxVerification : IIdentityVerificationProvider, ICallbackHandler, ISandboxCapability, IErasureCapability
{
    private readonly PretendedProvider<VerificationOutcome> pretended = new("verification.finished", (word, _) => OutcomeOf(word), "started");

    public IReadOnlyList<SandboxOutcome> Outcomes { get; } =
    [
        new("approved", "Approve"), new("declined", "Decline"), new("review", "Send to review"),
        new("resubmission", "Ask to try again"), new("expired", "Let it expire"), new("abandoned", "Give up"),
    ];

    public async ValueTask<ProviderResult<VerificationOutcome>> StartAsync(ProviderCall<VerificationRequest> call, CancellationToken ct)
    {
        var name = call.Input.FamilyName?.Trim().ToUpperInvariant() ?? "";
        if (!pretended.Knows(call))
        {
            switch (name)
            {
                case "FLAKY" when call.Attempt == 1:
                    return new ProviderResult<VerificationOutcome>.FailedRetryable(new ErrorCode("provider.flaky"), TimeSpan.FromSeconds(1));
                case "DOWN":
                    return new ProviderResult<VerificationOutcome>.FailedRetryable(new ErrorCode("provider.down"));
                case "SLOW":
                    await Task.Delay(TimeSpan.FromSeconds(3), ct);
                    break;
                case "POISON":
                    Environment.FailFast(null);
                    break;
                case "CRASH" when call.Attempt == 1:
                    pretended.Begin(call, Effect(name)); // the effect has happened, the answer never leaves: the worst moment to die
                    Environment.FailFast(null);
                    break;
            }
        }

        var fault = Faults.For(call.Instance, call.Input.FamilyName);
        await Faults.AnswerAsync(fault, ct);
        return pretended.Begin(call, Faults.NamedBy(call.Input.FamilyName) is Fault.None ? Effect(name) : PretendedProvider<VerificationOutcome>.AfterAWhile("approved"), fault);
    }

    public ValueTask<ProviderResult<ErasureReceipt>> EraseAsync(ProviderCall<SubjectRef> call, CancellationToken ct) => ValueTask.FromResult(pretended.Erase(call));

    public ValueTask<ProviderResult<VerificationOutcome>> GetAsync(ProviderCall<ExternalRef> call, CancellationToken ct) => ValueTask.FromResult(pretended.Get(call));

    public ValueTask<ProviderResult<SandboxDecided>> DecideAsync(ProviderCall<SandboxDecision> call, CancellationToken ct) => pretended.DecideAsync(call, ct);

    public CallbackVerdict Verify(CallbackRequest raw, InstanceContext instance) =>
        pretended.Verify(raw, instance, (e, reference, kind, outcome) => new CallbackEvent.Verification(e.Id, reference, kind, e.OccurredAt, outcome));

    private static string Effect(string name) => name switch
    {
        "REFUSED" => PretendedProvider<VerificationOutcome>.AtOnce("declined"),
        "REVIEW" => PretendedProvider<VerificationOutcome>.AtOnce("review"),
        "RESUBMIT" => PretendedProvider<VerificationOutcome>.AtOnce("resubmission"),
        "EXPIRED" => PretendedProvider<VerificationOutcome>.AtOnce("expired"),
        "CALLBACK" => PretendedProvider<VerificationOutcome>.AfterAWhile("approved"),
        "CALLBACKREFUSED" => PretendedProvider<VerificationOutcome>.AfterAWhile("declined"),
        "CALLBACKLOST" => PretendedProvider<VerificationOutcome>.WithoutTelling("approved"),
        "REDIRECT" => PretendedProvider<VerificationOutcome>.OnThePage,
        _ => PretendedProvider<VerificationOutcome>.AtOnce("approved"),
    };

    private static VerificationOutcome? OutcomeOf(string word) => word switch
    {
        "approved" => new(VerificationDecision.Approved),
        "declined" => new(VerificationDecision.Declined, new ErrorCode("identity.no_match")),
        "review" => new(VerificationDecision.Review, new ErrorCode("identity.unclear")),
        "resubmission" => new(VerificationDecision.Resubmission, new ErrorCode("document.unreadable")),
        "expired" => new(VerificationDecision.Expired, new ErrorCode("customer.too_late")),
        "started" => new(VerificationDecision.Review) { IsFinal = false },
        "abandoned" => new(VerificationDecision.Abandoned, new ErrorCode("customer.gave_up")),
        _ => null,
    };
}
