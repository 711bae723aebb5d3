namespace Portico.App.Forms.Schemes;

/// <summary>German market location (MaLo): 11 digits, the last one checks the others.</summary>
internal static class DeMalo
{
    public static IdentifierCheck Check(string text)
    {
        if (text.Length != 11 || !Digits.All(text) || text[0] == '0') return IdentifierCheck.No("de-malo.format");

        var sum = 0;
        for (var i = 0; i < 10; i++) sum += (text[i] - '0') * (i % 2 == 0 ? 1 : 2);
        return (10 - (sum % 10)) % 10 == text[10] - '0' ? IdentifierCheck.Ok(text) : IdentifierCheck.No("de-malo.check");
    }
}
