using System.Security.Cryptography;
using Portico.Packages;

namespace Portico.Cli.Plugins;

/// <summary>Looks at a package as a Portico would: its rules, its manifest and, with a key, its signature.</summary>
internal static class VerifyPlugin
{
    public static int Execute(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (Arguments.Read(arguments, ["--key"], errors) is not { } read) return 2;
        if (read.Names is not [var file])
        {
            errors.WriteLine("Name the package: portico plugin verify acme.kyc.1.0.0.nupkg --key acme.pub.pem");
            return 2;
        }

        return Refusals.Told(errors, () =>
        {
            var package = PluginPackage.Read(File.ReadAllBytes(file));
            var manifest = package.Manifest;
            output.WriteLine($"{manifest.Id} {manifest.Version}, “{manifest.DisplayName}”, published by {manifest.Publisher}; {package.Content.Lines.Count} files");
            foreach (var host in manifest.Egress) output.WriteLine($"  reaches {host.Host}: {host.Purpose}");
            foreach (var data in manifest.DataClasses) output.WriteLine($"  handles {data.Class}: {data.Purpose}");
            if (read["--key"] is not { } keyFile)
            {
                output.WriteLine(package.Signature is { } unproved ? $"  says that it is signed with key {unproved.Key}; not verified, because no --key was given" : "  is not signed");
                return 0;
            }

            using var key = PublisherKey.Open(File.ReadAllText(keyFile));
            var trusted = new TrustedKey(PublisherKey.IdOf(key), manifest.Publisher, key.ExportSubjectPublicKeyInfoPem(), TrustLevel.Verified, DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
            new TrustStore([trusted]).Judge(manifest, package.Content, package.Signature, TrustLevel.Private, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
            output.WriteLine($"  is signed with key {trusted.Id}, and nothing was changed since");
            return 0;
        });
    }
}
