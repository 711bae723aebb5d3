using System.Globalization;

namespace Portico.Portal.Fields;

/// <summary>Numbers as people write them: ٢٥, 1.250,50 or 1,250.50.</summary>
public static class Numerals
{
    /// <summary>Digits of any script become 0-9; everything else stays.</summary>
    public static string ToAscii(string typed) =>
        string.Concat(typed.Select(c => char.IsDigit(c) ? (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c)) : c));

    /// <returns>Null if it is not a number, or not clearly one: <c>1.2.3</c>, <c>1,5</c> where a comma groups thousands.</returns>
    public static decimal? Parse(string typed, CultureInfo culture)
    {
        var decimalMark = culture.NumberFormat.NumberDecimalSeparator is "," or "٫" ? culture.NumberFormat.NumberDecimalSeparator[0] : '.';
        // The Arabic marks mean one thing only; people who use them also write the western ones.
        var text = ToAscii(typed).Replace('٫', '.').Replace("٬", "", StringComparison.Ordinal);
        text = string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c is not '’' and not '\''));
        if (decimalMark == ',') text = text.Replace('.', '\n').Replace(',', '.').Replace('\n', ',');

        return HasGroupsOfThree(text) && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static bool HasGroupsOfThree(string text)
    {
        var groups = text.Split('.')[0].TrimStart('-', '+').Split(',');
        return groups.Length == 1 || groups[0].Length is >= 1 and <= 3 && groups.Skip(1).All(group => group.Length == 3);
    }
}
