namespace Portico.Packages;

/// <summary>Who answers for a plugin, the most trusted first.</summary>
public enum TrustLevel
{
    /// <summary>It came with the platform, or is signed by who makes the platform.</summary>
    FirstParty,

    /// <summary>The operator has verified the publisher: all tenants may use it.</summary>
    Verified,

    /// <summary>One tenant trusts the publisher: only that tenant sees it.</summary>
    Private,

    /// <summary>Nobody: for developing only.</summary>
    Dev,
}

/// <summary>A publisher's public key, and how far it is trusted.</summary>
/// <param name="Publisher">As in plugin.json: the key speaks for nobody else.</param>
/// <param name="NotBefore">Packages that were added earlier are not its.</param>
/// <param name="NotAfter">Packages that were added while it was valid stay good.</param>
/// <param name="RevokedAt">From then on nothing that it signed is added or loaded, whenever it was signed.</param>
public sealed record TrustedKey(string Id, string Publisher, string PublicPem, TrustLevel Level, DateTimeOffset NotBefore, DateTimeOffset NotAfter, DateTimeOffset? RevokedAt = null);

/// <summary>The keys that somebody trusts. Asks nobody: it works without a network.</summary>
public sealed class TrustStore(IEnumerable<TrustedKey> keys)
{
    private readonly Dictionary<string, TrustedKey> byId = keys.ToDictionary(key => key.Id);

    /// <param name="lowest">What is less trusted is not taken.</param>
    /// <param name="addedAt">When the package was, or is being, added: the platform's own time, not one that the signer claims.</param>
    /// <param name="now">For revocation.</param>
    /// <exception cref="PackageException">It is not trusted; the message says why.</exception>
    public TrustLevel Judge(PluginManifest manifest, ContentList content, PluginSignature? signature, TrustLevel lowest, DateTimeOffset addedAt, DateTimeOffset now)
    {
        var signer = SignerOf(manifest, signature, lowest, addedAt, now);
        if (signer is not null)
        {
            using var key = PublisherKey.Open(signer.PublicPem);
            if (PublisherKey.IdOf(key) != signer.Id) throw new PackageException("signature.unknown_key", $"The key stored as {signer.Id} is another one.");
            if (!signature!.Fits(manifest, content, key)) throw new PackageException("signature.wrong", "The content is not what was signed: a file was changed, added or removed after signing.");
        }

        return Taken(signer, manifest, lowest);
    }

    /// <summary>As <see cref="Judge"/>, of content that was judged before and is the same still: a key is named by its own hash, so that it fits needs no second proof. Whether it is trusted does.</summary>
    /// <exception cref="PackageException">It is not trusted any more.</exception>
    public TrustLevel JudgeAgain(PluginManifest manifest, PluginSignature? signature, TrustLevel lowest, DateTimeOffset addedAt, DateTimeOffset now) =>
        Taken(SignerOf(manifest, signature, lowest, addedAt, now), manifest, lowest);

    /// <returns>Null: nobody, which is taken here.</returns>
    private TrustedKey? SignerOf(PluginManifest manifest, PluginSignature? signature, TrustLevel lowest, DateTimeOffset addedAt, DateTimeOffset now)
    {
        if (signature is null) return lowest == TrustLevel.Dev ? null : throw new PackageException("signature.missing", "The package is not signed. Sign it with “portico plugin sign”.");
        if (signature.Publisher != manifest.Publisher) throw new PackageException("signature.other_publisher", $"plugin.json names the publisher “{manifest.Publisher}”, the signature “{signature.Publisher}”.");
        if (!byId.TryGetValue(signature.Key, out var trusted)) throw new PackageException("signature.unknown_key", $"The key {signature.Key} of “{signature.Publisher}” is not in the trust store.");
        if (trusted.Publisher != manifest.Publisher) throw new PackageException("signature.other_publisher", $"The key {trusted.Id} belongs to “{trusted.Publisher}”, not to “{manifest.Publisher}”.");
        if (trusted.RevokedAt <= now) throw new PackageException("signature.key_revoked", $"The key {trusted.Id} of “{trusted.Publisher}” was revoked.");
        if (addedAt < trusted.NotBefore) throw new PackageException("signature.key_not_yet_valid", $"The key {trusted.Id} of “{trusted.Publisher}” is not valid yet.");
        return addedAt < trusted.NotAfter ? trusted : throw new PackageException("signature.key_expired", $"The key {trusted.Id} of “{trusted.Publisher}” has expired. Ask the publisher to sign with a new one.");
    }

    private static TrustLevel Taken(TrustedKey? signer, PluginManifest manifest, TrustLevel lowest) =>
        signer is null ? TrustLevel.Dev : signer.Level <= lowest ? signer.Level : throw new PackageException("signature.not_trusted_enough", $"“{manifest.Publisher}” is trusted as {Name(signer.Level)}, but here only {Name(lowest)} or better is taken.");

    public static string Name(TrustLevel level) => level switch { TrustLevel.FirstParty => "first party", TrustLevel.Verified => "verified", TrustLevel.Private => "private", _ => "development" };
}
