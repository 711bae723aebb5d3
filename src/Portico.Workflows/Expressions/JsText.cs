using System.Text;

namespace Portico.Workflows.Expressions;

/// <summary>What the language knows about characters, where .NET knows something else.</summary>
internal static class JsText
{
    // Letters whose capital is more than one letter, as Unicode lists them in hexadecimal: the letter, then what it becomes.
    private const string LongCapitals =
        "DF 53 53|149 2BC 4E|1F0 4A 30C|390 399 308 301|3B0 3A5 308 301|587 535 552|1E96 48 331|1E97 54 308|1E98 57 30A|1E99 59 30A|1E9A 41 2BE|1F50 3A5 313" +
        "|1F52 3A5 313 300|1F54 3A5 313 301|1F56 3A5 313 342|1FB2 1FBA 399|1FB3 391 399|1FB4 386 399|1FB6 391 342|1FB7 391 342 399|1FBC 391 399|1FC2 1FCA 399" +
        "|1FC3 397 399|1FC4 389 399|1FC6 397 342|1FC7 397 342 399|1FCC 397 399|1FD2 399 308 300|1FD3 399 308 301|1FD6 399 342|1FD7 399 308 342|1FE2 3A5 308 300" +
        "|1FE3 3A5 308 301|1FE4 3A1 313|1FE6 3A5 342|1FE7 3A5 308 342|1FF2 1FFA 399|1FF3 3A9 399|1FF4 38F 399|1FF6 3A9 342|1FF7 3A9 342 399|1FFC 3A9 399" +
        "|FB00 46 46|FB01 46 49|FB02 46 4C|FB03 46 46 49|FB04 46 46 4C|FB05 53 54|FB06 53 54|FB13 544 546|FB14 544 535|FB15 544 53B|FB16 54E 546|FB17 544 53D";

    private static readonly Dictionary<char, string> Capitals = LongCapitals.Split('|').Select(Characters).ToDictionary(entry => entry[0], entry => entry[1..]);

    public static bool IsSpace(char c) => c is '\uFEFF' || (c is not '\u0085' && char.IsWhiteSpace(c));

    public static ReadOnlySpan<char> TrimStart(ReadOnlySpan<char> text)
    {
        var start = 0;
        while (start < text.Length && IsSpace(text[start])) start++;
        return text[start..];
    }

    public static ReadOnlySpan<char> TrimEnd(ReadOnlySpan<char> text)
    {
        var end = text.Length;
        while (end > 0 && IsSpace(text[end - 1])) end--;
        return text[..end];
    }

    public static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text) => TrimEnd(TrimStart(text));

    public static string ToUpper(string text)
    {
        var upper = text.ToUpperInvariant();
        if (Ascii.IsValid(text)) return upper;
        var result = new StringBuilder(upper.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (Capitals.TryGetValue(text[i], out var several)) result.Append(several);
            else if (text[i] == 'ı') result.Append('I');
            else if (text[i] is >= '\u1F80' and <= '\u1FAF') result.Append(WithIota(text[i]));
            else result.Append(upper[i]);
        }
        return result.ToString();
    }

    public static string ToLower(string text)
    {
        var lower = text.ToLowerInvariant();
        if (Ascii.IsValid(text)) return lower;
        var result = new StringBuilder(lower.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == 'İ') result.Append("i\u0307");
            else if (text[i] == 'Σ') result.Append(EndsWord(text, i) ? 'ς' : 'σ');
            else result.Append(lower[i]);
        }
        return result.ToString();
    }

    /// <summary>Half a character cannot be stored: it becomes the replacement character.</summary>
    public static string Whole(string text) => FirstHalf(text, 0) < 0 ? text : string.Concat(text.EnumerateRunes());

    /// <summary>Where the next half of a character stands, or -1.</summary>
    public static int FirstHalf(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return i;
            i++;
        }
        return -1;
    }

    /// <summary>Halves of characters stay as they are; .NET would refuse them.</summary>
    public static string Normalize(string text, NormalizationForm form)
    {
        var result = new StringBuilder();
        var start = 0;
        for (var half = FirstHalf(text, 0); half >= 0; half = FirstHalf(text, start))
        {
            result.Append(text[start..half].Normalize(form)).Append(text[half]);
            start = half + 1;
        }
        return result.Append(text[start..].Normalize(form)).ToString();
    }

    private static string Characters(string codes) => string.Concat(codes.Split(' ').Select(code => (char)int.Parse(code, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)));

    // The Greek letters with a iota below come in rows of eight: small, then capital; both become the capital without it, and a iota.
    private static string WithIota(char c)
    {
        var row = (c - 0x1F80) / 16;
        var plain = (row switch { 0 => 0x1F08, 1 => 0x1F28, _ => 0x1F68 }) + (c % 8);
        return (char)plain + "\u0399";
    }

    private static bool EndsWord(string text, int at)
    {
        var before = at - 1;
        while (before >= 0 && IsIgnored(text[before])) before--;
        if (before < 0 || !IsCased(text[before])) return false;
        var after = at + 1;
        while (after < text.Length && IsIgnored(text[after])) after++;
        return after >= text.Length || !IsCased(text[after]);
    }

    private static bool IsCased(char c) => char.IsLower(c) || char.IsUpper(c) || char.GetUnicodeCategory(c) == UnicodeCategory.TitlecaseLetter;

    private static bool IsIgnored(char c) =>
        c is '\'' or '.' or ':' or '^' or '`' or '·' or '’' || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
