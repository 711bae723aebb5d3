using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Portico.Plugins.Tests;

/// <summary>Debian's aiosmtpd on a free loopback port, with a certificate made for the occasion.</summary>
internal sealed class SmtpServer : IDisposable
{
    public const string User = "portico";

    private readonly Process process;
    private readonly string folder;

    private SmtpServer(Process process, string folder, int port, string fingerprint) => (this.process, this.folder, Port, Fingerprint) = (process, folder, port, fingerprint);

    public int Port { get; }
    public string Fingerprint { get; }

    public static async Task<SmtpServer> StartAsync(string mode, string auth = "plain")
    {
        var folder = Directory.CreateTempSubdirectory("portico-smtp-").FullName;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        await File.WriteAllTextAsync(Path.Combine(folder, "certificate.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());

        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "smtp_server.py"), mode, auth, Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem"), User, PluginPlatform.Secret])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(PluginPlatform.Patience);
        Assert.True(int.TryParse(line, CultureInfo.InvariantCulture, out var port), "The mail tests need a mail server: apt-get install -y python3-aiosmtpd");
        return new SmtpServer(process, folder, port, Convert.ToHexStringLower(certificate.GetCertHash(HashAlgorithmName.SHA256)));
    }

    public async Task<JsonElement> NextMessage() => JsonDocument.Parse((await process.StandardOutput.ReadLineAsync().WaitAsync(PluginPlatform.Patience))!).RootElement;

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
