using Portico.Packages;

namespace Portico.Cli.Plugins;

/// <summary>Makes a key pair, and signs packages with its private half.</summary>
internal static class SignPlugin
{
    public static int MakeKey(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (Arguments.Read(arguments, [], errors) is not { } read) return 2;
        if (read.Names is not [var name])
        {
            errors.WriteLine("Say where the key goes: portico plugin key acme");
            return 2;
        }

        var (secret, open) = ($"{name}.key.pem", $"{name}.pub.pem");
        if (File.Exists(secret) || File.Exists(open))
        {
            errors.WriteLine($"{secret} or {open} is there already. A key that was used must not be lost.");
            return 1;
        }

        return Refusals.Told(errors, () =>
        {
            var (privatePem, publicPem) = PublisherKey.Generate();
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new StreamWriter(secret, options)) file.Write(privatePem);
            File.WriteAllText(open, publicPem);
            using var key = PublisherKey.Open(publicPem);
            output.WriteLine($"{secret}: keep it to yourself. {open}: for the trust store of a Portico; key {PublisherKey.IdOf(key)}");
            return 0;
        });
    }

    public static int Execute(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (Arguments.Read(arguments, ["--key"], errors) is not { } read) return 2;
        if (read.Names is not [var file] || read["--key"] is not { } keyFile)
        {
            errors.WriteLine("Name the package and the key: portico plugin sign acme.kyc.1.0.0.nupkg --key acme.key.pem");
            return 2;
        }

        return Refusals.Told(errors, () =>
        {
            var pem = File.ReadAllText(keyFile);
            if (!pem.Contains("PRIVATE KEY", StringComparison.Ordinal)) throw new PackageException("key.not_private", "This is the public half. A signature needs the private one.");
            using var key = PublisherKey.Open(pem);
            File.WriteAllBytes(file, PackageWriter.Sign(File.ReadAllBytes(file), key));
            output.WriteLine($"{file}: signed with key {PublisherKey.IdOf(key)}");
            return 0;
        });
    }
}
