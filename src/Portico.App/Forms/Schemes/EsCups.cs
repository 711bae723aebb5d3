using System.Globalization;

namespace Portico.App.Forms.Schemes;

/// <summary>Spanish supply point: ES, 16 digits, two check letters, sometimes two characters more.</summary>
internal static class EsCups
{
    private const string Letters = "TRWAGMYFPDXBNJZSQVHLCKE";

    public static IdentifierCheck Check(string text)
    {
        if (text.Length is not (20 or 22) || !text.StartsWith("ES", StringComparison.Ordinal) || !Digits.All(text[2..18]) || !text[18..20].All(char.IsAsciiLetterUpper)) return IdentifierCheck.No("es-cups.format");
        if (text.Length == 22 && (!char.IsAsciiDigit(text[20]) || !"FPRCXYZ".Contains(text[21]))) return IdentifierCheck.No("es-cups.format");

        var rest = (int)(long.Parse(text.AsSpan(2, 16), CultureInfo.InvariantCulture) % 529);
        return text[18] == Letters[rest / 23] && text[19] == Letters[rest % 23] ? IdentifierCheck.Ok(text) : IdentifierCheck.No("es-cups.check");
    }
}
