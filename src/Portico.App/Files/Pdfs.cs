using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Portico.App.Forms;

namespace Portico.App.Files;

/// <summary>
/// PDFs are kept as they are, so they must hold nothing that acts. This does not read a PDF as a viewer does, because viewers differ: it looks for the names of what acts everywhere,
/// also in the compressed objects, and refuses what it cannot look into.
/// </summary>
internal static partial class Pdfs
{
    private const long MostUnpacked = 64 << 20;

    // An action is known by its /S, so /JavaScript finds every script; /JS alone is three bytes that stand in every tenth photo.
    private static readonly string[] Acting = ["JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "Rendition", "XFA", "SubmitForm", "ImportData", "GoToE", "GoToR", "Movie", "Sound"];

    public static Examined Examine(byte[] content)
    {
        var tail = Encoding.Latin1.GetString(content.AsSpan(Math.Max(0, content.Length - 1_024)));
        var end = tail.LastIndexOf("%%EOF", StringComparison.Ordinal);
        if (end < 0 || tail[(end + 5)..].Any(letter => !char.IsWhiteSpace(letter) && letter != '\0')) return new Examined.Refused("damaged");

        var whole = Encoding.Latin1.GetString(content);
        var plain = Plain(whole);
        if (Has(plain, "Encrypt")) return new Examined.Refused("pdf-locked");
        if (Acting.Any(name => Has(plain, name))) return new Examined.Refused("pdf-active");

        // Objects packed into streams: each must be unpacked and looked at, or nothing is known.
        var (opened, room) = (0, MostUnpacked);
        foreach (Match stream in PackedStream().Matches(whole))
        {
            if (!IsDeflatedOnly(stream.Groups["dictionary"].Value)) return new Examined.Refused("pdf-active");
            if (Unpack(content.AsMemory(stream.Index + stream.Length), room) is not { } objects) return new Examined.Refused("damaged");
            room -= objects.Length;
            opened++;
            var inside = Plain(objects);
            if (Has(inside, "ObjStm") || Acting.Any(name => Has(inside, name))) return new Examined.Refused("pdf-active");
        }

        return Count(plain, "ObjStm") == opened ? new Examined.Passed(content, FileTypes.Pdf, Preview: null) : new Examined.Refused("pdf-active");
    }

    private static bool IsDeflatedOnly(string dictionary) =>
        !Has(dictionary, "DecodeParms") && !Has(dictionary, "F") && !Has(dictionary, "Crypt") && Regex.IsMatch(dictionary, @"/Filter\s*(/FlateDecode|\[\s*/FlateDecode\s*\])", RegexOptions.NonBacktracking) && Count(dictionary, "Filter") == 1;

    /// <summary>Null: it cannot be unpacked, or grows beyond measure.</summary>
    private static string? Unpack(ReadOnlyMemory<byte> packed, long most)
    {
        using var source = new MemoryStream(packed.ToArray());
        using var inflate = new ZLibStream(source, CompressionMode.Decompress);
        using var objects = new MemoryStream();
        var buffer = new byte[64 << 10];
        try
        {
            for (int read; (read = inflate.Read(buffer)) > 0;)
            {
                objects.Write(buffer, 0, read);
                if (objects.Length > most) return null;
            }
        }
        catch (InvalidDataException)
        {
            return null;
        }

        return Encoding.Latin1.GetString(objects.GetBuffer().AsSpan(0, (int)objects.Length));
    }

    /// <summary>A letter of a name may be written as its number: <c>/J#61vaScript</c>.</summary>
    private static string Plain(string text) => Escaped().Replace(text, match => ((char)byte.Parse(match.ValueSpan[1..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());

    private static bool Has(string text, string name) => Count(text, name) > 0;

    private static int Count(string text, string name)
    {
        var count = 0;
        for (var at = text.IndexOf("/" + name, StringComparison.Ordinal); at >= 0; at = text.IndexOf("/" + name, at + 1, StringComparison.Ordinal))
        {
            var after = at + 1 + name.Length;
            if (after >= text.Length || !char.IsAsciiLetterOrDigit(text[after])) count++;
        }

        return count;
    }

    [GeneratedRegex("#[0-9A-Fa-f]{2}", RegexOptions.NonBacktracking)]
    private static partial Regex Escaped();

    [GeneratedRegex(@"(?<dictionary><<[^<>]*/ObjStm[^<>]*>>)\s*stream\r?\n", RegexOptions.NonBacktracking)]
    private static partial Regex PackedStream();
}
