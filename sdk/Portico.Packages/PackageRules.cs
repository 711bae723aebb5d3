namespace Portico.Packages;

/// <summary>What a package may hold, whoever signed it.</summary>
public static class PackageRules
{
    public const string ManifestFile = "plugin.json";
    public const string SignatureFile = "plugin.sig";

    /// <summary>What a NuGet feed may add for itself. It is never looked at, nor unpacked.</summary>
    public const string FeedSignatureFile = ".signature.p7s";

    public const long LargestPackageBytes = 50L * 1024 * 1024;
    public const long LargestUnpackedBytes = 100L * 1024 * 1024;
    public const int LargestManifestBytes = 256 * 1024;
    public const int MostEntries = 2_000;
    private const int LongestPathChars = 200;

    private const int UnixTypeMask = 0xF000, UnixFile = 0x8000, UnixFolder = 0x4000, UnixLink = 0xA000;

    private static readonly HashSet<string> DeviceNames = new(["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(1, 9).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" })], StringComparer.OrdinalIgnoreCase);

    /// <exception cref="PackageException">This path could lead out of the folder, or means different files on different systems.</exception>
    public static void CheckPath(string path)
    {
        if (path.Length is 0 or > LongestPathChars) throw Bad(path, "is empty or too long");
        if (path.Any(letter => char.IsControl(letter) || letter is '\\' or ':' or '|' or '<' or '>' or '"' or '?' or '*')) throw Bad(path, "holds a character that not every system takes");
        if (path[0] == '/') throw Bad(path, "is absolute");
        foreach (var part in path.Split('/'))
        {
            if (part is "" or "." or "..") throw Bad(path, "leads elsewhere");
            if (part[^1] is '.' or ' ') throw Bad(path, "ends in a dot or a space");
            if (DeviceNames.Contains(part.Split('.')[0])) throw Bad(path, "is the name of a device on some systems");
        }
    }

    /// <param name="attributes">As they stand in the archive: the upper half is what Unix calls mode.</param>
    /// <exception cref="PackageException">This is no plain file.</exception>
    public static void CheckKind(string path, int attributes)
    {
        switch ((attributes >> 16) & UnixTypeMask)
        {
            case 0 or UnixFile:
                return;
            case UnixLink:
                throw new PackageException("package.link", $"“{Shown(path)}” is a link. A package holds plain files only.");
            case UnixFolder:
                throw Bad(path, "says it is a folder, but is a file");
            default:
                throw new PackageException("package.link", $"“{Shown(path)}” is no plain file.");
        }
    }

    /// <summary>Two paths that are one file on some systems, or a file that is a folder for another one.</summary>
    public static void CheckTogether(IReadOnlyCollection<string> paths)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in paths)
            if (!seen.Add(path)) throw new PackageException("package.duplicate", $"“{Shown(path)}” is there twice.");
        foreach (var path in paths)
            for (var slash = path.IndexOf('/'); slash > 0; slash = path.IndexOf('/', slash + 1))
                if (seen.Contains(path[..slash])) throw new PackageException("package.duplicate", $"“{Shown(path[..slash])}” is a file and a folder.");
    }

    internal static string Shown(string path) => new([.. path.Take(80).Select(letter => char.IsControl(letter) ? '?' : letter)]);

    private static PackageException Bad(string path, string why) => new("package.bad_path", $"The path “{Shown(path)}” {why}.");
}
