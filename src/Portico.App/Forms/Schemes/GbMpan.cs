namespace Portico.App.Forms.Schemes;

/// <summary>British electricity supply number: the 13-digit core, or the whole 21 digits of a bill (with or without the S).</summary>
internal static class GbMpan
{
    private static ReadOnlySpan<byte> Primes => [3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43];

    public static IdentifierCheck Check(string text)
    {
        var digits = text.StartsWith('S') ? text[1..] : text;
        if (!Digits.All(digits) || digits.Length is not (13 or 21)) return IdentifierCheck.No("gb-mpan.format");

        var core = digits[^13..];
        var sum = 0;
        for (var i = 0; i < Primes.Length; i++) sum += (core[i] - '0') * Primes[i];
        return sum % 11 % 10 == core[12] - '0' ? IdentifierCheck.Ok(core) : IdentifierCheck.No("gb-mpan.check");
    }
}
