using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Portico.App.Forms;

namespace Portico.App.Simulation;

/// <summary>Answers that pass, made up for each field: its example where it has one, else something of its type.</summary>
/// <param name="random">Null: always the same answers, for tests. Else choices are drawn and optional questions are sometimes left out, as customers do.</param>
internal sealed class SampleAnswers(Random? random)
{
    private static readonly Dictionary<string, string> OfScheme = new()
    {
        ["gb-mpan"] = "2000024512368", ["gb-mprn"] = "3938424403", ["es-cups"] = "ES1234123456789012JY", ["it-pod"] = "IT001E12345678", ["it-pdr"] = "00881234567890", ["de-malo"] = "41373559241",
        ["de-melo"] = "DE00056266802AO6G56M11SN51G21M24S", ["ean18"] = "871687000000000009", ["fr-prm"] = "19123456789012", ["us-tx-esi"] = "10443720000000001", ["au-nmi"] = "QAAAVZZZZZ", ["meter-serial"] = "17A-204518",
    };

    public JsonObject Of(FormDefinition form, DateOnly today)
    {
        var answers = new JsonObject();
        foreach (var field in form.Fields)
        {
            if (!field.Required && (random is not null ? random.Next(2) == 0 : field.Example is null)) continue;
            answers[field.Name] = Drawn(field) ?? FormViews.Example(field, today) ?? Made(field, today);
        }
        return answers;
    }

    /// <summary>What decides about the way is drawn, even where there is an example.</summary>
    private JsonNode? Drawn(FormField field) => (random, field) switch
    {
        (null, _) => null,
        (_, { Type: FieldTypes.Choice, Options: { Count: > 0 } options }) => options[random.Next(options.Count)].Value,
        (_, { Type: FieldTypes.Choices, Options: { Count: > 0 } options }) => new JsonArray([.. options.Where((_, i) => i == 0 || random.Next(2) == 0).Select(option => JsonValue.Create(option.Value))]),
        (_, { Type: FieldTypes.Boolean }) => random.Next(2) == 0,
        _ => null,
    };

    private static JsonNode? Made(FormField field, DateOnly today) => field.Type switch
    {
        FieldTypes.Text or FieldTypes.Multiline => Words(field),
        FieldTypes.Email => "kim.sample@example.com",
        FieldTypes.Phone => "+447700900123",
        FieldTypes.Date => FormDates.Iso(Day(field, today)),
        FieldTypes.Number or FieldTypes.Money => Limit(field.Min) ?? Math.Min(1, Limit(field.Max) ?? 1),
        FieldTypes.Choice => field.Options is [var first, ..] ? first.Value : null,
        FieldTypes.Choices => field.Options is [var only, ..] ? new JsonArray(only.Value) : null,
        FieldTypes.Boolean or FieldTypes.Consent => true,
        FieldTypes.Address => new JsonObject { ["line1"] = "1 Sample Street", ["city"] = "London", ["postcode"] = "SW1A 1AA" },
        FieldTypes.MeterPoint => OfScheme.GetValueOrDefault(field.Scheme ?? Identifiers.MeterSerial),
        FieldTypes.Iban => "GB29NWBK60161331926819",
        FieldTypes.File => FileOf(field).ToJson(),
        FieldTypes.Slot => FormDates.Iso(today.AddDays(2)) + "T10:00:00+00:00",
        _ => null,
    };

    /// <summary>Files that were never uploaded, for walks in which nobody opens them.</summary>
    public static IReadOnlyDictionary<Guid, FileAnswer> Files(FormDefinition form) => form.Fields.Where(field => field.Type == FieldTypes.File).Select(FileOf).ToDictionary(file => file.Id);

    private static FileAnswer FileOf(FormField field)
    {
        var sha256 = SHA256.HashData(Encoding.UTF8.GetBytes(field.Name));
        var type = FileTypes.Of(field.Accept)[^1];
        return new(new Guid(sha256.AsSpan(..16)), field.Name, "sample" + FileTypes.ExtensionOf(type), type, 1_024, Convert.ToHexStringLower(sha256));
    }

    private static string Words(FormField field)
    {
        const string Any = "Sample";
        var (min, max) = ((int)(Limit(field.Min) ?? 0), (int)(Limit(field.Max) ?? Any.Length));
        return Any[..Math.Min(Any.Length, Math.Max(max, 1))].PadRight(min, 'x');
    }

    private static DateOnly Day(FormField field, DateOnly today)
    {
        var (min, max) = (field.Min is null ? null : FormDates.Resolve(field.Min, today), field.Max is null ? null : FormDates.Resolve(field.Max, today));
        return max < today ? max.Value : min > today ? min.Value : today;
    }

    private static decimal? Limit(string? text) => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var limit) ? limit : null;
}
