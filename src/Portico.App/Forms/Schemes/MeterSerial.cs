namespace Portico.App.Forms.Schemes;

/// <summary>What is engraved on a meter: makers follow no common rule.</summary>
internal static class MeterSerial
{
    public static IdentifierCheck Check(string text) =>
        text.Length is >= 4 and <= 20 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && text.Any(char.IsAsciiDigit) && !CardNumbers.LooksLikeOne(text)
            ? IdentifierCheck.Ok(text)
            : IdentifierCheck.No("meter-serial.format");
}
