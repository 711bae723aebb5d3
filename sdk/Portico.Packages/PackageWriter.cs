using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Portico.Packages;

/// <summary>Makes packages. The same files give the same bytes, whenever and wherever.</summary>
public static class PackageWriter
{
    private static readonly DateTimeOffset NoTime = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private const int PlainFile = unchecked((int)0x81A4_0000); // -rw-r--r--

    /// <summary>Packs the folder that a build left. What it holds for developers only is left out.</summary>
    /// <exception cref="PackageException">The folder is no plugin, or breaks a rule.</exception>
    public static byte[] Pack(string folder)
    {
        PluginManifest manifest;
        try
        {
            manifest = PluginManifest.Read(folder, firstParty: false);
        }
        catch (InvalidDataException problem)
        {
            throw new PackageException("package.bad_manifest", problem.Message, problem);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new PackageException("package.no_manifest", "There is no plugin.json in this folder. Name the folder that the build writes to.", problem);
        }

        var files = ContentList.OfFolder(folder).Lines.Select(line => line.Path).Where(IsWanted).ToDictionary(path => path, path => File.ReadAllBytes(Path.Combine(folder, path)));
        foreach (var path in files.Keys) PackageRules.CheckPath(path);
        var nuspec = manifest.Id + ".nuspec";
        files[nuspec] = Nuspec(manifest);
        files["_rels/.rels"] = Relations(nuspec);
        files["[Content_Types].xml"] = Types(files.Keys);
        var package = Zip(files);
        PluginPackage.Read(package); // what we make ourselves keeps the rules, too
        return package;
    }

    /// <summary>The same package with a signature, in place of one that it may have had.</summary>
    public static byte[] Sign(byte[] package, ECDsa key)
    {
        var read = PluginPackage.Read(package);
        using var archive = PluginPackage.Open(package);
        var files = PluginPackage.Entries(archive).Where(entry => entry.FullName is not (PackageRules.SignatureFile or PackageRules.FeedSignatureFile)).ToDictionary(entry => entry.FullName, entry =>
        {
            using var content = entry.Open();
            using var copy = new MemoryStream();
            content.CopyTo(copy);
            return copy.ToArray();
        });
        files[PackageRules.SignatureFile] = PluginSignature.Make(read.Manifest, read.Content, key).ToBytes();
        return Zip(files);
    }

    private static bool IsWanted(string path) => !path.EndsWith(".pdb", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".nupkg", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".nuspec", StringComparison.OrdinalIgnoreCase)
        && Path.GetFileName(path) is not ("Portico.Sdk.dll" or "Portico.Sdk.xml");

    private static byte[] Zip(Dictionary<string, byte[]> files)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, content) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
            {
                var entry = archive.CreateEntry(path, CompressionLevel.SmallestSize);
                (entry.LastWriteTime, entry.ExternalAttributes) = (NoTime, PlainFile);
                using var stream = entry.Open();
                stream.Write(content);
            }
        }

        return bytes.ToArray();
    }

    // So that a NuGet feed takes it. Portico itself reads plugin.json only.
    private static byte[] Nuspec(PluginManifest manifest)
    {
        XNamespace ns = "http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd";
        return Xml(new XElement(ns + "package", new XElement(ns + "metadata",
            new XElement(ns + "id", manifest.Id),
            new XElement(ns + "version", manifest.Version),
            new XElement(ns + "authors", manifest.Publisher),
            new XElement(ns + "title", manifest.DisplayName),
            new XElement(ns + "description", manifest.Description.Length > 0 ? manifest.Description : manifest.DisplayName),
            new XElement(ns + "tags", "portico-plugin"),
            new XElement(ns + "packageTypes", new XElement(ns + "packageType", new XAttribute("name", "PorticoPlugin"))))));
    }

    private static byte[] Relations(string nuspec)
    {
        XNamespace ns = "http://schemas.openxmlformats.org/package/2006/relationships";
        return Xml(new XElement(ns + "Relationships", new XElement(ns + "Relationship",
            new XAttribute("Type", "http://schemas.microsoft.com/packaging/2010/07/manifest"), new XAttribute("Target", "/" + nuspec), new XAttribute("Id", "R1"))));
    }

    private static byte[] Types(IEnumerable<string> paths)
    {
        XNamespace ns = "http://schemas.openxmlformats.org/package/2006/content-types";
        var endings = paths.Select(path => Path.GetExtension(path).TrimStart('.').ToLowerInvariant()).Where(ending => ending.Length > 0).Append("sig").Distinct().Order(StringComparer.Ordinal);
        var without = paths.Where(path => Path.GetExtension(path).Length <= 1).Order(StringComparer.Ordinal);
        return Xml(new XElement(ns + "Types",
            endings.Select(ending => new XElement(ns + "Default", new XAttribute("Extension", ending), new XAttribute("ContentType", ending == "rels" ? "application/vnd.openxmlformats-package.relationships+xml" : "application/octet"))),
            without.Select(path => new XElement(ns + "Override", new XAttribute("PartName", "/" + path), new XAttribute("ContentType", "application/octet")))));
    }

    private static byte[] Xml(XElement root) => Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + root + "\n");
}
