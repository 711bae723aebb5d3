using System.Globalization;
using System.Text;
using Portico.Sdk;

namespace Portico.Plugin.Channel.Smtp;

/// <summary>Writes a message as MIME: plain text, or plain text and HTML as alternatives; everything beyond ASCII is encoded.</summary>
internal static class MimeMessage
{
    private const int LongestEncodedBytes = 42; // 42 bytes are 56 base64 letters: with =?utf-8?B?…?= under the 75 that RFC 2047 allows

    public static byte[] Write(SmtpSettings settings, OutboundMessage message, string id, DateTimeOffset now)
    {
        var text = new StringBuilder();
        Header(text, "From", settings.FromName is { Length: > 0 } name ? $"{Encoded(name, always: true)} <{settings.FromAddress}>" : settings.FromAddress);
        Header(text, "To", message.To);
        Header(text, "Subject", Encoded(message.Subject ?? "", always: false));
        Header(text, "Date", now.ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + "+0000");
        Header(text, "Message-ID", $"<{id}@{settings.FromAddress[(settings.FromAddress.LastIndexOf('@') + 1)..]}>");
        Header(text, "MIME-Version", "1.0");
        Header(text, "Auto-Submitted", "auto-generated");
        if (message.Locale is { } locale && locale.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')) Header(text, "Content-Language", locale);
        if (message.Html is null)
        {
            Part(text, "text/plain", message.Text);
        }
        else
        {
            var boundary = "=_" + id;
            Header(text, "Content-Type", $"multipart/alternative;\r\n boundary=\"{boundary}\"");
            text.Append("\r\n--").Append(boundary).Append("\r\n");
            Part(text, "text/plain", message.Text);
            text.Append("\r\n--").Append(boundary).Append("\r\n");
            Part(text, "text/html", message.Html);
            text.Append("\r\n--").Append(boundary).Append("--\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Strict on purpose: whatever could break out of a header or a command is not an address.</summary>
    public static bool IsAddress(string text)
    {
        var at = text.LastIndexOf('@');
        return text.Length <= 254 && at is > 0 and <= 64 && at < text.Length - 1
            && text[..at].All(c => char.IsLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal))
            && text[(at + 1)..].Split('.').All(label => label.Length is > 0 and <= 63 && label.All(c => char.IsLetterOrDigit(c) || c == '-'));
    }

    private static void Header(StringBuilder text, string name, string value)
    {
        if (value.Replace("\r\n ", "", StringComparison.Ordinal).AsSpan().ContainsAny('\r', '\n')) throw new InvalidOperationException("A header value is one line.");
        text.Append(name).Append(": ").Append(value).Append("\r\n");
    }

    private static void Part(StringBuilder text, string type, string content)
    {
        Header(text, "Content-Type", type + "; charset=utf-8");
        Header(text, "Content-Transfer-Encoding", "base64");
        text.Append("\r\n").Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(content), Base64FormattingOptions.InsertLineBreaks)).Append("\r\n");
    }

    /// <summary>Encoded words of whole characters, folded onto lines of their own.</summary>
    private static string Encoded(string text, bool always)
    {
        if (!always && text.Length <= 60 && text.All(c => c is >= ' ' and <= '~') && !text.Contains("=?", StringComparison.Ordinal)) return text;
        var words = new List<string>();
        var word = new List<byte>();
        foreach (var character in text.EnumerateRunes())
        {
            var bytes = Encoding.UTF8.GetBytes(character.ToString());
            if (word.Count + bytes.Length > LongestEncodedBytes)
            {
                words.Add(Convert.ToBase64String([.. word]));
                word.Clear();
            }

            word.AddRange(bytes);
        }

        words.Add(Convert.ToBase64String([.. word]));
        return string.Join("\r\n ", words.Select(w => $"=?utf-8?B?{w}?="));
    }
}
