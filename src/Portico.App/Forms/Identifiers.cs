using System.Collections.Frozen;
using Portico.App.Forms.Schemes;

namespace Portico.App.Forms;

/// <param name="Normalised">How it is stored; null when it is not valid.</param>
/// <param name="ReasonKey">Key of the text that says what is wrong. On a valid identifier: a doubt that must not stop anyone.</param>
public sealed record IdentifierCheck(bool Valid, string? Normalised, string? ReasonKey)
{
    internal static IdentifierCheck Ok(string normalised) => new(true, normalised, null);

    internal static IdentifierCheck Doubt(string normalised, string reasonKey) => new(true, normalised, reasonKey);

    internal static IdentifierCheck No(string reasonKey) => new(false, null, reasonKey);
}

/// <summary>The identifiers of supply points, meters and accounts that Portico can check, by scheme.</summary>
public static class Identifiers
{
    public const string Iban = "iban", MeterSerial = "meter-serial";

    private static readonly FrozenDictionary<string, Func<string, IdentifierCheck>> Checks = new Dictionary<string, Func<string, IdentifierCheck>>
    {
        ["gb-mpan"] = GbMpan.Check,
        ["gb-mprn"] = GbMprn.Check,
        ["es-cups"] = EsCups.Check,
        ["it-pod"] = ItPod.Check,
        ["it-pdr"] = ItPdr.Check,
        ["de-malo"] = DeMalo.Check,
        ["de-melo"] = DeMelo.Check,
        ["ean18"] = Ean18.Check,
        ["fr-prm"] = FrPrm.Check,
        ["us-tx-esi"] = UsTxEsi.Check,
        ["au-nmi"] = AuNmi.Check,
        [MeterSerial] = Schemes.MeterSerial.Check,
        [Iban] = Schemes.Iban.Check,
    }.ToFrozenDictionary();

    public static IReadOnlyCollection<string> All => Checks.Keys;

    /// <summary>Spaces, full stops and letter case never matter; hyphens only in a meter serial. An unknown scheme is a bug of the form (see <see cref="FormFindings"/>).</summary>
    public static IdentifierCheck Check(string scheme, string text)
    {
        if (!Checks.TryGetValue(scheme, out var check)) throw new ArgumentException($"Unknown identifier scheme '{scheme}'.", nameof(scheme));
        return check(Compact(text, keepHyphens: scheme == MeterSerial));
    }

    private static string Compact(string text, bool keepHyphens) =>
        string.Concat(Digits.ToLatin(text).Where(c => char.IsAsciiLetterOrDigit(c) || !(char.IsWhiteSpace(c) || c == '.' || (c == '-' && !keepHyphens)))).ToUpperInvariant();
}
