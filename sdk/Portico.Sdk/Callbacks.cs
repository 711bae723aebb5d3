namespace Portico.Sdk;

/// <summary>Reads callbacks. Pure: no network, no files, no clock but <see cref="CallbackRequest.ReceivedAt"/>; the same bytes always give the same verdict.</summary>
public interface ICallbackHandler
{
    /// <summary>Checks signature and age of a callback over its raw bytes, and reads it only if both are right. Compare signatures with <see cref="System.Security.Cryptography.CryptographicOperations.FixedTimeEquals"/>.</summary>
    /// <param name="raw">The callback as it arrived.</param>
    /// <param name="instance">The installation whose address it was posted to.</param>
    CallbackVerdict Verify(CallbackRequest raw, InstanceContext instance);
}

/// <summary>A callback as it arrived.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="PathAndQuery">Path and query, without the secret part of the address.</param>
/// <param name="Headers">Headers by name, regardless of case.</param>
/// <param name="Body">The raw bytes: sign these, never a re-serialised form.</param>
/// <param name="ReceivedAt">The platform's clock.</param>
public sealed record CallbackRequest(string Method, string PathAndQuery, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, DateTimeOffset ReceivedAt);

/// <summary>What a callback is worth: exactly one of three cases.</summary>
public abstract record CallbackVerdict
{
    private CallbackVerdict()
    {
    }

    /// <summary>Genuine.</summary>
    /// <param name="Event">What it says.</param>
    public sealed record Accepted(CallbackEvent Event) : CallbackVerdict;

    /// <summary>Not genuine, too old or not readable.</summary>
    /// <param name="Reason">Why, for the tenant's log; the sender is not told.</param>
    public sealed record Rejected(ErrorCode Reason) : CallbackVerdict;

    /// <summary>Genuine, but about nothing this plugin handles: answered with success and forgotten.</summary>
    public sealed record NotMine : CallbackVerdict;
}

/// <summary>Something the provider tells.</summary>
/// <param name="EventId">The provider's own id of the event, equal when it is sent again; at most 200 characters.</param>
/// <param name="Ref">What it is about.</param>
/// <param name="Kind">The provider's word for it, as a code.</param>
/// <param name="OccurredAt">When it happened; an older event never overwrites a newer one.</param>
public abstract record CallbackEvent(string EventId, ExternalRef Ref, ErrorCode Kind, DateTimeOffset OccurredAt)
{
    /// <summary>An identity check went on.</summary>
    /// <param name="EventId">The provider's own id of the event.</param>
    /// <param name="Ref">What it is about.</param>
    /// <param name="Kind">The provider's word for it.</param>
    /// <param name="OccurredAt">When it happened.</param>
    /// <param name="Outcome">How the check stands now.</param>
    public sealed record Verification(string EventId, ExternalRef Ref, ErrorCode Kind, DateTimeOffset OccurredAt, VerificationOutcome Outcome) : CallbackEvent(EventId, Ref, Kind, OccurredAt);

    /// <summary>A payment or mandate went on.</summary>
    /// <param name="EventId">The provider's own id of the event.</param>
    /// <param name="Ref">What it is about.</param>
    /// <param name="Kind">The provider's word for it.</param>
    /// <param name="OccurredAt">When it happened.</param>
    /// <param name="Outcome">How it stands now.</param>
    public sealed record Payment(string EventId, ExternalRef Ref, ErrorCode Kind, DateTimeOffset OccurredAt, PaymentOutcome Outcome) : CallbackEvent(EventId, Ref, Kind, OccurredAt);

    /// <summary>An operation of a connector has ended.</summary>
    /// <param name="EventId">The provider's own id of the event.</param>
    /// <param name="Ref">What it is about.</param>
    /// <param name="Kind">The provider's word for it.</param>
    /// <param name="OccurredAt">When it happened.</param>
    /// <param name="Outcome">What it came to.</param>
    public sealed record Operation(string EventId, ExternalRef Ref, ErrorCode Kind, DateTimeOffset OccurredAt, OperationOutput Outcome) : CallbackEvent(EventId, Ref, Kind, OccurredAt);
}
