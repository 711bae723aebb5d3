using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Portico.App.Plugins;

/// <summary>What holds a plugin process in on this machine. What the system does not allow is left out, and said.</summary>
/// <param name="NoNetwork">It is in a network of its own without a route; the broker's socket is the only way out.</param>
/// <param name="NoPrivileges">It can gain no right that it was not started with, and has none of an administrator.</param>
/// <param name="OwnAccount">It runs under an account of its own and cannot read the platform's files.</param>
/// <param name="Limits">Memory, open files, file size and dumps are limited by the system.</param>
public sealed record PluginIsolation(bool NoNetwork, bool NoPrivileges, bool OwnAccount, bool Limits);

/// <summary>Finds out once what the system allows, and writes the command lines.</summary>
internal sealed class Isolation
{
    private const string Unshare = "/usr/bin/unshare";
    private const string Setpriv = "/usr/bin/setpriv";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly ConcurrentDictionary<(string HostPath, int? FirstAccount, bool Wanted), Isolation> Known = new();

    private readonly string[] network;
    private readonly string[] privileges;

    private Isolation(string[] network, string[] privileges, int? firstAccount)
    {
        (this.network, this.privileges, FirstAccount) = (network, privileges, firstAccount);
        Active = new PluginIsolation(network.Length > 0, privileges.Length > 0, firstAccount is not null, ProcessLimits.AreSupported);
    }

    public PluginIsolation Active { get; }

    /// <summary>Null: plugins run under the platform's account.</summary>
    public int? FirstAccount { get; }

    public static Isolation On(PluginOptions options) => Known.GetOrAdd((options.HostPath, options.FirstAccount, options.Isolate), static key => Detect(key.HostPath, key.FirstAccount, key.Wanted));

    /// <param name="account">Number of the account that the process gets for itself; ignored where that is not possible.</param>
    /// <param name="direct">It needs the network itself: a mail server cannot be reached through the broker.</param>
    public IEnumerable<string> Before(int account, bool direct) =>
        [.. direct ? [] : network, .. privileges.Length == 0 ? [] : FirstAccount is null ? [Setpriv, .. privileges, "--"] : As(account)];

    private string[] As(int account) => [Setpriv, .. privileges, $"--reuid={account}", $"--regid={FirstAccount}", "--clear-groups", "--"];

    private static Isolation Detect(string hostPath, int? firstAccount, bool wanted)
    {
        if (!wanted || !OperatingSystem.IsLinux()) return new([], [], null);
        string[][] ways = IsAdministrator ? [["--net"]] : [["--user", "--map-current-user", "--net"], ["--user", "--net"]];
        var network = File.Exists(Unshare) ? ways.Select(way => (string[])[Unshare, .. way, "--"]).FirstOrDefault(way => Succeeds([.. way, "/bin/true"])) ?? [] : [];
        // Reading the host's own file shows that nothing is taken away that it needs.
        string[][] rights = IsAdministrator ? [["--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"], ["--no-new-privs"]] : [["--no-new-privs"]];
        string[] readable = ["/bin/sh", "-c", "test -r \"$0\" && test -x \"$1\"", hostPath, PluginProcess.DotnetProgram()];
        var privileges = File.Exists(Setpriv) ? rights.FirstOrDefault(one => Succeeds([Setpriv, .. one, "--", .. readable])) ?? [] : [];
        var account = firstAccount is { } first && IsAdministrator && privileges.Length > 0 && Succeeds([Setpriv, .. privileges, $"--reuid={first}", $"--regid={first}", "--clear-groups", "--", .. readable]) ? firstAccount : null;
        return new(network, privileges, account);
    }

    private static bool IsAdministrator => OperatingSystem.IsLinux() && GetEffectiveUserId() == 0;

    private static bool Succeeds(string[] command)
    {
        try
        {
            var start = new ProcessStartInfo(command[0]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
            foreach (var argument in command.Skip(1)) start.ArgumentList.Add(argument);
            using var process = Process.Start(start);
            return process is not null && process.WaitForExit(Patience) && process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Gives a folder and what is in it to an account, without following links.</summary>
    public static void GiveTo(string folder, int account, int group)
    {
        if (!OperatingSystem.IsLinux() || ChangeOwner(folder, account, group) != 0) throw new IOException($"The folder of a plugin could not be given to its account ({Marshal.GetLastPInvokeErrorMessage()}).");
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })) _ = ChangeOwner(entry.FullName, account, group);
    }

    /// <summary>Gives a file to a group.</summary>
    public static void LetIn(string file, int group)
    {
        if (ChangeOwner(file, -1, group) != 0) throw new IOException($"The broker could not be opened for the plugins' accounts ({Marshal.GetLastPInvokeErrorMessage()}).");
    }

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint GetEffectiveUserId();

    [DllImport("libc", EntryPoint = "lchown", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int account, int group);
}
