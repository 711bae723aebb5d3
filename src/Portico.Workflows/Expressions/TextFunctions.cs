using System.Text;

namespace Portico.Workflows.Expressions;

internal static class TextFunctions
{
    private const string UnreservedInComponents = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()";
    private const string UnreservedInAddresses = UnreservedInComponents + ";/?:@&=+$,#";

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static readonly JsBuiltIn[] All =
    [
        BuiltIns.Namespace("String", a => a.Count == 0 ? "" : a.Text(0), new()
        {
            ["fromCharCode"] = a => FromCodes(a, code => ((char)JsNumber.ToInt32(code)).ToString()),
            ["fromCodePoint"] = a => FromCodes(a, FromPoint),
        }),
        BuiltIns.Function("encodeURIComponent", a => Encode(a, UnreservedInComponents)),
        BuiltIns.Function("encodeURI", a => Encode(a, UnreservedInAddresses)),
        BuiltIns.Function("decodeURIComponent", Decode),
    ];

    private static string FromCodes(Arguments a, Func<double, string> character)
    {
        a.Meter.BuiltText(16d * a.Count);
        return string.Concat(a.All.Select(code => character(Convert.ToNumber(code, a.Meter))));
    }

    private static string FromPoint(double point)
    {
        if (!(point is >= 0 and <= 0x10FFFF) || point != Math.Truncate(point)) throw ExpressionFault.Type("fromCodePoint takes whole numbers up to 0x10FFFF.");
        return point is >= 0xD800 and <= 0xDFFF ? ((char)point).ToString() : char.ConvertFromUtf32((int)point);
    }

    private static string Encode(Arguments a, string unreserved)
    {
        var text = a.Text(0);
        if (JsText.FirstHalf(text, 0) >= 0) throw ExpressionFault.Type("Half a character cannot be encoded.");
        a.Meter.BuiltText(text.Sum(c => c < 0x80 ? unreserved.Contains(c) ? 1d : 3d : 9d));
        var result = new StringBuilder();
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii && unreserved.Contains((char)rune.Value)) result.Append((char)rune.Value);
            else foreach (var part in bytes[..rune.EncodeToUtf8(bytes)]) result.Append('%').Append(part.ToString("X2", CultureInfo.InvariantCulture));
        }
        return result.ToString();
    }

    private static string Decode(Arguments a)
    {
        var text = a.Text(0);
        a.Meter.BuiltText(text.Length);
        var result = new StringBuilder();
        List<byte> bytes = [];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                result.Append(text[i]);
                continue;
            }
            bytes.Clear();
            for (; i < text.Length && text[i] == '%'; i += 3)
                bytes.Add(i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]) ? byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : throw Undecodable());
            i--;
            try
            {
                result.Append(Strict.GetString(bytes.ToArray()));
            }
            catch (DecoderFallbackException)
            {
                throw Undecodable();
            }
        }
        return result.ToString();
    }

    private static ExpressionFault Undecodable() => ExpressionFault.Type("decodeURIComponent was given a text that is not encoded.");
}
