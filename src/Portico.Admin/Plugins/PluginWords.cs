using Portico.App.Providers;

namespace Portico.Admin.Plugins;

/// <summary>The product's words for plugins and what becomes of them.</summary>
internal static class PluginWords
{
    public static string Of(PluginState state) => state switch
    {
        PluginState.Available => "Not installed",
        PluginState.Installed => "Installed, no settings yet",
        PluginState.Configured => "Set up, not tested",
        PluginState.Tested => "Tested, switched off",
        PluginState.Enabled => "In use",
        PluginState.Suspended => "Suspended",
        PluginState.Quarantined => "Quarantined",
        _ => "Withdrawn",
    };

    public static string Tone(PluginState state) => state switch
    {
        PluginState.Enabled => "success",
        PluginState.Suspended => "warning",
        PluginState.Quarantined or PluginState.Withdrawn => "danger",
        PluginState.Available => "neutral",
        _ => "info",
    };

    public static string Of(TrustLevel level) => level switch
    {
        TrustLevel.FirstParty => "Comes with Portico",
        TrustLevel.Verified => "Verified publisher",
        TrustLevel.Private => "Yours only",
        _ => "Not signed",
    };

    public static string Tone(TrustLevel level) => level switch { TrustLevel.FirstParty or TrustLevel.Verified => "success", TrustLevel.Private => "info", _ => "danger" };

    public static string Icon(TrustLevel level) => level switch { TrustLevel.FirstParty or TrustLevel.Verified => "verified", TrustLevel.Private => "key", _ => "gpp_maybe" };

    /// <summary>What to do about a plugin that does not run.</summary>
    public static string WhyNot(string code) => code switch
    {
        "package.touched" => "Its files on this server are not what was added. It is not loaded. Start it anew to take the files from the database again, and find out who changed them.",
        "package.withdrawn" => "This version was withdrawn. Choose another one.",
        "signature.key_revoked" => "The publisher’s key was revoked. Nothing that it signed is loaded.",
        "signature.missing" or "signature.unknown_key" or "signature.not_trusted_enough" => "Nobody who is trusted here answers for it.",
        "plugin.identity_differs" => "Its program says another id or version than its plugin.json.",
        "plugin.load_failed" or "plugin.no_single_entry" => "Its program could not be loaded. Tell its publisher.",
        "plugin.crashed" or "plugin.crashed_at_start" => "It crashed too often.",
        _ => "It does not run.",
    };
}
