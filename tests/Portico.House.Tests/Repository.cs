using System.Runtime.CompilerServices;
using Mono.Cecil;

namespace Portico.House.Tests;

/// <summary>The files of this repository as they lie on disk: ours, not what tools put beside them.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = [".git", ".portico", ".vs", "bin", "obj", "node_modules", "_framework", "TestResults", "artifacts"];

    /// <summary>Whether approved files are written anew, to be reviewed.</summary>
    public static bool Approves => Environment.GetEnvironmentVariable("PORTICO_APPROVE") == "1";

    public static readonly string Root = FindRoot();

    /// <summary>Paths relative to the root, with forward slashes.</summary>
    public static readonly IReadOnlyList<string> Files = [.. Walk(new DirectoryInfo(Root)).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> FilesEnding(params string[] endings) =>
        Files.Where(file => endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)));

    public static string Read(string file) => File.ReadAllText(PathOf(file));

    public static string PathOf(string file) => Path.Combine(Root, file);

    public static bool Has(string fileOrFolder) => File.Exists(PathOf(fileOrFolder)) || Directory.Exists(PathOf(fileOrFolder));

    public static ModuleDefinition Assembly(string name) => ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, name + ".dll"));

    private static IEnumerable<string> Walk(DirectoryInfo folder) =>
        folder.EnumerateDirectories().Where(sub => !NotOurs.Contains(sub.Name) && sub.LinkTarget is null).SelectMany(Walk)
            .Concat(folder.EnumerateFiles().Where(file => file.Name != ".git").Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/')));

    private static string FindRoot([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(File.Exists(here) ? Path.GetDirectoryName(here)! : AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Platform.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("No folder above holds Platform.sln.");
        }
        return folder.FullName;
    }
}
