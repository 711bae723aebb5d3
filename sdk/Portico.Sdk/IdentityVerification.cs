namespace Portico.Sdk;

/// <summary>Finds out whether a customer is who they say. Contract <c>identity-verification</c>.</summary>
public interface IIdentityVerificationProvider
{
    /// <summary>Starts a check, or answers from an earlier attempt with the same idempotency key.</summary>
    /// <param name="call">Whom to check.</param>
    /// <param name="ct">Cancelled at the deadline and at shutdown.</param>
    /// <returns><see cref="ProviderResult{T}.Pending"/> if the answer will follow by callback.</returns>
    ValueTask<ProviderResult<VerificationOutcome>> StartAsync(ProviderCall<VerificationRequest> call, CancellationToken ct);

    /// <summary>Asks how a check stands; how the platform reconciles when a callback is lost or an outcome unknown.</summary>
    /// <param name="call">The reference of an earlier <see cref="ProviderResult{T}.Pending"/>.</param>
    /// <param name="ct">Cancelled at the deadline and at shutdown.</param>
    ValueTask<ProviderResult<VerificationOutcome>> GetAsync(ProviderCall<ExternalRef> call, CancellationToken ct);
}

/// <summary>Whom to check. Personal data: never log it. A field is null if the journey did not ask for it.</summary>
/// <param name="GivenName">Given names.</param>
/// <param name="FamilyName">Family name.</param>
/// <param name="DateOfBirth">Date of birth.</param>
/// <param name="DocumentNumber">Number of an identity document.</param>
/// <param name="Country">ISO 3166-1 alpha-2 code of the document or residence.</param>
/// <param name="Locale">Language of the customer as a BCP 47 tag.</param>
public sealed record VerificationRequest(string? GivenName, string? FamilyName, DateOnly? DateOfBirth, string? DocumentNumber, string? Country, string? Locale)
{
    /// <summary>Says nothing: personal data.</summary>
    public override string ToString() => nameof(VerificationRequest);
}

/// <summary>What the provider decided.</summary>
public enum VerificationDecision
{
    /// <summary>A person at the provider or the tenant has to look.</summary>
    Review,

    /// <summary>The customer should try again, with a better picture for instance.</summary>
    Resubmission,

    /// <summary>The customer did not finish in time.</summary>
    Expired,

    /// <summary>The customer gave up.</summary>
    Abandoned,

    /// <summary>The customer is not who they say, or must not be accepted.</summary>
    Declined,

    /// <summary>The customer is who they say.</summary>
    Approved,
}

/// <summary>A decision with its reasons.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Reasons">Codes of the reasons, such as <c>document.expired</c>; may be empty.</param>
public sealed record VerificationOutcome(VerificationDecision Decision, params IReadOnlyList<ErrorCode> Reasons)
{
    /// <summary>False for an interim state that the provider will correct, such as a review that has begun. Default true.</summary>
    public bool IsFinal { get; init; } = true;

    /// <summary>Which of two outcomes stands when they arrive out of order: the higher. Interim 0 to 9; final: review 10, resubmission, expired and abandoned 20, declined and approved 30.</summary>
    public int Rank => (IsFinal, Decision) switch
    {
        (false, VerificationDecision.Review) => 1,
        (false, _) => 0,
        (_, VerificationDecision.Review) => 10,
        (_, VerificationDecision.Declined or VerificationDecision.Approved) => 30,
        _ => 20,
    };
}
