namespace Portico.Sdk;

/// <summary>The one public class of a plugin assembly. It needs a public constructor without parameters and lives as long as the plugin process.</summary>
public abstract class OnboardingPlugin
{
    /// <summary>Who the plugin is. Must equal <c>id</c> and <c>version</c> of plugin.json, or the plugin is refused.</summary>
    public abstract PluginInfo Info { get; }

    /// <summary>Offers what the plugin can do. Called once, before any call; do no work here.</summary>
    /// <param name="registry">Takes at most one implementation of each contract.</param>
    public abstract void Register(IPluginRegistry registry);

    /// <summary>The button "test connection": tries the settings against the provider, without any effect there.</summary>
    /// <param name="instance">The tenant's settings to try.</param>
    /// <param name="ct">Cancelled after 20 seconds.</param>
    /// <returns>Healthy unless overridden.</returns>
    public virtual ValueTask<HealthReport> CheckAsync(InstanceContext instance, CancellationToken ct) => ValueTask.FromResult(HealthReport.Healthy);
}

/// <summary>Identity of a plugin.</summary>
/// <param name="Id">Lower case letters, digits, dots and dashes, such as <c>com.acme.kyc</c>; permanent.</param>
/// <param name="Version">Semantic version, such as <c>1.4.2</c>.</param>
public sealed record PluginInfo(string Id, string Version);

/// <summary>Where a plugin offers its contracts. Implemented by the host only, so members may be added.</summary>
public interface IPluginRegistry
{
    /// <summary>Offers the contract <c>identity-verification</c>.</summary>
    /// <param name="provider">Called from many threads at once.</param>
    void IdentityVerification(IIdentityVerificationProvider provider);

    /// <summary>Offers the contract <c>payment</c>.</summary>
    /// <param name="provider">Called from many threads at once.</param>
    void Payment(IPaymentProvider provider);

    /// <summary>Offers the contract <c>channel</c>.</summary>
    /// <param name="provider">Called from many threads at once.</param>
    void Channel(IChannelProvider provider);

    /// <summary>Offers the contract <c>connector</c>.</summary>
    /// <param name="connector">Called from many threads at once.</param>
    void Connector(ISystemConnector connector);

    /// <summary>Reads what the provider posts to <see cref="ProviderCall{T}.CallbackUrl"/>.</summary>
    /// <param name="handler">Called from many threads at once.</param>
    void Callbacks(ICallbackHandler handler);
}

/// <summary>What "test connection" found.</summary>
/// <param name="IsHealthy">Whether calls can be expected to succeed.</param>
/// <param name="Code">Permanent code of the finding, such as <c>settings.password_refused</c>; <c>ok</c> when healthy.</param>
/// <param name="MessageKey">Key of a text that says what to mend; null when healthy.</param>
public sealed record HealthReport(bool IsHealthy, ErrorCode Code, string? MessageKey = null)
{
    /// <summary>All is well.</summary>
    public static HealthReport Healthy { get; } = new(true, new ErrorCode("ok"));

    /// <summary>Something has to be mended before calls can succeed.</summary>
    /// <param name="code">Permanent code of the finding.</param>
    /// <param name="messageKey">Key of a text that says what to mend.</param>
    public static HealthReport Unhealthy(string code, string messageKey) => new(false, new ErrorCode(code), messageKey);
}
