using System.Globalization;

namespace Portico.App.Forms;

/// <summary>People type digits in their own script, and paste marks they cannot see.</summary>
public static class Digits
{
    /// <summary>Arabic-Indic and Persian digits become 0 to 9; invisible direction marks go.</summary>
    public static string ToLatin(string text)
    {
        var plain = true;
        foreach (var c in text) plain &= c < 0x80;
        if (plain) return text;
        return string.Concat(text.Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.Format).Select(Latin));
    }

    public static bool All(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    private static char Latin(char c) => c switch
    {
        >= '\u0660' and <= '\u0669' => (char)('0' + (c - '\u0660')),
        >= '\u06F0' and <= '\u06F9' => (char)('0' + (c - '\u06F0')),
        _ => c,
    };
}
