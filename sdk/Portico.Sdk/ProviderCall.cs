namespace Portico.Sdk;

/// <summary>One call of a provider.</summary>
/// <typeparam name="T">What is asked. Personal data: never log it.</typeparam>
/// <param name="Input">What is asked.</param>
/// <param name="IdempotencyKey">Equal for all attempts at one effect, over restarts too; at most 100 characters, holds no personal data. The same key must never cause a second effect.</param>
/// <param name="Attempt">1 for the first attempt.</param>
/// <param name="Deadline">The cancellation token fires then; a plugin that goes on is killed 2 seconds later.</param>
/// <param name="Instance">The tenant's installation that the call is for.</param>
/// <param name="CorrelationId">To find the call again in the platform's logs; safe to send to the provider.</param>
public sealed record ProviderCall<T>(T Input, string IdempotencyKey, int Attempt, DateTimeOffset Deadline, InstanceContext Instance, string CorrelationId)
{
    /// <summary>Where the provider posts callbacks, or null if the platform cannot be reached. Carries a secret: give it to the provider only.</summary>
    public Uri? CallbackUrl { get; init; }

    /// <summary>Where the customer comes back to after a redirect, or null if there is no customer at the screen.</summary>
    public Uri? ReturnUrl { get; init; }

    /// <summary>For sandboxes: the platform's own page that plays the provider; append <c>/</c> and the reference.</summary>
    public Uri? SandboxPageUrl { get; init; }
}

/// <summary>The provider's own name for what was started. Letters, digits, <c>-</c>, <c>_</c>, <c>.</c> and <c>:</c>, at most 200 characters.</summary>
public sealed record ExternalRef
{
    /// <summary>Takes the provider's name for what was started.</summary>
    /// <param name="value">The reference.</param>
    /// <exception cref="ArgumentException">Too long, empty, or with other characters.</exception>
    public ExternalRef(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Length is 0 or > 200 || !value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':'))
            throw new ArgumentException("A reference has 1 to 200 letters, digits, dashes, underscores, dots or colons.", nameof(value));
        Value = value;
    }

    /// <summary>The reference itself.</summary>
    public string Value { get; }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A permanent code such as <c>kyc.no_match</c>: lower case letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, at most 80 characters. Codes are logged and shown; they cannot hold personal data by accident.</summary>
public sealed record ErrorCode
{
    /// <summary>Takes a code.</summary>
    /// <param name="value">The code.</param>
    /// <exception cref="ArgumentException">Too long, empty, or with other characters.</exception>
    public ErrorCode(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Length is 0 or > 80 || !value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-'))
            throw new ArgumentException("A code has 1 to 80 lower case letters, digits, dots, underscores or dashes.", nameof(value));
        Value = value;
    }

    /// <summary>The code itself.</summary>
    public string Value { get; }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>What the customer has to do before the provider can go on.</summary>
public abstract record CustomerAction
{
    private CustomerAction()
    {
    }

    /// <summary>Go to the provider's page.</summary>
    /// <param name="Url">Absolute; https, or an address of the platform itself.</param>
    public sealed record Redirect(Uri Url) : CustomerAction;
}
