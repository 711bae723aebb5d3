namespace Portico.App.Forms.Schemes;

/// <summary>The 18-digit connection number of the Netherlands, Belgium and the Nordic countries (a GS1 GSRN).</summary>
internal static class Ean18
{
    public static IdentifierCheck Check(string text)
    {
        if (text.Length != 18 || !Digits.All(text)) return IdentifierCheck.No("ean18.format");

        var sum = 0;
        for (var i = 0; i < 17; i++) sum += (text[i] - '0') * (i % 2 == 0 ? 3 : 1);
        return (10 - (sum % 10)) % 10 == text[17] - '0' ? IdentifierCheck.Ok(text) : IdentifierCheck.No("ean18.check");
    }
}
