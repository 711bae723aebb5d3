using Microsoft.Extensions.Logging;

namespace Portico.App.Plugins;

internal static class PluginFolders
{
    /// <summary>A folder that cannot be used is reported and left out: the platform always starts.</summary>
    public static IReadOnlyList<PluginManifest> Read(PluginOptions options, ILogger log)
    {
        var found = new Dictionary<string, PluginManifest>();
        foreach (var folder in options.Folders.SelectMany(Expand))
        {
            try
            {
                var manifest = IsFirstParty(folder) ? PluginManifest.Read(folder, firstParty: true) : Judged(folder, options);
                if (!found.TryAdd(manifest.Id, manifest)) log.LogError("Plugin folder {Folder} is left out: {Plugin} is already in {Other}", folder, manifest.Id, found[manifest.Id].Folder);
            }
            catch (Exception problem) when (problem is InvalidDataException or PackageException or IOException or UnauthorizedAccessException)
            {
                log.LogError("Plugin folder {Folder} is left out: {Problem}", folder, problem.Message);
            }
        }

        return [.. found.Values];
    }

    /// <summary>Who may write into a folder of the host is the operator; still, a plugin says who answers for it.</summary>
    private static PluginManifest Judged(string folder, PluginOptions options)
    {
        var manifest = PluginManifest.Read(folder, firstParty: false);
        var (level, content) = Judge(folder, manifest, options);
        return manifest with { Level = level, Recheck = level == TrustLevel.Dev ? null : () => ContentList.OfFolder(folder).Digest == content.Digest ? null : "package.touched" };
    }

    private static (TrustLevel, ContentList) Judge(string folder, PluginManifest manifest, PluginOptions options)
    {
        var keys = options.FolderKeys.Select(pair =>
        {
            var pem = File.ReadAllText(pair.Value);
            using var key = PublisherKey.Open(pem);
            return new TrustedKey(PublisherKey.IdOf(key), pair.Key, pem, TrustLevel.Verified, DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        });
        var signature = Path.Combine(folder, PackageRules.SignatureFile);
        var content = ContentList.OfFolder(folder);
        var level = new TrustStore(keys).Judge(manifest, content, File.Exists(signature) ? PluginSignature.Parse(File.ReadAllBytes(signature)) : null, options.Lowest, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        return (level, content);
    }

    private static IEnumerable<string> Expand(string folder)
    {
        if (Path.GetFileName(folder) != "*") return [Path.GetFullPath(folder)];
        var parent = Path.GetFullPath(Path.GetDirectoryName(folder)!);
        return Directory.Exists(parent) ? Directory.EnumerateDirectories(parent).Where(d => File.Exists(Path.Combine(d, "plugin.json"))).Order(StringComparer.Ordinal) : [];
    }

    private static bool IsFirstParty(string folder) => Path.GetFullPath(folder).StartsWith(Path.GetFullPath(PluginOptions.FirstPartyFolder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
