using System.Net;
using Portico.Sdk;

namespace Portico.Plugin.Channel.Smtp;

internal enum Security
{
    None,
    StartTls,
    Tls,
}

internal sealed record SmtpSettings(string Host, int Port, Security Security, string FromAddress, string? FromName, string? UserName, string? Password, string? PinnedFingerprint)
{
    public static SmtpSettings Of(InstanceContext instance) => new(
        instance.Settings.Text("host") ?? "",
        (int)(instance.Settings.Number("port") ?? 587),
        instance.Settings.Text("security") switch { "none" => Security.None, "tls" => Security.Tls, _ => Security.StartTls },
        instance.Settings.Text("fromAddress") ?? "",
        instance.Settings.Text("fromName"),
        instance.Settings.Text("userName"),
        instance.Secrets.Find("password"),
        instance.Settings.Text("certificateFingerprint")?.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant());

    /// <summary>A code for settings that cannot work, or null.</summary>
    public string? Complaint
    {
        get
        {
            if (Host.Length == 0) return "smtp.host_missing";
            if (!MimeMessage.IsAddress(FromAddress)) return "smtp.from_invalid";
            if (UserName is not null && Password is null) return "smtp.password_missing";
            if (UserName is not null && Security is Security.None && !IsThisMachine) return "smtp.password_unprotected";
            return PinnedFingerprint is { } pin && (pin.Length != 64 || !pin.All(char.IsAsciiHexDigit)) ? "smtp.fingerprint_invalid" : null;
        }
    }

    private bool IsThisMachine => Host == "localhost" || IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address);

    public override string ToString() => nameof(SmtpSettings);
}
