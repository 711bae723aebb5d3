using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Portico.Packages;

namespace Portico.Conformance.Stages;

/// <summary>What surrounds a plugin process beyond what it gets from Portico.</summary>
/// <param name="Locale">As in <c>tr_TR.UTF-8</c>; null: none, as in Portico.</param>
/// <param name="TimeZone">Null: as in Portico.</param>
/// <param name="Measured">The garbage collector keeps little, so that what stays is what leaks.</param>
internal sealed record Surroundings(string? Locale = null, string? TimeZone = null, bool Measured = false)
{
    public static Surroundings AsInPortico { get; } = new();
    public static Surroundings Turkish { get; } = new(Locale: "tr_TR.UTF-8");

    /// <summary>Twelve hours from London, in any year: midnight there is another day here.</summary>
    public static Surroundings FarEast { get; } = new(TimeZone: "Pacific/Auckland");
    public static Surroundings Leaks { get; } = new(Measured: true);
}

/// <summary>How one plugin process is started: as Portico does it, as far as this system allows.</summary>
internal sealed record Launch(IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment, string Socket, string Broker, string Data, string Home)
{
    private const long OwnNeedBytes = 256L * 1024 * 1024;
    private const long ReservedBytes = 4L * 1024 * 1024 * 1024;
    private static readonly ConcurrentDictionary<string, bool> Works = new();

    /// <param name="program">What runs the entry; null: Portico's own host.</param>
    public static Launch Of(PluginManifest manifest, string hostPath, string? program, string home, string socket, string broker, string data, Surroundings surroundings)
    {
        var memory = manifest.Limits.MemoryMiB * 1024L * 1024;
        string[] run = program is null ? [DotnetProgram(), "exec", hostPath] : [program, Path.Combine(manifest.Folder, manifest.Entry)];
        var mails = manifest.Egress.Any(egress => egress.Protocol != EgressPermission.Https);
        string[] command = [.. mails ? [] : NoNetwork, .. NoPrivileges, .. Limits(memory), .. run, socket, "--plugins", manifest.Folder];
        return new(command, EnvironmentOf(memory, home, surroundings), socket, broker, data, home);
    }

    /// <summary>What of it is active here, for the report.</summary>
    public static IReadOnlyList<string> Active =>
        [.. NoNetwork.Length > 0 ? (string[])["no network"] : [], .. NoPrivileges.Length > 0 ? (string[])["no new privileges"] : [], .. Limits(1 << 30).Length > 0 ? (string[])["limits of memory, files and dumps"] : []];

    private static string[] NoNetwork => First(["/usr/bin/unshare", "--net", "--"], ["/usr/bin/unshare", "--user", "--map-current-user", "--net", "--"]);

    private static string[] NoPrivileges => First(["/usr/bin/setpriv", "--no-new-privs", "--"]);

    private static string[] Limits(long memory)
    {
        var data = memory + OwnNeedBytes;
        return First(["/usr/bin/prlimit", "--nofile=512", "--core=0", "--fsize=268435456"]) is { Length: > 0 } usable
            ? [.. usable, string.Create(CultureInfo.InvariantCulture, $"--data={data}"), string.Create(CultureInfo.InvariantCulture, $"--as={data + ReservedBytes}")]
            : [];
    }

    private static string[] First(params string[][] ways) => OperatingSystem.IsLinux() ? ways.FirstOrDefault(way => Works.GetOrAdd(string.Join(' ', way), _ => Succeeds(way))) ?? [] : [];

    private static bool Succeeds(string[] way)
    {
        try
        {
            var start = new ProcessStartInfo(way[0]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
            foreach (var argument in way.Skip(1).Append("/bin/true")) start.ArgumentList.Add(argument);
            using var process = Process.Start(start);
            return process is not null && process.WaitForExit(TimeSpan.FromSeconds(10)) && process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static Dictionary<string, string> EnvironmentOf(long memory, string home, Surroundings surroundings)
    {
        var environment = new Dictionary<string, string>
        {
            ["DOTNET_EnableDiagnostics"] = "0",
            ["DOTNET_gcServer"] = "0",
            ["DOTNET_DefaultStackSize"] = "100000",
            ["DOTNET_GCHeapHardLimit"] = "0x" + memory.ToString("x", CultureInfo.InvariantCulture),
            ["NODE_OPTIONS"] = string.Create(CultureInfo.InvariantCulture, $"--max-old-space-size={memory / 1024 / 1024}"),
            ["TMPDIR"] = home, // looked at afterwards: nothing of a plugin's belongs there
        };
        if (surroundings.Locale is { } locale) environment["LANG"] = environment["LC_ALL"] = locale;
        if (surroundings.TimeZone is { } zone) environment["TZ"] = zone;
        if (surroundings.Measured) (environment["DOTNET_GCgen0size"], environment["NODE_OPTIONS"]) = ("0x400000", environment["NODE_OPTIONS"] + " --max-semi-space-size=1");
        return environment;
    }

    private static string DotnetProgram()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
    }
}
