using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Portico.Plugin.Channel.Smtp;

internal enum SmtpStep
{
    Connect,
    SignIn,
    Sender,
    Recipient,
    Content,
}

/// <summary>The server said no. Holds the step and the reply code, never the server's words: they repeat addresses.</summary>
internal sealed class SmtpRefusal(SmtpStep step, int reply) : Exception($"SMTP reply {reply}.")
{
    public SmtpStep Step => step;

    public bool IsPermanent => reply >= 500;

    public string Code => (step, IsPermanent) switch
    {
        (SmtpStep.SignIn, true) => "smtp.sign_in_refused",
        (SmtpStep.Sender, true) => "smtp.sender_refused",
        (SmtpStep.Recipient, true) => "recipient.refused",
        (SmtpStep.Content, true) => "message.refused",
        (_, true) => "smtp.refused",
        _ => "smtp.busy",
    };
}

/// <summary>One conversation with a mail server (RFC 5321): EHLO, STARTTLS or TLS from the start, AUTH PLAIN or LOGIN.</summary>
internal sealed class SmtpSession : IAsyncDisposable
{
    private const int LongestReplyBytes = 16 * 1024;

    private readonly TcpClient tcp;
    private readonly byte[] buffer = new byte[LongestReplyBytes];
    private Stream stream;
    private int filled;
    private HashSet<string> extensions = [];
    private HashSet<string> signIns = [];

    private SmtpSession(TcpClient tcp) => (this.tcp, stream) = (tcp, tcp.GetStream());

    /// <summary>True once the server may have taken the message over.</summary>
    public bool MessageIsOut { get; private set; }

    public static async Task<SmtpSession> OpenAsync(SmtpSettings settings, CancellationToken ct)
    {
        var tcp = new TcpClient { NoDelay = true };
        SmtpSession? session = null;
        try
        {
            await tcp.ConnectAsync(settings.Host, settings.Port, ct);
            session = new SmtpSession(tcp);
            if (settings.Security is Security.Tls) await session.SecureAsync(settings, ct);
            await session.ExpectAsync(SmtpStep.Connect, 220, ct);
            await session.HelloAsync(ct);
            if (settings.Security is Security.StartTls)
            {
                await session.AskAsync(SmtpStep.Connect, "STARTTLS", 220, ct);
                await session.SecureAsync(settings, ct);
                await session.HelloAsync(ct);
            }

            if (settings.UserName is { } user) await session.SignInAsync(user, settings.Password ?? "", ct);
            return session;
        }
        catch
        {
            if (session is not null) await session.DisposeAsync();
            tcp.Dispose();
            throw;
        }
    }

    public async Task SendAsync(string from, string to, byte[] message, CancellationToken ct)
    {
        var international = Ascii.IsValid(from) && Ascii.IsValid(to) ? "" : extensions.Contains("SMTPUTF8") ? " SMTPUTF8" : throw new SmtpRefusal(SmtpStep.Recipient, 553);
        await AskAsync(SmtpStep.Sender, $"MAIL FROM:<{from}>{international}", 250, ct);
        await AskAsync(SmtpStep.Recipient, $"RCPT TO:<{to}>", 250, ct);
        await AskAsync(SmtpStep.Content, "DATA", 354, ct);
        await stream.WriteAsync(DotStuffed(message), ct);
        MessageIsOut = true;
        await stream.WriteAsync("\r\n.\r\n"u8.ToArray(), ct);
        await stream.FlushAsync(ct);
        await ExpectAsync(SmtpStep.Content, 250, ct);
    }

    public Task QuitAsync(CancellationToken ct) => AskAsync(SmtpStep.Connect, "QUIT", 221, ct);

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        tcp.Dispose();
    }

    private async Task SecureAsync(SmtpSettings settings, CancellationToken ct)
    {
        // Words that came before encryption are not the server's: a man in the middle may have put them there.
        if (filled > 0) throw new AuthenticationException("The server spoke before encryption.");
        var tls = new SslStream(stream);
        stream = tls;
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = settings.Host,
            RemoteCertificateValidationCallback = (_, certificate, _, errors) => settings.PinnedFingerprint is { } pin
                ? certificate is not null && CryptographicOperations.FixedTimeEquals(Convert.FromHexString(pin), certificate.GetCertHash(HashAlgorithmName.SHA256))
                : errors is SslPolicyErrors.None,
        }, ct);
    }

    private async Task HelloAsync(CancellationToken ct)
    {
        var lines = await AskAsync(SmtpStep.Connect, "EHLO portico.invalid", 250, ct);
        var words = lines.Skip(1).Select(l => l.ToUpperInvariant().Split(' ', '=')).ToList();
        extensions = [.. words.Select(w => w[0])];
        signIns = [.. words.Where(w => w[0] == "AUTH").SelectMany(w => w.Skip(1))];
    }

    private async Task SignInAsync(string user, string password, CancellationToken ct)
    {
        if (signIns.Contains("PLAIN"))
        {
            await AskAsync(SmtpStep.SignIn, "AUTH PLAIN " + Base64($"\0{user}\0{password}"), 235, ct);
            return;
        }

        if (!signIns.Contains("LOGIN")) throw new SmtpRefusal(SmtpStep.SignIn, 504);
        await AskAsync(SmtpStep.SignIn, "AUTH LOGIN", 334, ct);
        await AskAsync(SmtpStep.SignIn, Base64(user), 334, ct);
        await AskAsync(SmtpStep.SignIn, Base64(password), 235, ct);
    }

    private async Task<List<string>> AskAsync(SmtpStep step, string command, int expected, CancellationToken ct)
    {
        if (command.AsSpan().ContainsAny('\r', '\n')) throw new InvalidOperationException("A command is one line.");
        await stream.WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"), ct);
        await stream.FlushAsync(ct);
        return await ExpectAsync(step, expected, ct);
    }

    /// <returns>The lines of the reply without their codes.</returns>
    private async Task<List<string>> ExpectAsync(SmtpStep step, int expected, CancellationToken ct)
    {
        var lines = new List<string>();
        while (true)
        {
            var line = await ReadLineAsync(ct);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), out var code)) throw new IOException("That is not an SMTP reply.");
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (lines.Count > 100) throw new IOException("The reply is too long.");
            if (line.Length > 3 && line[3] == '-') continue;
            return code == expected || expected == 250 && code == 251 ? lines : throw new SmtpRefusal(step, code);
        }
    }

    private async Task<string> ReadLineAsync(CancellationToken ct)
    {
        while (true)
        {
            var end = Array.IndexOf(buffer, (byte)'\n', 0, filled);
            if (end >= 0)
            {
                var line = Encoding.UTF8.GetString(buffer, 0, end).TrimEnd('\r');
                filled -= end + 1;
                Array.Copy(buffer, end + 1, buffer, 0, filled);
                return line;
            }

            if (filled == buffer.Length) throw new IOException("The reply is too long.");
            var read = await stream.ReadAsync(buffer.AsMemory(filled), ct);
            if (read == 0) throw new IOException("The server hung up.");
            filled += read;
        }
    }

    private static byte[] DotStuffed(byte[] message)
    {
        using var stuffed = new MemoryStream(message.Length + 16);
        for (var i = 0; i < message.Length; i++)
        {
            if (message[i] == '.' && (i == 0 || message[i - 1] == '\n')) stuffed.WriteByte((byte)'.');
            stuffed.WriteByte(message[i]);
        }

        return stuffed.ToArray();
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
