namespace Portico.App.Forms.Schemes;

/// <summary>Texan ESI ID: 17 or 22 digits that start with 10.</summary>
internal static class UsTxEsi
{
    public static IdentifierCheck Check(string text) =>
        text.Length is 17 or 22 && Digits.All(text) && text.StartsWith("10", StringComparison.Ordinal) ? IdentifierCheck.Ok(text) : IdentifierCheck.No("us-tx-esi.format");
}
