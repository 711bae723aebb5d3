using Portico.Conformance.Code;
using Portico.Conformance.Stages;
using Portico.Packages;

namespace Portico.Conformance.Checks;

/// <summary>What the code of a plugin, and of what it brings along, may not use; and what its process may not do.</summary>
internal static class ApiChecks
{
    private static readonly HashSet<string> HarmlessOfEnvironment = ["get_NewLine", "get_TickCount", "get_TickCount64", "get_ProcessorCount", "get_CurrentManagedThreadId", "get_Is64BitProcess", "get_Is64BitOperatingSystem", "get_HasShutdownStarted", "get_StackTrace", "get_Version"];
    private static readonly HashSet<string> FileTypes = ["File", "FileStream", "FileInfo", "Directory", "DirectoryInfo", "FileSystemWatcher", "DriveInfo"];
    private static readonly HashSet<string> FixedPlaces = ["System.IO.Path.GetTempPath", "System.IO.Path.GetTempFileName", "System.IO.Directory.CreateTempSubdirectory", "System.IO.Directory.GetCurrentDirectory", "System.IO.Directory.SetCurrentDirectory", "System.IO.Directory.GetLogicalDrives"];
    private static readonly HashSet<string> NetTypes = ["System.Net.Http.HttpClient", "System.Net.Http.HttpMessageInvoker", "System.Net.Http.SocketsHttpHandler", "System.Net.Http.HttpClientHandler", "System.Net.WebRequest", "System.Net.HttpWebRequest", "System.Net.WebClient", "System.Net.Dns", "System.Net.HttpListener", "System.Net.NetworkInformation.Ping"];
    private static readonly string[] NetSpaces = ["System.Net.Sockets.", "System.Net.WebSockets.", "System.Net.Quic.", "System.Net.Mail."];

    public static IReadOnlyList<Check> All { get; } =
    [
        Code("process", "It starts no process", use => use.Type is "System.Diagnostics.Process" or "System.Diagnostics.ProcessStartInfo"),
        new("apis.files", "It opens files in its data folder only", Needs.Code, t => Task.FromResult(Files(t)), Phase.First),
        new("apis.network", "It opens no connection of its own", Needs.Code, t => Task.FromResult(t.Subject.Manifest is { } manifest && manifest.Egress.Any(egress => egress.Protocol != EgressPermission.Https)
            ? Verdict.NotApplicable("plugin.json declares a protocol that does not pass the broker, which only plugins that come with Portico may.") : Judge(t, IsNetwork)), Phase.First),
        Code("environment", "It neither reads nor ends the process that it shares", use => use.Type == "System.Environment" && use.Member.Length > 0 && !HarmlessOfEnvironment.Contains(use.Member)),
        Code("emit", "It makes no code while it runs", use => use.Type.StartsWith("System.Reflection.Emit.", StringComparison.Ordinal)),
        new("apis.native", "It calls no native code", Needs.Code, t => Task.FromResult(Native(t)), Phase.First),
        Code("load", "It loads no code beyond what it references", use => use.Type == "System.Reflection.Assembly" && use.Member.StartsWith("Load", StringComparison.Ordinal) || use.Type == "System.Reflection.Assembly" && use.Member == "UnsafeLoadFrom" || use.Type == "System.Runtime.Loader.AssemblyLoadContext"),
        new("apis.scratch", "Running, it writes to its data folder only", Needs.Process, t => Task.FromResult(Verdict.Of(Strewn(t))), Phase.Last),
        new("apis.hosts", "Running, it asks for no host that it did not declare", Needs.Process, t => Task.FromResult(Verdict.Of(t.Stages.Where(stage => !stage.IsDetour).SelectMany(stage => stage.Denied).FirstOrDefault() is { } host ? $"It asked for {host}, which is not declared under egress." : null)), Phase.Last),
        new("apis.output", "Running, it writes nothing to standard output that is not of the protocol", Needs.Process, t => Task.FromResult(Verdict.Of(t.Bench.Processes.Sum(process => process.Strays.Count) - t.StraysBefore is > 0 and var lines ? $"It wrote {lines} line{(lines == 1 ? "" : "s")} that {(lines == 1 ? "is" : "are")} none of the protocol." : null)), Phase.Last),
    ];

    private static Check Code(string name, string title, Func<Use, bool> isForbidden) => new("apis." + name, title, Needs.Code, t => Task.FromResult(Judge(t, isForbidden)), Phase.First);

    private static Verdict Judge(Trial t, Func<Use, bool> isForbidden)
    {
        if (t.Subject.Manifest is null) return Verdict.NotApplicable("The package could not be opened.");
        var found = t.Subject.Code.Uses.Where(isForbidden).ToList();
        return Judged(t, found);
    }

    private static Verdict Judged(Trial t, IReadOnlyCollection<Use> found)
    {
        if (found.FirstOrDefault(use => PermitFor(t, use) is null) is { } bad) return Verdict.Of($"{bad.Assembly}: {bad.Where} uses {bad.Api.TrimEnd('.')}.");
        var permits = found.Select(use => PermitFor(t, use)!).Distinct().Select(permit => $"{permit.Api} in {permit.In} is permitted by {Sheet.File}: {permit.Because}").ToList();
        return Verdict.Passed with { Reason = string.Join(" ", permits) };
    }

    private static Permit? PermitFor(Trial t, Use use) => t.Sheet.Permits.FirstOrDefault(permit => permit.In == use.Assembly && (permit.Api == use.Type || permit.Api == use.Api));

    private static bool IsNetwork(Use use) => NetTypes.Contains(use.Type) || NetSpaces.Any(space => use.Type.StartsWith(space, StringComparison.Ordinal));

    private static bool IsFile(Use use) => use.Type.StartsWith("System.IO.", StringComparison.Ordinal) && (FileTypes.Contains(use.Type["System.IO.".Length..]) || use.Type.StartsWith("System.IO.MemoryMappedFiles.", StringComparison.Ordinal) || use.Type.StartsWith("System.IO.IsolatedStorage.", StringComparison.Ordinal));

    private static Verdict Files(Trial t)
    {
        if (t.Subject.Manifest is null) return Verdict.NotApplicable("The package could not be opened.");
        var code = t.Subject.Code;
        var knowing = code.Uses.Where(use => use is { Type: "Portico.Sdk.InstanceContext", Member: "get_DataFolder" }).Select(use => use.Assembly).ToHashSet();
        var opening = code.Uses.Where(IsFile).ToList();
        var found = code.Uses.Where(use => FixedPlaces.Contains(use.Api)).ToList();
        found.AddRange(opening.Where(use => !knowing.Contains(use.Assembly)));
        if (Judged(t, found) is { Outcome: Outcome.Failed } bad) return bad with { Reason = bad.Reason + " The only place for files is Instance.DataFolder." };
        if (code.Paths.FirstOrDefault(literal => opening.Any(use => use.Assembly == literal.Assembly && use.Where == literal.Where && PermitFor(t, use) is null)) is { Path: not null } literal) return Verdict.Of($"{literal.Assembly}: {literal.Where} opens files and holds the path “{literal.Path}”.");
        return Judged(t, found);
    }

    private static Verdict Native(Trial t)
    {
        if (t.Subject.Manifest is null) return Verdict.NotApplicable("The package could not be opened.");
        if (t.Subject.Code.Libraries is [var library, ..]) return Verdict.Of($"“{library}” is native code, or no assembly.");
        return Judged(t, [.. t.Subject.Code.Native, .. t.Subject.Code.Uses.Where(use => use.Type == "System.Runtime.InteropServices.NativeLibrary" || use is { Type: "System.Runtime.InteropServices.Marshal", Member: "GetDelegateForFunctionPointer" })]);
    }

    private static string? Strewn(Trial t)
    {
        if (Directory.EnumerateFileSystemEntries(t.Bench.Home).Select(Path.GetFileName).FirstOrDefault() is { } stray) return $"“{stray}” was written to the working directory or the folder for temporary files.";
        if (Directory.EnumerateFileSystemEntries(t.Bench.Data).Select(Path.GetFileName).FirstOrDefault(name => name != t.Manifest.Id) is { } other) return $"“{other}” was written beside the plugin’s data folder.";
        return t.Subject.Before?.DifferenceFrom(ContentList.OfFolder(t.Subject.Folder)) is { } difference ? $"The plugin’s own folder was changed: {difference.Replace("was added", "was changed or removed", StringComparison.Ordinal).Replace("is missing", "was added", StringComparison.Ordinal)}." : null;
    }
}
