namespace Portico.App.Forms.Schemes;

/// <summary>German metering location (MeLo): DE and 31 letters or digits.</summary>
internal static class DeMelo
{
    public static IdentifierCheck Check(string text) =>
        text.Length == 33 && text.StartsWith("DE", StringComparison.Ordinal) && text.All(char.IsAsciiLetterOrDigit) ? IdentifierCheck.Ok(text) : IdentifierCheck.No("de-melo.format");
}
