using System.Security.Cryptography;

namespace Portico.Packages;

/// <summary>A publisher's key pair: ECDSA on the curve P-256, in the usual PEM files.</summary>
public static class PublisherKey
{
    private const int IdChars = 32;
    private const string CurveName = "1.2.840.10045.3.1.7";

    /// <returns>The private key to be kept, and the public one to be given to those who are to trust it.</returns>
    public static (string PrivatePem, string PublicPem) Generate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (key.ExportPkcs8PrivateKeyPem(), key.ExportSubjectPublicKeyInfoPem());
    }

    /// <summary>How a key is called: the beginning of the SHA-256 of its public half.</summary>
    public static string IdOf(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..IdChars];

    /// <exception cref="PackageException">That is no key of this kind.</exception>
    public static ECDsa Open(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == CurveName) return key;
        }
        catch (Exception problem) when (problem is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new PackageException("key.not_readable", "This is no ECDSA key in PEM form.", problem);
        }

        key.Dispose();
        throw new PackageException("key.not_readable", "The key is not on the curve P-256.");
    }
}
