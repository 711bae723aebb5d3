namespace Portico.App.Forms;

/// <summary>In which order a country writes the parts of an address.</summary>
public static class AddressLayouts
{
    private static readonly IReadOnlyList<string> PostcodeLast = FieldTypes.AddressParts, PostcodeBeforeCity = ["line1", "line2", "postcode", "city"], LargestFirst = ["postcode", "city", "line1", "line2"];

    /// <param name="country">ISO code; of one that is not known the parts stand as in Britain.</param>
    public static IReadOnlyList<string> Of(string country) => country switch
    {
        "KR" or "TW" or "JP" or "CN" => LargestFirst,
        "DE" or "FR" or "IT" or "ES" or "TR" or "AT" or "CH" or "BE" or "NL" or "LU" or "PT" or "DK" or "SE" or "NO" or "FI" or "PL" or "CZ" or "SK" or "HU" or "RO" or "BG" or "GR" => PostcodeBeforeCity,
        _ => PostcodeLast,
    };

    /// <summary>Where there are none, nobody is asked to invent one.</summary>
    public static bool HasPostcodes(string country) => country is not ("HK" or "MO" or "AE" or "QA");
}
