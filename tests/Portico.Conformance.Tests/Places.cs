using System.Reflection;

namespace Portico.Conformance.Tests;

/// <summary>Where the plugins lie that the tests look at.</summary>
internal static class Places
{
    private static readonly Dictionary<string, string> Said = typeof(Places).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().ToDictionary(one => one.Key, one => one.Value!);

    public static string Root { get; } = Path.GetFullPath(Said["Root"]);
    public static string Flawed { get; } = Path.Combine(Root, "tests/Portico.Plugins.Flawed", Said["Output"]);
    public static string Node { get; } = Path.Combine(Root, "tests/Portico.Plugins.Node");

    public static IReadOnlyList<string> FirstParty { get; } = [.. Directory.EnumerateFiles(Path.Combine(Root, "plugins"), "*.csproj", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal).Select(name => name!)];

    public static string OutputOf(string firstParty) => Path.Combine(Root, "plugins", firstParty, Said["Output"]);

    public static string Started(string kind) => Path.Combine(Root, Said["Started"], kind);

    /// <summary>A copy that may be spoilt.</summary>
    public static Scratch CopyOf(string folder)
    {
        var copy = new Scratch();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !Path.GetRelativePath(folder, file).StartsWith("obj", StringComparison.Ordinal)))
        {
            var target = Path.Combine(copy.Folder, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }
}

internal sealed class Scratch : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("portico-kit-").FullName;

    public string this[string file] => Path.Combine(Folder, file);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
