using System.Collections.Frozen;

namespace Portico.App.Forms;

/// <summary>Phone numbers as E.164, with the tenant's country for numbers written the local way.</summary>
internal static class PhoneNumbers
{
    private static readonly FrozenDictionary<string, string> CallingCodes = new Dictionary<string, string>
    {
        ["GB"] = "44", ["IE"] = "353", ["FR"] = "33", ["DE"] = "49", ["ES"] = "34", ["IT"] = "39", ["NL"] = "31", ["BE"] = "32", ["LU"] = "352", ["AT"] = "43", ["CH"] = "41", ["PT"] = "351",
        ["DK"] = "45", ["SE"] = "46", ["NO"] = "47", ["FI"] = "358", ["PL"] = "48", ["CZ"] = "420", ["SK"] = "421", ["HU"] = "36", ["RO"] = "40", ["BG"] = "359", ["GR"] = "30", ["TR"] = "90",
        ["US"] = "1", ["CA"] = "1", ["AU"] = "61", ["NZ"] = "64", ["EG"] = "20", ["SA"] = "966", ["AE"] = "971", ["JO"] = "962", ["KW"] = "965", ["QA"] = "974", ["BH"] = "973", ["OM"] = "968",
        ["LB"] = "961", ["IQ"] = "964", ["MA"] = "212", ["TN"] = "216", ["DZ"] = "213", ["ZA"] = "27", ["KE"] = "254", ["NG"] = "234", ["IN"] = "91", ["KR"] = "82", ["JP"] = "81",
    }.ToFrozenDictionary();

    /// <summary>Countries that keep the leading zero behind the calling code, or have none to drop.</summary>
    private static readonly FrozenSet<string> KeepsZero = new[] { "IT" }.ToFrozenSet();

    /// <returns>For example <c>+447700900123</c>, or null when it cannot be a phone number.</returns>
    public static string? Normalise(string text, string country)
    {
        var digits = string.Concat(Digits.ToLatin(text).Replace("(0)", "", StringComparison.Ordinal).Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '.' or '(' or ')' or '/')));
        if (digits.StartsWith("00", StringComparison.Ordinal)) digits = "+" + digits[2..];
        if (!digits.StartsWith('+'))
        {
            if (!CallingCodes.TryGetValue(country, out var code)) return null;
            digits = "+" + code + (digits.StartsWith('0') && !KeepsZero.Contains(country) ? digits[1..] : digits);
        }
        var number = digits[1..];
        if (!Digits.All(number) || number.Length is < 8 or > 15 || number[0] == '0') return null;
        return number.StartsWith("44", StringComparison.Ordinal) && number.Length is not (11 or 12) ? null : digits;
    }
}
