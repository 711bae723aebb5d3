namespace Portico.App.Forms.Schemes;

/// <summary>British gas supply number. Sources disagree on its check digits, so a mismatch is only a doubt.</summary>
internal static class GbMprn
{
    public static IdentifierCheck Check(string text)
    {
        if (!Digits.All(text) || text.Length is < 6 or > 11) return IdentifierCheck.No("gb-mprn.format");

        var body = text[..^2];
        var sum = 0;
        for (var i = 0; i < body.Length; i++) sum += (body[i] - '0') * (body.Length - i);
        var check = ((text[^2] - '0') * 10) + (text[^1] - '0');
        return sum % 11 == check ? IdentifierCheck.Ok(text) : IdentifierCheck.Doubt(text, "gb-mprn.check");
    }
}
