using System.Globalization;

namespace Portico.App.Tenants;

/// <summary>How well two colours can be told apart, as WCAG 2.2 measures it.</summary>
public static class Contrast
{
    /// <summary>What body text needs at least.</summary>
    public const double Readable = 4.5;

    /// <summary>Colours of the portal's own, as they stand in its style sheet: text, grey text, and what cards are drawn on in dark mode.</summary>
    public const string Ink = "#131c27", Grey = "#4a5665", DarkSurface = "#171e27";

    /// <summary>The pairs of a tenant's colours that customers read or press, and on what ground they stand.</summary>
    public static IEnumerable<(string Colour, string What, double Ratio)> Of(TenantTheme theme) =>
    [
        (nameof(TenantTheme.OnBrand), "text on the brand colour", Ratio(theme.OnBrand, theme.Brand)),
        (nameof(TenantTheme.Brand), "the brand colour on white", Ratio(theme.Brand, "#ffffff")),
        (nameof(TenantTheme.Brand), "the brand colour on the soft background", Ratio(theme.Brand, theme.Tint)),
        (nameof(TenantTheme.Tint), "text on the soft background", Ratio(Ink, theme.Tint)),
        (nameof(TenantTheme.Tint), "grey text on the soft background", Ratio(Grey, theme.Tint)),
        (nameof(TenantTheme.BrandDark), "the brand colour of the dark mode on its ground", Ratio(theme.BrandDark, DarkSurface)),
    ];

    /// <returns>1 (the same) to 21 (black on white).</returns>
    /// <exception cref="FormatException">A colour is not <c>#rrggbb</c>.</exception>
    public static double Ratio(string hex, string otherHex)
    {
        var (one, other) = (Luminance(hex), Luminance(otherHex));
        return (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);
    }

    /// <summary>Whether the text is <c>#rrggbb</c>.</summary>
    public static bool IsColour(string? hex) => hex is ['#', _, _, _, _, _, _] && hex[1..].All(char.IsAsciiHexDigit);

    private static double Luminance(string hex)
    {
        if (!IsColour(hex)) throw new FormatException("A colour must be written as #rrggbb.");
        return 0.2126 * Linear(hex, 1) + 0.7152 * Linear(hex, 3) + 0.0722 * Linear(hex, 5);
    }

    private static double Linear(string hex, int at)
    {
        var share = int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }
}
