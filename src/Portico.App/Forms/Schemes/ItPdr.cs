namespace Portico.App.Forms.Schemes;

/// <summary>Italian gas point: 14 digits, the first four are the distributor.</summary>
internal static class ItPdr
{
    public static IdentifierCheck Check(string text) => text.Length == 14 && Digits.All(text) ? IdentifierCheck.Ok(text) : IdentifierCheck.No("it-pdr.format");
}
