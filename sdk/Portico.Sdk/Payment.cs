using System.Numerics;

namespace Portico.Sdk;

/// <summary>Sets up how a customer pays. Contract <c>payment</c>. Card data cannot be expressed in any type: cards are entered at the provider's own page.</summary>
public interface IPaymentProvider
{
    /// <summary>Creates a mandate or a payment, or answers from an earlier attempt with the same idempotency key.</summary>
    /// <param name="call">What to set up.</param>
    /// <param name="ct">Cancelled at the deadline and at shutdown.</param>
    /// <returns><see cref="ProviderResult{T}.Pending"/> with a redirect for cards.</returns>
    ValueTask<ProviderResult<PaymentOutcome>> CreateAsync(ProviderCall<PaymentRequest> call, CancellationToken ct);

    /// <summary>Asks how it stands; how the platform reconciles when a callback is lost or an outcome unknown.</summary>
    /// <param name="call">The reference of an earlier <see cref="ProviderResult{T}.Pending"/>.</param>
    /// <param name="ct">Cancelled at the deadline and at shutdown.</param>
    ValueTask<ProviderResult<PaymentOutcome>> GetAsync(ProviderCall<ExternalRef> call, CancellationToken ct);
}

/// <summary>What to set up. Personal data: never log it.</summary>
public sealed record PaymentRequest
{
    /// <summary>How the customer wants to pay.</summary>
    public required PaymentMethod Method { get; init; }

    /// <summary>Whose account it is; null for cards.</summary>
    /// <exception cref="ArgumentException">Holds twelve digits or more: a number that does not belong there.</exception>
    public string? AccountHolder
    {
        get;
        init => field = value?.Count(char.IsDigit) >= 12 ? throw new ArgumentException("A name does not hold that many digits.", nameof(value)) : value;
    }

    /// <summary>The account for a direct debit; null for cards.</summary>
    public Iban? Iban { get; init; }

    /// <summary>How much, or null for a mandate without an amount.</summary>
    public Money? Amount { get; init; }

    /// <summary>Language of the customer as a BCP 47 tag.</summary>
    public string? Locale { get; init; }

    /// <summary>Says only the method: the rest is personal data.</summary>
    public override string ToString() => $"{nameof(PaymentRequest)} {Method}";
}

/// <summary>How a customer pays.</summary>
public enum PaymentMethod
{
    /// <summary>From a bank account, by mandate.</summary>
    DirectDebit,

    /// <summary>By card, entered at the provider's page.</summary>
    Card,
}

/// <summary>An amount.</summary>
/// <param name="Minor">In the smallest unit of the currency: cents, pence.</param>
/// <param name="Currency">ISO 4217 code.</param>
public sealed record Money(long Minor, string Currency);

/// <summary>An International Bank Account Number with correct check digits. Starts with two letters, so that no card number is one.</summary>
public sealed record Iban
{
    private Iban(string value) => Value = value;

    /// <summary>Without spaces, in capitals. Personal data: never log it.</summary>
    public string Value { get; }

    /// <summary>Reads an IBAN; spaces and small letters are allowed.</summary>
    /// <param name="text">What the customer typed.</param>
    /// <returns>Null if it is not an IBAN.</returns>
    public static Iban? TryParse(string? text)
    {
        var value = string.Concat((text ?? "").Where(c => c != ' ')).ToUpperInvariant();
        if (value.Length is < 15 or > 34 || !value.All(char.IsAsciiLetterOrDigit)) return null;
        if (!value[..2].All(char.IsAsciiLetter) || !value[2..4].All(char.IsAsciiDigit)) return null;
        var digits = string.Concat((value[4..] + value[..4]).Select(c => char.IsAsciiDigit(c) ? $"{c}" : $"{c - 'A' + 10}"));
        return BigInteger.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) % 97 == 1 ? new Iban(value) : null;
    }

    /// <summary>Country and last two digits only.</summary>
    public override string ToString() => $"{Value[..2]}…{Value[^2..]}";
}

/// <summary>How a payment or mandate stands.</summary>
public enum PaymentState
{
    /// <summary>Accepted by the provider, not yet certain.</summary>
    Pending,

    /// <summary>The time to pay has passed.</summary>
    Expired,

    /// <summary>The customer gave up.</summary>
    Cancelled,

    /// <summary>The bank or provider said no.</summary>
    Refused,

    /// <summary>The mandate stands, or the money is certain.</summary>
    Active,
}

/// <summary>How a payment stands, and why.</summary>
/// <param name="State">How it stands.</param>
/// <param name="Reference">The provider's name for mandate or payment, if there is one.</param>
/// <param name="Reason">Why it was refused, such as <c>account.closed</c>.</param>
public sealed record PaymentOutcome(PaymentState State, ExternalRef? Reference = null, ErrorCode? Reason = null)
{
    /// <summary>Whether the state can still change by itself.</summary>
    public bool IsFinal => State is not PaymentState.Pending;

    /// <summary>Which of two states stands when they arrive out of order: the higher. Pending 1, expired and cancelled 20, refused and active 30.</summary>
    public int Rank => State switch
    {
        PaymentState.Pending => 1,
        PaymentState.Expired or PaymentState.Cancelled => 20,
        _ => 30,
    };
}
