using System.ComponentModel.DataAnnotations;

namespace Portico.App.Plugins;

/// <summary>Where plugins are and how they run. Section <c>Portico:Plugins</c>; a bad value stops start-up.</summary>
public sealed class PluginOptions
{
    public const string Section = "Portico:Plugins";

    /// <summary>The folder beside the host: its plugins came with the platform, share one process and may open mail connections.</summary>
    public static string FirstPartyFolder { get; } = Path.Combine(AppContext.BaseDirectory, "plugins");

    /// <summary>Plugin folders; a path that ends in <c>/*</c> means every folder in it. Default: the plugins beside the host. A plugin from elsewhere has a process of its own.</summary>
    public IList<string> Folders { get; } = [];

    /// <summary>The least trusted that is taken: <c>FirstParty</c>, <c>Verified</c>, <c>Private</c> or <c>Dev</c>. Default <c>Private</c>: also those that one tenant trusts for itself. <c>Dev</c> takes unsigned plugins too, for developing only; the admin shows it on every page.</summary>
    public TrustLevel Lowest { get; set; } = TrustLevel.Private;

    /// <summary>Where packages that tenants use are unpacked, for this process alone. Default: <c>plugin-packages</c> in the platform's data folder.</summary>
    public string PackageFolder { get; set; } = "";

    /// <summary>A folder from which operators take packages. Default: none.</summary>
    public string InboxFolder { get; set; } = "";

    /// <summary>NuGet feeds (version 3: the address of <c>index.json</c>) from which operators take packages. Default: none.</summary>
    public IList<string> Feeds { get; } = [];

    /// <summary>Files with public keys (PEM) of publishers whose plugins lie in <see cref="Folders"/>: <c>Portico:Plugins:FolderKeys:acme</c> = <c>/etc/portico/acme.pem</c>. A plugin in a folder that none of them signed counts as <c>Dev</c>.</summary>
    public IDictionary<string, string> FolderKeys { get; } = new Dictionary<string, string>();

    /// <summary>The program that loads plugins.</summary>
    [Required]
    public string HostPath { get; set; } = Path.Combine(AppContext.BaseDirectory, "pluginhost", "Portico.PluginHost.dll");

    /// <summary>Where plugins keep files, one folder per plugin and tenant. Default: <c>plugins</c> in the platform's data folder.</summary>
    public string DataFolder { get; set; } = "";

    /// <summary>Where this process reaches itself, for sandbox callbacks behind a proxy. Empty: callbacks go to their public address.</summary>
    public Uri? PlatformUrl { get; set; }

    /// <summary>Mail servers inside our own network that tenants may name. Default: none, only public addresses are reached.</summary>
    public IList<string> PrivateHosts { get; } = [];

    /// <summary>Longest time a plugin process may take to start, 1 s to 5 min. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Programs that run plugins which are no .NET assembly, by the word that plugin.json says under <c>runtime</c>: <c>Portico:Plugins:Runtimes:node</c> = <c>/usr/bin/node</c>. Default: none, such plugins are refused.</summary>
    public IDictionary<string, string> Runtimes { get; } = new Dictionary<string, string>();

    /// <summary>Whether plugin processes are held in as far as the system allows: no network of their own, no rights of an administrator. Default true.</summary>
    public bool Isolate { get; set; } = true;

    /// <summary>Number of the first of 1,000 accounts that nobody else uses; each plugin process gets one of its own. Needs a platform that runs as root, and plugin folders that everybody may read. Default: none, plugins run under the platform's account.</summary>
    [Range(1_000, 2_000_000_000)]
    public int? FirstAccount { get; set; }

    /// <summary>How long a plugin process may go on with the calls it has when another version has taken its place, 1 s to 5 min. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a plugin may ignore a passed deadline before its process is killed, 0.1 s to 1 min. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan DeadlineGrace { get; set; } = TimeSpan.FromSeconds(2);
}
