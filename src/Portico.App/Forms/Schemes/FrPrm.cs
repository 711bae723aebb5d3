namespace Portico.App.Forms.Schemes;

/// <summary>French delivery point (PRM or PDL): 14 digits.</summary>
internal static class FrPrm
{
    public static IdentifierCheck Check(string text) => text.Length == 14 && Digits.All(text) ? IdentifierCheck.Ok(text) : IdentifierCheck.No("fr-prm.format");
}
