namespace Portico.Sdk;

/// <summary>Brings a message to a customer. Contract <c>channel</c>.</summary>
public interface IChannelProvider
{
    /// <summary>Hands a message over, or answers from an earlier attempt with the same idempotency key.</summary>
    /// <param name="call">The message.</param>
    /// <param name="ct">Cancelled at the deadline and at shutdown.</param>
    ValueTask<ProviderResult<DeliveryReceipt>> SendAsync(ProviderCall<OutboundMessage> call, CancellationToken ct);
}

/// <summary>A message to one customer. Personal data: never log it.</summary>
/// <param name="Channel"><c>email</c> or <c>sms</c>.</param>
/// <param name="To">E-mail address, or phone number in E.164 form (<c>+31612345678</c>).</param>
/// <param name="Subject">Null for SMS.</param>
/// <param name="Text">The message as plain text.</param>
/// <param name="Html">The same as HTML, or null.</param>
/// <param name="Locale">Language of the message as a BCP 47 tag.</param>
public sealed record OutboundMessage(string Channel, string To, string? Subject, string Text, string? Html, string? Locale)
{
    /// <summary>Says only the channel: the rest is personal data.</summary>
    public override string ToString() => $"{nameof(OutboundMessage)} {Channel}";
}

/// <summary>The provider has taken the message over; that it arrived is not known.</summary>
/// <param name="Reference">The provider's name for the message.</param>
/// <param name="AcceptedAt">When.</param>
public sealed record DeliveryReceipt(ExternalRef Reference, DateTimeOffset AcceptedAt);
