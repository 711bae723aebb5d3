using Portico.App.Data;
using Portico.App.Plugins;

namespace Portico.App.Providers;

/// <summary>How far a tenant has come with a plugin in one environment.</summary>
public enum PluginState
{
    /// <summary>It could be installed.</summary>
    Available,

    /// <summary>Its permissions are agreed to; no provider of it has all its settings.</summary>
    Installed,

    /// <summary>A provider has all its settings.</summary>
    Configured,

    /// <summary>A test of these settings was green within a day.</summary>
    Tested,

    /// <summary>Cases ask it.</summary>
    Enabled,

    /// <summary>The tenant lets it rest.</summary>
    Suspended,

    /// <summary>It does not run: it crashed too often, or is not what was added.</summary>
    Quarantined,

    /// <summary>The version was taken out of use.</summary>
    Withdrawn,
}

internal static class PluginLife
{
    private static readonly TimeSpan GreenFor = TimeSpan.FromHours(24);

    public static PluginState StateIn(TenantEnvironment environment, PluginManifest manifest, IEnumerable<Installation> installations, DateTimeOffset now)
    {
        var here = installations.Where(one => one.PluginId == manifest.Id && one.Environment == environment).ToList();
        if (here.Any(one => one.Enabled)) return PluginState.Enabled;
        var configured = here.Where(one => IsComplete(one, manifest)).ToList();
        if (configured.Any(one => IsGreen(one, now))) return PluginState.Tested;
        return configured.Count > 0 ? PluginState.Configured : PluginState.Installed;
    }

    public static bool IsComplete(Installation installation, PluginManifest manifest) =>
        manifest.ValidateSettings(InstallationContexts.Settings(installation), installation.SecretsSet.Keys.ToHashSet()).Count == 0;

    /// <summary>Its settings were tested not long ago, and it worked.</summary>
    public static bool IsGreen(Installation installation, DateTimeOffset now) => installation.Healthy == true && installation.CheckedAt >= now - GreenFor;

    public static bool IsHeldBack(PluginProcessState state) => state.Status == PluginProcessStatus.Quarantined;
}
