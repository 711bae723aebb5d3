using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.App.Forms;

/// <summary>Numbers as people write them: <c>1,234.5</c>, <c>1.234,5</c>, <c>١٬٢٣٤٫٥</c>.</summary>
public static class NumberText
{
    public static bool TryRead(string text, string locale, out decimal number)
    {
        var plain = string.Concat(Digits.ToLatin(text).Where(c => !char.IsWhiteSpace(c) && c is not ('\u066C' or '\'' or '’'))).Replace('\u066B', '.').Replace('\u2212', '-');
        return decimal.TryParse(PointOnly(plain, locale), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>A number as it is typed in this language, without groups; null: it is none.</summary>
    public static string? Write(JsonNode? value, string locale) =>
        value is JsonValue && value.GetValueKind() == JsonValueKind.Number && decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? FormTexts.In(locale).Number(number, "0.##########") : null;

    private static string PointOnly(string text, string locale)
    {
        var comma = text.LastIndexOf(',');
        var point = text.LastIndexOf('.');
        if (comma < 0 && point < 0) return text;
        if (comma >= 0 && point >= 0) return comma > point ? Grouped(text, '.').Replace(',', '.') : Grouped(text, ',');

        var mark = comma >= 0 ? ',' : '.';
        var groups = IsGrouped(text, mark) && (text.IndexOf(mark) != text.LastIndexOf(mark) || mark == GroupMark(locale));
        return groups ? Grouped(text, mark) : text.Replace(',', '.');
    }

    private static string Grouped(string text, char mark) => text.Replace(mark.ToString(), "", StringComparison.Ordinal);

    private static bool IsGrouped(string text, char mark)
    {
        var parts = text.TrimStart('-', '+').Split(mark);
        return parts[0].Length is >= 1 and <= 3 && parts.Skip(1).All(part => part.Length == 3);
    }

    /// <summary>English and Arabic group with a comma; the rest of Europe with a point or a space.</summary>
    private static char GroupMark(string locale) => locale.Split('-')[0] is "en" or "ar" or "he" or "ja" or "zh" or "ko" ? ',' : '.';
}
