using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Portico.Packages;

/// <summary>One file of a package.</summary>
/// <param name="Sha256">Lower-case hex.</param>
public sealed record ContentLine(string Path, long Size, string Sha256)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Path}|{Size}|{Sha256}");
}

/// <summary>Everything that a package holds, but its signature: what is signed, and what an unpacked folder is held against.</summary>
public sealed class ContentList
{
    public ContentList(IEnumerable<ContentLine> lines) => Lines = [.. lines.OrderBy(line => line.Path, StringComparer.Ordinal)];

    /// <summary>By path, byte for byte.</summary>
    public IReadOnlyList<ContentLine> Lines { get; }

    /// <summary>Names exactly this content: lower-case hex of SHA-256.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToString())));

    public override string ToString() => string.Concat(Lines.Select(line => $"{line}\n"));

    /// <summary>The first difference in words; null: they are the same.</summary>
    public string? DifferenceFrom(ContentList other)
    {
        var theirs = other.Lines.ToDictionary(line => line.Path);
        foreach (var line in Lines)
        {
            if (!theirs.Remove(line.Path, out var same)) return $"“{line.Path}” was added";
            if (same != line) return $"“{line.Path}” was changed";
        }

        return theirs.Count == 0 ? null : $"“{theirs.Keys.Order(StringComparer.Ordinal).First()}” is missing";
    }

    /// <summary>What lies in a folder. A link in it is an error: it would be read as what it leads to.</summary>
    /// <exception cref="PackageException">It holds something that no package may hold.</exception>
    public static ContentList OfFolder(string folder)
    {
        var root = new DirectoryInfo(folder);
        if (!root.Exists) throw new PackageException("package.folder_missing", "The folder of the plugin is not there.");
        var lines = new List<ContentLine>();
        foreach (var entry in root.EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false }))
        {
            var path = Path.GetRelativePath(root.FullName, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (entry.LinkTarget is not null || entry.Attributes.HasFlag(FileAttributes.ReparsePoint)) throw new PackageException("package.link", $"“{PackageRules.Shown(path)}” is a link.");
            if (entry is not FileInfo file || path is PackageRules.SignatureFile or PackageRules.FeedSignatureFile) continue;
            if (lines.Count == PackageRules.MostEntries) throw new PackageException("package.too_many_entries", $"The folder holds more than {PackageRules.MostEntries} files.");
            using var content = file.OpenRead();
            lines.Add(new ContentLine(path, file.Length, Convert.ToHexStringLower(SHA256.HashData(content))));
        }

        return new ContentList(lines);
    }
}
