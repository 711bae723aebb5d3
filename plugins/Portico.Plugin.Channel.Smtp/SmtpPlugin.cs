using Portico.Sdk;

namespace Portico.Plugin.Channel.Smtp;

public sealed class SmtpPlugin : OnboardingPlugin
{
    public override PluginInfo Info { get; } = new("channel.smtp", "1.0.0");

    public override void Register(IPluginRegistry registry) => registry.Channel(new SmtpChannel());

    /// <summary>Connects and signs in; sends nothing.</summary>
    public override async ValueTask<HealthReport> CheckAsync(InstanceContext instance, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var settings = SmtpSettings.Of(instance);
        if (settings.Complaint is { } complaint) return HealthReport.Unhealthy(complaint, complaint);
        try
        {
            await using var session = await SmtpSession.OpenAsync(settings, ct);
            await session.QuitAsync(ct);
            return HealthReport.Healthy;
        }
        catch (Exception problem) when (SmtpChannel.CodeOf(problem) is { } code)
        {
            return HealthReport.Unhealthy(code, code);
        }
    }
}
