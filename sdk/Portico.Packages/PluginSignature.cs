using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portico.Packages;

/// <summary>
/// plugin.sig: who answers for exactly this content. It binds publisher and content and nothing of where the package lies, so that a package may be moved, mirrored and carried.
/// </summary>
/// <param name="Format">1.</param>
/// <param name="Publisher">As in plugin.json.</param>
/// <param name="Key">Which of the publisher's keys, see <see cref="PublisherKey.IdOf"/>.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256 over <see cref="BytesOf"/>, 64 bytes r and s, in base64.</param>
public sealed record PluginSignature(int Format, string Publisher, string Key, string Signature)
{
    private const int Current = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, WriteIndented = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>The very bytes that are signed: four lines that say what this is, then one line <c>path|size|sha256</c> for each file.</summary>
    public static byte[] BytesOf(PluginManifest manifest, ContentList content) =>
        Encoding.UTF8.GetBytes($"portico-plugin {Current}\npublisher {manifest.Publisher}\nplugin {manifest.Id}\nversion {manifest.Version}\n{content}");

    public static PluginSignature Make(PluginManifest manifest, ContentList content, ECDsa key) =>
        new(Current, manifest.Publisher, PublisherKey.IdOf(key), Convert.ToBase64String(key.SignData(BytesOf(manifest, content), HashAlgorithmName.SHA256)));

    /// <exception cref="PackageException">It is not readable.</exception>
    public static PluginSignature Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var read = JsonSerializer.Deserialize<PluginSignature>(bytes, Json);
            if (read is { Format: Current }) return read;
        }
        catch (JsonException problem)
        {
            throw new PackageException("signature.not_readable", "plugin.sig is not readable.", problem);
        }

        throw new PackageException("signature.not_readable", "plugin.sig has a format that is not known.");
    }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>Whether the key made this for this content.</summary>
    public bool Fits(PluginManifest manifest, ContentList content, ECDsa key)
    {
        var signature = new byte[64];
        return Publisher == manifest.Publisher && Convert.TryFromBase64String(Signature, signature, out var length) && length == signature.Length
            && key.VerifyData(BytesOf(manifest, content), signature, HashAlgorithmName.SHA256);
    }
}
