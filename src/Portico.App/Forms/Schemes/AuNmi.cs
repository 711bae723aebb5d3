namespace Portico.App.Forms.Schemes;

/// <summary>Australian national metering identifier: ten characters (never I or O), sometimes followed by a check digit, which is not stored.</summary>
internal static class AuNmi
{
    public static IdentifierCheck Check(string text)
    {
        if (text.Length is not (10 or 11) || !text.All(char.IsAsciiLetterOrDigit) || text.AsSpan(0, 10).IndexOfAny('I', 'O') >= 0) return IdentifierCheck.No("au-nmi.format");
        var nmi = text[..10];
        if (text.Length == 10) return IdentifierCheck.Ok(nmi);
        return text[10] == CheckDigit(nmi) ? IdentifierCheck.Ok(nmi) : IdentifierCheck.No("au-nmi.check");
    }

    private static char CheckDigit(string nmi)
    {
        var sum = 0;
        for (var i = 0; i < nmi.Length; i++)
        {
            var value = nmi[^(i + 1)] * (i % 2 == 0 ? 2 : 1);
            for (; value > 0; value /= 10) sum += value % 10;
        }
        return (char)('0' + ((10 - (sum % 10)) % 10));
    }
}
