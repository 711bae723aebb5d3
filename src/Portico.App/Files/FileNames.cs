using System.Globalization;
using System.Text;

namespace Portico.App.Files;

/// <summary>Names that come with files are for people to recognise, and trusted in nothing.</summary>
internal static class FileNames
{
    private const int Longest = 80;

    /// <summary>Without folders, endings, and anything that is not seen or changes how the rest is read.</summary>
    public static string Stem(string? given)
    {
        var name = new StringBuilder();
        foreach (var rune in (given ?? "").EnumerateRunes())
        {
            if (rune.Value is '/' or '\\') name.Clear();
            else if (rune != Rune.ReplacementChar && !IsUnseen(rune) && !"<>:\"|?*".Contains((char)rune.Value, StringComparison.Ordinal)) name.Append(rune);
            if (name.Length > 1_000) break;
        }

        var stem = string.Join(' ', name.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)).Trim('.', ' ');
        while (stem.LastIndexOf('.') is > 0 and var dot && IsEnding(stem.AsSpan(dot + 1))) stem = stem[..dot].Trim('.', ' ');
        var elements = StringInfo.ParseCombiningCharacters(stem);
        if (elements.Length > Longest) stem = stem[..elements[Longest]];
        return stem.Length is 0 or > 190 ? "file" : stem;
    }

    private static bool IsUnseen(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;

    // "25.11.2026" ends in a year, "bill.pdf.exe" in two endings.
    private static bool IsEnding(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > 5) return false;
        var letters = 0;
        foreach (var letter in text)
        {
            if (!char.IsAsciiLetterOrDigit(letter)) return false;
            if (char.IsAsciiLetter(letter)) letters++;
        }

        return letters > 0;
    }
}
