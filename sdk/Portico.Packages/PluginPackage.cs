using System.IO.Compression;
using System.Security.Cryptography;

namespace Portico.Packages;

/// <summary>A package that keeps the rules. Whether it is to be trusted is another question: <see cref="TrustStore"/>.</summary>
public sealed class PluginPackage
{
    private readonly byte[] bytes;

    private PluginPackage(byte[] bytes, PluginManifest manifest, byte[] manifestBytes, PluginSignature? signature, ContentList content) =>
        (this.bytes, Manifest, ManifestBytes, Signature, Content) = (bytes, manifest, manifestBytes, signature, content);

    public PluginManifest Manifest { get; }

    /// <summary>plugin.json as it stands in the package.</summary>
    public ReadOnlyMemory<byte> ManifestBytes { get; }

    /// <summary>Null: it is not signed.</summary>
    public PluginSignature? Signature { get; }
    public ContentList Content { get; }

    /// <summary>Looks at every byte of it, and unpacks nothing.</summary>
    /// <exception cref="PackageException">It breaks a rule; the message says which.</exception>
    public static PluginPackage Read(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length > PackageRules.LargestPackageBytes) throw new PackageException("package.too_large", $"A package has at most {PackageRules.LargestPackageBytes >> 20} MiB.");
        try
        {
            using var archive = Open(bytes);
            var entries = Entries(archive);
            PackageRules.CheckTogether([.. entries.Select(entry => entry.FullName)]);

            byte[]? manifest = null, signature = null;
            var lines = new List<ContentLine>();
            var left = PackageRules.LargestUnpackedBytes;
            foreach (var entry in entries)
            {
                var keep = entry.FullName is PackageRules.ManifestFile or PackageRules.SignatureFile;
                var (line, content) = Look(entry, keep, ref left);
                if (entry.FullName == PackageRules.SignatureFile) signature = content;
                else if (entry.FullName != PackageRules.FeedSignatureFile) lines.Add(line);
                if (entry.FullName == PackageRules.ManifestFile) manifest = content;
            }

            if (manifest is null) throw new PackageException("package.no_manifest", "There is no plugin.json at the top of the package.");
            var paths = lines.Select(line => line.Path).ToHashSet(StringComparer.Ordinal);
            return new PluginPackage(bytes, Manifested(manifest, paths.Contains), manifest, signature is null ? null : PluginSignature.Parse(signature), new ContentList(lines));
        }
        catch (InvalidDataException broken)
        {
            throw new PackageException("package.not_zip", "This is no package, or it is damaged.", broken);
        }
    }

    /// <summary>Unpacks it into a folder that is not there yet: either all of it is there afterwards, or nothing.</summary>
    public void ExtractTo(string folder)
    {
        var parent = Path.GetDirectoryName(Path.GetFullPath(folder))!;
        Private(parent);
        var draft = Path.Combine(parent, ".unpacking-" + RandomNumberGenerator.GetHexString(16, lowercase: true));
        Private(draft);
        try
        {
            using (var archive = Open(bytes))
            {
                foreach (var entry in Entries(archive).Where(entry => entry.FullName != PackageRules.FeedSignatureFile))
                {
                    var target = Path.Combine(draft, entry.FullName.Replace('/', Path.DirectorySeparatorChar));
                    Private(Path.GetDirectoryName(target)!);
                    using var content = entry.Open();
                    using var file = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
                    content.CopyTo(file);
                }
            }

            Directory.Move(draft, folder);
        }
        finally
        {
            if (Directory.Exists(draft)) Directory.Delete(draft, recursive: true);
        }
    }

    internal static ZipArchive Open(byte[] bytes) => new(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);

    internal static List<ZipArchiveEntry> Entries(ZipArchive archive)
    {
        if (archive.Entries.Count > PackageRules.MostEntries) throw new PackageException("package.too_many_entries", $"A package has at most {PackageRules.MostEntries} files.");
        var files = new List<ZipArchiveEntry>();
        foreach (var entry in archive.Entries)
        {
            // An empty folder says nothing that its files do not say.
            var path = entry.FullName is [.. var folder, '/'] && entry.Length == 0 ? folder : entry.FullName;
            PackageRules.CheckPath(path);
            if (entry.IsEncrypted) throw new PackageException("package.encrypted", $"“{path}” is encrypted.");
            if (path.Length < entry.FullName.Length) continue;
            PackageRules.CheckKind(path, entry.ExternalAttributes);
            files.Add(entry);
        }

        return files;
    }

    // What an archive says of its sizes is not believed: bytes are counted while they come.
    private static (ContentLine Line, byte[]? Content) Look(ZipArchiveEntry entry, bool keep, ref long left)
    {
        using var content = entry.Open();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var kept = new MemoryStream();
        var buffer = new byte[64 * 1024];
        var size = 0L;
        for (int read; (read = content.Read(buffer)) > 0;)
        {
            size += read;
            if ((left -= read) < 0) throw new PackageException("package.bomb", $"Unpacked, the package has more than {PackageRules.LargestUnpackedBytes >> 20} MiB.");
            if (keep && size > PackageRules.LargestManifestBytes) throw new PackageException("package.bad_manifest", $"“{entry.FullName}” has more than {PackageRules.LargestManifestBytes >> 10} KiB.");
            hash.AppendData(buffer.AsSpan(0, read));
            if (keep) kept.Write(buffer, 0, read);
        }

        return (new ContentLine(entry.FullName, size, Convert.ToHexStringLower(hash.GetHashAndReset())), keep ? kept.ToArray() : null);
    }

    private static PluginManifest Manifested(byte[] json, Func<string, bool> holds)
    {
        try
        {
            return PluginManifest.Parse(json, holds);
        }
        catch (InvalidDataException problem)
        {
            throw new PackageException("package.bad_manifest", problem.Message, problem);
        }
    }

    private static void Private(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
