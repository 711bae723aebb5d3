using System.Runtime.InteropServices;

namespace Portico.App.Plugins;

/// <summary>Limits of the operating system for a child process. They are set from here while the child still waits for its first line, so before any code of a plugin runs.</summary>
internal static class ProcessLimits
{
    /// <summary>What the runtime itself needs beside the plugins' memory: code, stacks, native libraries.</summary>
    private const long OwnNeedBytes = 256L * 1024 * 1024;

    /// <summary>Runtimes reserve address space that they never use.</summary>
    private const long ReservedBytes = 4L * 1024 * 1024 * 1024;

    private const long LargestFileBytes = 256L * 1024 * 1024;
    private const long OpenFiles = 512;
    private const long Threads = 256;

    private enum Resource
    {
        FileSize = 1,
        Data = 2,
        Core = 4,
        Processes = 6,
        OpenFiles = 7,
        AddressSpace = 9,
    }

    public static bool AreSupported { get; } = OperatingSystem.IsLinux() && Environment.Is64BitProcess && CanSet();

    /// <param name="memoryBytes">What its plugins may use together.</param>
    /// <param name="countThreads">Only where the account is the child's own: the system counts the threads of an account, not of a process.</param>
    /// <returns>Whether all of them hold.</returns>
    public static bool Apply(int processId, long memoryBytes, bool countThreads)
    {
        if (!AreSupported) return false;
        var data = memoryBytes + OwnNeedBytes;
        return Set(processId, Resource.Data, data) & Set(processId, Resource.AddressSpace, data + ReservedBytes) & Set(processId, Resource.FileSize, LargestFileBytes)
            & Set(processId, Resource.OpenFiles, OpenFiles) & Set(processId, Resource.Core, 0) // a dump would hold secrets
            & (!countThreads || Set(processId, Resource.Processes, Threads));
    }

    private static bool Set(int processId, Resource resource, long most)
    {
        var limit = new Limit((ulong)most, (ulong)most);
        return Prlimit(processId, (int)resource, in limit, 0) == 0;
    }

    private static bool CanSet()
    {
        try
        {
            return Prlimit(Environment.ProcessId, (int)Resource.Core, nint.Zero, nint.Zero) == 0;
        }
        catch (Exception problem) when (problem is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Prlimit(int processId, int resource, in Limit limit, nint former);

    [DllImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Prlimit(int processId, int resource, nint limit, nint former);

    private readonly record struct Limit(ulong Soft, ulong Hard);
}
