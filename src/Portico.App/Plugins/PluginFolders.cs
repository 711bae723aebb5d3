using Microsoft.Extensions.Logging;

namespace Portico.App.Plugins;

internal static class PluginFolders
{
    /// <summary>A folder that cannot be used is reported and left out: the platform always starts.</summary>
    public static IReadOnlyList<PluginManifest> Read(IEnumerable<string> folders, ILogger log)
    {
        var found = new Dictionary<string, PluginManifest>();
        foreach (var folder in folders.SelectMany(Expand))
        {
            try
            {
                var manifest = PluginManifest.Read(folder, IsFirstParty(folder));
                if (!found.TryAdd(manifest.Id, manifest)) log.LogError("Plugin folder {Folder} is left out: {Plugin} is already in {Other}", folder, manifest.Id, found[manifest.Id].Folder);
            }
            catch (Exception problem) when (problem is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                log.LogError("Plugin folder {Folder} is left out: {Problem}", folder, problem.Message);
            }
        }

        return [.. found.Values];
    }

    private static IEnumerable<string> Expand(string folder)
    {
        if (Path.GetFileName(folder) != "*") return [Path.GetFullPath(folder)];
        var parent = Path.GetFullPath(Path.GetDirectoryName(folder)!);
        return Directory.Exists(parent) ? Directory.EnumerateDirectories(parent).Where(d => File.Exists(Path.Combine(d, "plugin.json"))).Order(StringComparer.Ordinal) : [];
    }

    private static bool IsFirstParty(string folder) => Path.GetFullPath(folder).StartsWith(Path.GetFullPath(PluginOptions.FirstPartyFolder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
