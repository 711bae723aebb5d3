using System.Globalization;
using QRCoder;

namespace Portico.App.Ways;

/// <summary>A link that a telephone reads off paper.</summary>
public static class QrCode
{
    /// <summary>Millimetres. Less than 15 is too fine for a telephone at the length of an arm; more than 200 fits on no letter.</summary>
    public const int Narrowest = 15, Widest = 200, Usual = 30;

    /// <summary>Black on white whatever is around it, with the margin that readers need, as wide on paper as it says.</summary>
    public static string Svg(string text, int millimetres)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(millimetres, Narrowest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(millimetres, Widest);
        // M: a folded or stained letter is still read.
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);
        var svg = code.GetGraphic(10, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
        var width = millimetres.ToString(CultureInfo.InvariantCulture);
        return svg.Replace("<svg ", $"<svg width=\"{width}mm\" height=\"{width}mm\" ", StringComparison.Ordinal);
    }
}
