using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Portico.Plugins.Tests.Packages;

/// <summary>Who answers for a package, and what is not taken from nobody.</summary>
public sealed class SignatureTests
{
    [Theory]
    [InlineData(TrustLevel.FirstParty)]
    [InlineData(TrustLevel.Verified)]
    [InlineData(TrustLevel.Private)]
    public void A_signed_package_is_trusted_as_its_key_is(TrustLevel level) =>
        Assert.Equal(level, Judge(Crafted.Signed(), [Crafted.Key(Crafted.Acme, level: level)]));

    [Fact]
    public void A_signature_says_nothing_of_the_feed_it_passed()
    {
        var mirrored = Crafted.Changed(Crafted.Signed(), files => files[".signature.p7s"] = [1, 2, 3]);

        Assert.Equal(TrustLevel.Verified, Judge(mirrored, [Crafted.Key(Crafted.Acme)]));
    }

    [Fact]
    public void A_changed_byte_is_found() => Refused("signature.wrong", Crafted.Changed(Crafted.Signed(), files => files["X.dll"][0] ^= 1));

    [Fact]
    public void An_extra_file_is_found() => Refused("signature.wrong", Crafted.Changed(Crafted.Signed(), files => files["evil.dll"] = [1]));

    [Fact]
    public void A_file_that_was_taken_out_is_found() => Refused("signature.wrong", Crafted.Changed(Crafted.Signed(), files => files.Remove("texts/en.json")));

    [Fact]
    public void A_renamed_file_is_found() => Refused("signature.wrong", Crafted.Changed(Crafted.Signed(), files => { files["texts/nl.json"] = files["texts/en.json"]; files.Remove("texts/en.json"); }));

    [Fact]
    public void A_manifest_that_asks_for_more_than_was_signed_is_found() => Refused("signature.wrong", Crafted.Changed(Crafted.Signed(), files =>
    {
        var manifest = JsonNode.Parse(files["plugin.json"])!;
        manifest["egress"] = new JsonArray(new JsonObject { ["host"] = "evil.example", ["purpose"] = "none" });
        files["plugin.json"] = Encoding.UTF8.GetBytes(manifest.ToJsonString());
    }));

    [Fact]
    public void The_signature_of_another_package_does_not_fit()
    {
        var other = PluginPackage.Read(PackageWriter.Sign(Crafted.Zip(("plugin.json", Crafted.Manifest(version: "2.0.0")), ("X.dll", "assembly")), Crafted.Acme)).Signature!;

        Refused("signature.wrong", Crafted.Changed(Crafted.Signed(), files => files["plugin.sig"] = other.ToBytes()));
    }

    [Fact]
    public void A_signature_by_another_key_under_the_name_of_a_trusted_one_does_not_fit() => Refused("signature.wrong", Crafted.Changed(Crafted.Signed(Crafted.Mallory), files =>
    {
        var forged = JsonNode.Parse(files["plugin.sig"])!;
        forged["key"] = PublisherKey.IdOf(Crafted.Acme);
        files["plugin.sig"] = Encoding.UTF8.GetBytes(forged.ToJsonString());
    }));

    [Fact]
    public void A_key_that_nobody_trusts_is_refused() => Refused("signature.unknown_key", Crafted.Signed(Crafted.Mallory));

    [Fact]
    public void The_key_of_another_publisher_speaks_for_him_only() =>
        Refused("signature.other_publisher", Crafted.Signed(Crafted.Mallory), Crafted.Key(Crafted.Mallory, "mallory"));

    [Fact]
    public void A_signature_in_another_name_than_the_manifest_is_refused() => Refused("signature.other_publisher", Crafted.Changed(Crafted.Signed(), files =>
    {
        var forged = JsonNode.Parse(files["plugin.sig"])!;
        forged["publisher"] = "portico";
        files["plugin.sig"] = Encoding.UTF8.GetBytes(forged.ToJsonString());
    }));

    [Fact]
    public void A_revoked_key_is_refused_however_long_ago_it_signed() => Refused("signature.key_revoked", Crafted.Signed(), Crafted.Key(Crafted.Acme, revokedDays: -1));

    [Fact]
    public void A_key_is_refused_before_it_is_valid() => Refused("signature.key_not_yet_valid", Crafted.Signed(), Crafted.Key(Crafted.Acme, fromDays: 1));

    [Fact]
    public void A_key_that_expired_adds_nothing_more() => Refused("signature.key_expired", Crafted.Signed(), Crafted.Key(Crafted.Acme, toDays: 0));

    [Fact]
    public void What_was_added_while_the_key_was_valid_stays_good()
    {
        var package = PluginPackage.Read(Crafted.Signed());
        var store = new TrustStore([Crafted.Key(Crafted.Acme, toDays: -1)]);

        Assert.Equal(TrustLevel.Verified, store.Judge(package.Manifest, package.Content, package.Signature, TrustLevel.Private, Crafted.Now.AddDays(-2), Crafted.Now));
    }

    [Fact]
    public void An_unsigned_package_is_taken_in_development_only()
    {
        Refused("signature.missing", Crafted.Packed());

        Assert.Equal(TrustLevel.Dev, Judge(Crafted.Packed(), [], TrustLevel.Dev));
    }

    [Fact]
    public void In_development_a_broken_signature_is_still_a_broken_one() =>
        Assert.Equal("signature.wrong", Crafted.Refusal(() => Judge(Crafted.Changed(Crafted.Signed(), files => files["X.dll"][0] ^= 1), [Crafted.Key(Crafted.Acme)], TrustLevel.Dev)));

    [Fact]
    public void A_stricter_policy_refuses_what_a_milder_one_takes()
    {
        Assert.Equal(TrustLevel.Private, Judge(Crafted.Signed(), [Crafted.Key(Crafted.Acme, level: TrustLevel.Private)], TrustLevel.Private));

        Assert.Equal("signature.not_trusted_enough", Crafted.Refusal(() => Judge(Crafted.Signed(), [Crafted.Key(Crafted.Acme, level: TrustLevel.Private)], TrustLevel.Verified)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"format":2,"publisher":"acme","key":"k","signature":"AA=="}""")]
    [InlineData("""{"format":1,"publisher":"acme"}""")]
    [InlineData("""{"format":1,"publisher":"acme","key":"k","signature":"AA==","url":"https://evil.example"}""")]
    public void A_signature_that_is_not_readable_is_refused(string text) =>
        Assert.Equal("signature.not_readable", Crafted.Refusal(() => PluginPackage.Read(Crafted.Changed(Crafted.Signed(), files => files["plugin.sig"] = Encoding.UTF8.GetBytes(text)))));

    [Theory]
    [InlineData("")]
    [InlineData("AA==")]
    [InlineData("not base64")]
    public void A_signature_that_is_none_does_not_fit(string signature) => Refused("signature.wrong", Crafted.Changed(Crafted.Signed(), files =>
    {
        var forged = JsonNode.Parse(files["plugin.sig"])!;
        forged["signature"] = signature;
        files["plugin.sig"] = Encoding.UTF8.GetBytes(forged.ToJsonString());
    }));

    [Fact]
    public void A_generated_key_signs_and_its_public_half_verifies()
    {
        var (privatePem, publicPem) = PublisherKey.Generate();
        using var key = PublisherKey.Open(privatePem);
        var trusted = new TrustedKey(PublisherKey.IdOf(key), "acme", publicPem, TrustLevel.Verified, Crafted.Now, Crafted.Now.AddYears(2));

        Assert.Equal(TrustLevel.Verified, Judge(Crafted.Signed(key), [trusted]));
    }

    [Fact]
    public void A_key_of_another_kind_is_refused()
    {
        using var rsa = RSA.Create(2048);
        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.All((string[])[rsa.ExportSubjectPublicKeyInfoPem(), larger.ExportSubjectPublicKeyInfoPem(), "nonsense"], pem => Assert.Equal("key.not_readable", Crafted.Refusal(() => PublisherKey.Open(pem))));
    }

    private static TrustLevel Judge(byte[] bytes, IEnumerable<TrustedKey> keys, TrustLevel lowest = TrustLevel.Private)
    {
        var package = PluginPackage.Read(bytes);
        return new TrustStore(keys).Judge(package.Manifest, package.Content, package.Signature, lowest, Crafted.Now, Crafted.Now);
    }

    private static void Refused(string code, byte[] bytes, TrustedKey? key = null) => Assert.Equal(code, Crafted.Refusal(() => Judge(bytes, [key ?? Crafted.Key(Crafted.Acme)])));
}
