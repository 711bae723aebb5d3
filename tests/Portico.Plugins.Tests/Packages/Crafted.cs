using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Portico.Plugins.Tests.Packages;

/// <summary>Packages made by hand, good ones and such as nobody honest makes.</summary>
internal static class Crafted
{
    public static readonly DateTimeOffset Now = new(2026, 3, 14, 9, 0, 0, TimeSpan.Zero);

    public static readonly ECDsa Acme = ECDsa.Create(ECCurve.NamedCurves.nistP256), Mallory = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static string Manifest(string publisher = "acme", string version = "1.0.0") => new JsonObject
    {
        ["manifestVersion"] = 1, ["id"] = "com.acme.x", ["version"] = version, ["displayName"] = "X", ["publisher"] = publisher, ["sdk"] = ">=1.0 <2.0", ["entry"] = "X.dll",
        ["provides"] = new JsonArray(new JsonObject { ["contract"] = "payment" }),
    }.ToJsonString();

    /// <summary>As the tool packs it.</summary>
    public static byte[] Packed(string publisher = "acme")
    {
        var folder = Directory.CreateTempSubdirectory("portico-test-").FullName;
        File.WriteAllText(Path.Combine(folder, "plugin.json"), Manifest(publisher));
        File.WriteAllText(Path.Combine(folder, "X.dll"), "assembly");
        Directory.CreateDirectory(Path.Combine(folder, "texts"));
        File.WriteAllText(Path.Combine(folder, "texts", "en.json"), "{}");
        var package = PackageWriter.Pack(folder);
        Directory.Delete(folder, recursive: true);
        return package;
    }

    public static byte[] Signed(ECDsa? key = null, string publisher = "acme") => PackageWriter.Sign(Packed(publisher), key ?? Acme);

    public static TrustedKey Key(ECDsa key, string publisher = "acme", TrustLevel level = TrustLevel.Verified, int fromDays = -30, int toDays = 30, int? revokedDays = null) =>
        new(PublisherKey.IdOf(key), publisher, key.ExportSubjectPublicKeyInfoPem(), level, Now.AddDays(fromDays), Now.AddDays(toDays), revokedDays is { } days ? Now.AddDays(days) : null);

    /// <summary>A zip of exactly these entries, in this order, whatever they are called.</summary>
    public static byte[] Zip(params IEnumerable<(string Path, string Content)> entries) => Zip(entries.Select(entry => (entry.Path, Encoding.UTF8.GetBytes(entry.Content), 0)));

    public static byte[] Zip(IEnumerable<(string Path, byte[] Content, int Attributes)> entries)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, content, attributes) in entries)
            {
                var entry = archive.CreateEntry(path, CompressionLevel.Fastest);
                entry.ExternalAttributes = attributes;
                using var stream = entry.Open();
                stream.Write(content);
            }
        }

        return bytes.ToArray();
    }

    public static (string Path, string Content)[] Honest => [("plugin.json", Manifest()), ("X.dll", "assembly")];

    /// <summary>The entries of a package after somebody had it in hand.</summary>
    public static byte[] Changed(byte[] package, Action<Dictionary<string, byte[]>> change)
    {
        using var archive = new ZipArchive(new MemoryStream(package));
        var files = archive.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var stream = entry.Open();
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray();
        });
        change(files);
        return Zip(files.Select(file => (file.Key, file.Value, 0)));
    }

    /// <summary>The code with which it is refused; null: it is taken.</summary>
    public static string? Refusal(Action take)
    {
        try
        {
            take();
            return null;
        }
        catch (PackageException refused)
        {
            return refused.Code;
        }
    }
}
