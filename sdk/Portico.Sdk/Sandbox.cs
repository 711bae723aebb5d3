namespace Portico.Sdk;

/// <summary>A second interface for providers that only pretend: the platform shows a page in place of the provider's, with a button for each outcome. Discovered by type; plugin.json repeats the outcomes.</summary>
public interface ISandboxCapability
{
    /// <summary>What can be chosen on the page.</summary>
    IReadOnlyList<SandboxOutcome> Outcomes { get; }

    /// <summary>Plays the customer at the provider: decides, and posts the callback that the provider would post. The first decision stands.</summary>
    /// <param name="call">What was chosen.</param>
    /// <param name="ct">Cancelled at the deadline and at shutdown.</param>
    ValueTask<ProviderResult<SandboxDecided>> DecideAsync(ProviderCall<SandboxDecision> call, CancellationToken ct);
}

/// <summary>One button of the sandbox page.</summary>
/// <param name="Value">What is sent when it is pressed.</param>
/// <param name="Label">What it says, in English.</param>
public sealed record SandboxOutcome(string Value, string Label);

/// <summary>What was chosen on the sandbox page.</summary>
/// <param name="Ref">What it is about.</param>
/// <param name="Outcome">The <see cref="SandboxOutcome.Value"/>.</param>
public sealed record SandboxDecision(ExternalRef Ref, string Outcome);

/// <summary>The decision that stands.</summary>
/// <param name="Outcome">The <see cref="SandboxOutcome.Value"/>.</param>
public sealed record SandboxDecided(string Outcome);
