using Portico.App.Forms;

namespace Portico.Admin.Forms;

/// <summary>What the types and rules of fields are called.</summary>
public static class FieldWords
{
    private static readonly (string Token, string Words)[] Tokens =
    [
        ("name", "the full name"), ("given-name", "the first name"), ("family-name", "the family name"), ("honorific-prefix", "the title"), ("organization", "the company"), ("email", "the e-mail address"), ("tel", "the phone number"),
        ("bday", "the date of birth"), ("street-address", "the address"), ("postal-code", "the postcode"), ("address-level2", "the town"), ("country", "the country"), ("off", "nothing: never fill it in"),
    ];

    public static string Of(string type) => type switch
    {
        FieldTypes.Text => "Short text", FieldTypes.Multiline => "Long text", FieldTypes.Email => "E-mail address", FieldTypes.Phone => "Phone number", FieldTypes.Date => "Date", FieldTypes.Number => "Number",
        FieldTypes.Money => "Amount of money", FieldTypes.Choice => "One of several", FieldTypes.Choices => "Several of several", FieldTypes.Boolean => "Yes or no", FieldTypes.Address => "Address",
        FieldTypes.MeterPoint => "Meter point", FieldTypes.Iban => "Bank account (IBAN)", FieldTypes.Consent => "Consent", FieldTypes.File => "File or photo", FieldTypes.Signature => "Signature", FieldTypes.Slot => "Appointment", FieldTypes.Info => "Text to read", _ => type,
    };

    public static string OfScheme(string scheme) => scheme switch
    {
        "gb-mpan" => "Great Britain, electricity (MPAN)", "gb-mprn" => "Great Britain, gas (MPRN)", "es-cups" => "Spain (CUPS)", "it-pod" => "Italy, electricity (POD)", "it-pdr" => "Italy, gas (PDR)", "de-malo" => "Germany, market location (MaLo)",
        "de-melo" => "Germany, metering location (MeLo)", "ean18" => "Belgium, the Netherlands, Nordics (EAN 18)", "fr-prm" => "France (PRM, PDL)", "us-tx-esi" => "Texas (ESI ID)", "au-nmi" => "Australia (NMI)", Identifiers.MeterSerial => "Serial number of a meter", _ => scheme,
    };

    public static string OfLimit(string type, bool least) => (type, least) switch
    {
        (FieldTypes.File, false) => "Largest size in megabytes", (FieldTypes.Date, true) => "Earliest", (FieldTypes.Date, false) => "Latest", (FieldTypes.Number or FieldTypes.Money, true) => "Smallest", (FieldTypes.Number or FieldTypes.Money, false) => "Largest",
        (_, true) => "Fewest characters", _ => "Most characters",
    };

    /// <summary>What a browser can fill in by itself, by the tokens of HTML.</summary>
    /// <param name="chosen">Stays among them, known or not.</param>
    public static IEnumerable<(string Token, string Words)> Suggested(string chosen) =>
        Tokens.Any(t => t.Token == chosen) || chosen.Length == 0 ? Tokens : [.. Tokens, (chosen, chosen)];
}
