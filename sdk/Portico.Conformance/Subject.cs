using System.Security.Cryptography;
using System.Text.Json;
using Portico.Conformance.Code;
using Portico.Packages;

namespace Portico.Conformance;

/// <summary>What is tested: a package, or the folder that a build wrote. What is wrong with it is kept, to be said by the check that asks for it.</summary>
internal sealed class Subject : IDisposable
{
    private readonly string? unpacked;

    private Subject(string path, string? unpacked)
    {
        Path = path;
        this.unpacked = unpacked;
        Folder = unpacked ?? System.IO.Path.GetFullPath(path);
    }

    public string Path { get; }
    public string Folder { get; }

    /// <summary>Null: it is a folder.</summary>
    public PluginPackage? Package { get; private set; }

    /// <summary>Null: <see cref="ManifestTrouble"/> says why.</summary>
    public PluginManifest? Manifest { get; private set; }
    public ContentList? Content { get; private set; }
    public string? RulesTrouble { get; private set; }
    public string? ManifestTrouble { get; private set; }
    public Sheet? Sheet { get; private set; }
    public string? SheetTrouble { get; private set; }
    public ECDsa? Key { get; init; }

    /// <summary>The code in the folder, read when it is first asked for.</summary>
    public CodeReader Code => code ??= CodeReader.Of(Folder);

    /// <summary>The folder as it was before the plugin ran; null: it breaks a rule, so that it cannot be compared.</summary>
    public ContentList? Before => before ??= RulesTrouble is null ? ContentList.OfFolder(Folder) : null;

    private CodeReader? code;
    private ContentList? before;

    /// <exception cref="IOException">There is nothing of this name, or it cannot be read.</exception>
    public static Subject Open(string path, string? sheet, ECDsa? key)
    {
        var isFile = File.Exists(path);
        if (!isFile && !Directory.Exists(path)) throw new FileNotFoundException($"There is no {path}.");
        var subject = new Subject(path, isFile ? Directory.CreateTempSubdirectory("portico-subject-").FullName : null) { Key = key };
        if (isFile) subject.Unpack(File.ReadAllBytes(path));
        else subject.LookAtFolder();
        subject.ReadSheet(sheet);
        return subject;
    }

    private void Unpack(byte[] bytes)
    {
        try
        {
            Package = PluginPackage.Read(bytes);
            Content = Package.Content;
            var target = System.IO.Path.Combine(Folder, "plugin");
            Package.ExtractTo(target);
            foreach (var entry in new DirectoryInfo(target).EnumerateFileSystemInfos()) Move(entry, System.IO.Path.Combine(Folder, entry.Name));
            Directory.Delete(target);
            Manifest = Package.Manifest with { Folder = Folder };
        }
        catch (PackageException refused) when (refused.Code is "package.bad_manifest" or "package.no_manifest")
        {
            ManifestTrouble = refused.Message;
        }
        catch (PackageException refused)
        {
            RulesTrouble = $"{refused.Message} ({refused.Code})";
        }
    }

    private static void Move(FileSystemInfo entry, string target)
    {
        if (entry is DirectoryInfo folder) folder.MoveTo(target);
        else ((FileInfo)entry).MoveTo(target);
    }

    private void LookAtFolder()
    {
        try
        {
            Manifest = PluginManifest.Read(Folder, firstParty: false);
        }
        catch (InvalidDataException problem) when (SpeaksMail())
        {
            // Mail is what only plugins that come with Portico may speak: the rest of their manifest is held to the same rules.
            try
            {
                Manifest = PluginManifest.Read(Folder, firstParty: true);
            }
            catch (InvalidDataException)
            {
                ManifestTrouble = problem.Message;
            }
        }
        catch (InvalidDataException problem)
        {
            ManifestTrouble = problem.Message;
        }
        catch (FileNotFoundException)
        {
            ManifestTrouble = "There is no plugin.json. Name the folder that the build writes to, or a package.";
        }

        if (Manifest is null) return;
        try
        {
            Content = Manifest.FirstParty ? ContentList.OfFolder(Folder) : PluginPackage.Read(PackageWriter.Pack(Folder)).Content;
        }
        catch (PackageException refused)
        {
            RulesTrouble = $"{refused.Message} ({refused.Code})";
        }
    }

    private bool SpeaksMail()
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(System.IO.Path.Combine(Folder, PackageRules.ManifestFile))).RootElement.TryGetProperty("egress", out var egress) && egress.EnumerateArray().Any(one => one.TryGetProperty("protocol", out _));
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private void ReadSheet(string? elsewhere)
    {
        var file = elsewhere ?? System.IO.Path.Combine(Folder, Sheet.File);
        if (!File.Exists(file)) return;
        try
        {
            Sheet = Sheet.Parse(File.ReadAllBytes(file));
        }
        catch (JsonException problem)
        {
            SheetTrouble = $"{Sheet.File} cannot be read: {problem.Message}";
        }
    }

    public void Dispose()
    {
        if (unpacked is not null && Directory.Exists(unpacked)) Directory.Delete(unpacked, recursive: true);
    }
}
