using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Portico.App.Plugins;

/// <summary>How one child process is started: by what, with what, and how it is held in.</summary>
internal sealed record PluginLaunch(IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment, string Socket, string BrokerSocket, string DataFolder, string Home, long MemoryBytes, bool HasOwnAccount, bool FirstParty, ILogger Log)
{
    private const string Inherited = "SSL_CERT_FILE,SSL_CERT_DIR,TMPDIR";

    /// <param name="account">Of the group's own, where the system allows it.</param>
    /// <param name="folder">The group's private folder, for the socket.</param>
    /// <exception cref="IOException">What it needs is not on this machine.</exception>
    public static PluginLaunch Of(PluginOptions options, Isolation isolation, IReadOnlyList<PluginManifest> plugins, int account, string folder, string socketName, string brokerSocket, ILogger log)
    {
        var socket = Path.Combine(folder, socketName);
        var data = Path.GetFullPath(options.DataFolder);
        var direct = plugins.Any(NeedsNetwork);
        string[] program = plugins is [{ Runtime: not null } other]
            ? [PluginRuntimes.ProgramOf(options, other) ?? throw new IOException($"The runtime {other.Runtime} is not listed on this machine."), Path.Combine(other.Folder, other.Entry)]
            : [PluginProcess.DotnetProgram(), "exec", options.HostPath];
        string[] command = [.. isolation.Before(account, direct), .. program, socket, "--plugins", string.Join(',', plugins.Select(plugin => plugin.Folder))];

        var memory = plugins.Sum(plugin => (long)plugin.Limits.MemoryMiB) * 1024 * 1024;
        return new(command, EnvironmentOf(memory), socket, brokerSocket, data, folder, memory, isolation.FirstAccount is not null, plugins.All(plugin => plugin.FirstParty), log);
    }

    /// <summary>Makes the folders that the group's processes need. Once, before the first of them runs: what a plugin can write to is not given away while it runs.</summary>
    public static void Prepare(PluginOptions options, Isolation isolation, IReadOnlyList<PluginManifest> plugins, int account, string folder)
    {
        PrivateFolder.Create(folder);
        if (isolation.FirstAccount is not { } shared) return;
        Isolation.GiveTo(folder, account, shared);
        foreach (var own in plugins.Select(plugin => Path.Combine(Path.GetFullPath(options.DataFolder), plugin.Id)))
        {
            PrivateFolder.Create(own);
            Isolation.GiveTo(own, account, shared);
        }
    }

    /// <summary>Whether it opens connections itself, which only plugins that come with Portico may.</summary>
    public static bool NeedsNetwork(PluginManifest plugin) => plugin.Egress.Any(egress => egress.Protocol != EgressPermission.Https);

    private static Dictionary<string, string> EnvironmentOf(long memory)
    {
        var environment = new Dictionary<string, string>
        {
            ["DOTNET_EnableDiagnostics"] = "0",
            ["DOTNET_gcServer"] = "0",
            ["DOTNET_DefaultStackSize"] = "100000", // hexadecimal, 1 MiB: stacks count against the limit of memory whether they are used or not
            ["DOTNET_GCHeapHardLimit"] = "0x" + memory.ToString("x", CultureInfo.InvariantCulture),
            ["NODE_OPTIONS"] = string.Create(CultureInfo.InvariantCulture, $"--max-old-space-size={memory / 1024 / 1024}"),
        };
        foreach (var name in Inherited.Split(','))
            if (System.Environment.GetEnvironmentVariable(name) is { } value) environment[name] = value;
        return environment;
    }
}
