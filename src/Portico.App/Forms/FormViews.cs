using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.App.Shared;

namespace Portico.App.Forms;

/// <summary>Forms and answers in the words of one language.</summary>
public static class FormViews
{
    /// <param name="answers">All answers so far: prefill, and what conditions look at.</param>
    /// <param name="today">What relative limits and examples are counted from.</param>
    /// <param name="otherwise">The language of what the form does not say in this one.</param>
    public static FieldView[] Of(FormDefinition form, JsonObject answers, string locale, DateOnly today, bool withExamples, string? otherwise = null) => [.. Ordered(form.Fields, locale).Select(field => new FieldView
    {
        Name = field.Name,
        Type = field.Type,
        Label = field.Label.In(locale, otherwise),
        Help = field.Help?.In(locale, otherwise),
        Purpose = field.Purpose?.In(locale, otherwise),
        Section = field.Section?.In(locale, otherwise),
        Required = field.Required && field.Type != FieldTypes.Info,
        Options = field.Options?.Select(o => new OptionView(o.Value, o.Label.In(locale, otherwise), o.Help?.In(locale, otherwise), o.Note?.In(locale, otherwise), Foreign(locale, otherwise, ("label", o.Label), ("help", o.Help), ("note", o.Note)))).ToArray(),
        Appearance = field.Appearance,
        Min = Limit(field, field.Min, today),
        Max = field.Type == FieldTypes.File ? FileTypes.MegabytesOf(field).ToString(CultureInfo.InvariantCulture) : Limit(field, field.Max, today),
        Pattern = field.Pattern,
        Scheme = field.Scheme,
        Accept = field.Type == FieldTypes.File ? FileTypes.Of(field.Accept) : null,
        Autocomplete = field.Autocomplete,
        // A machine that fills in the examples must see what they lead to; until something is answered, the example stands for the answer.
        Visible = FormConditions.IsAsked(field, form, name => answers[name] ?? (withExamples ? form.Fields.FirstOrDefault(f => f.Name == name) is { } sibling ? Example(sibling, today) : null : null)),
        VisibleWhen = field.VisibleWhen is { } condition ? new VisibleWhenView(condition.Field, FormConditions.Text(condition.Value)) : null,
        // a resume link may be opened by the wrong person: an account number is typed again rather than shown in full
        Value = field.Type == FieldTypes.Iban ? null : (answers[field.Name] ?? Prefilled(field, answers))?.DeepClone(),
        Example = withExamples ? Example(field, today) : null,
        Foreign = Foreign(locale, otherwise, ("label", field.Label), ("help", field.Help), ("purpose", field.Purpose), ("section", field.Section)),
    })];

    /// <summary>Where people put the family's name first, it is asked first, too.</summary>
    private static IEnumerable<FormField> Ordered(IReadOnlyList<FormField> fields, string locale)
    {
        if (!PersonNames.FamilyFirst(locale)) return fields;
        var ordered = fields.ToArray();
        for (var i = 0; i + 1 < ordered.Length; i++)
        {
            // A heading stays where it stands.
            if (ordered[i] is { Autocomplete: "given-name", Section: null } given && ordered[i + 1] is { Autocomplete: "family-name", Section: null } family) (ordered[i], ordered[i + 1]) = (family, given);
        }
        return ordered;
    }

    /// <summary>Which of these texts a reader of this language gets in another one.</summary>
    public static IReadOnlyDictionary<string, string>? Foreign(string locale, string? otherwise, params ReadOnlySpan<(string Name, LocalText? Text)> texts)
    {
        Dictionary<string, string>? foreign = null;
        foreach (var (name, text) in texts)
        {
            if (text?.ForeignTo(locale, otherwise) is { } tag) (foreign ??= [])[name] = tag;
        }
        return foreign;
    }

    private static JsonNode? Prefilled(FormField field, JsonObject answers) =>
        field.Prefill is { } other && !FormFindings.NeverPrefilled.Contains(field.Type) && answers[other] is { } value && value is JsonObject == (field.Type == FieldTypes.Address) && value is JsonArray == (field.Type == FieldTypes.Choices) ? value : null;

    /// <summary>An answer as a person reads it in a summary; empty when there is none.</summary>
    /// <param name="country">For the way in which times are written there.</param>
    public static string Display(FormField field, JsonNode? value, string locale, string country = "", string? otherwise = null)
    {
        if (value is null) return "";
        var texts = FormTexts.In(locale);
        return field.Type switch
        {
            FieldTypes.Boolean => texts[IsTrue(value) ? "yes" : "no"],
            FieldTypes.Consent => texts[IsTrue(value) ? "consent.given" : "consent.not-given"],
            FieldTypes.Choice => Label(field, Plain(value), locale, otherwise),
            FieldTypes.Choices => string.Join(texts["list.separator"], ((value as JsonArray) ?? [value.DeepClone()]).Select(one => Label(field, Plain(one), locale, otherwise))),
            FieldTypes.Date => FormDates.Read(Plain(value)) is { } date ? FormDates.InWords(date, locale) : Plain(value),
            FieldTypes.Number => Grouped(value, texts, "#,0.##########"),
            FieldTypes.Money => Grouped(value, texts, "#,0.00"),
            FieldTypes.Address => string.Join(texts["list.separator"], AddressLayouts.Of(country).Select(part => Plain((value as JsonObject)?[part])).Where(line => line.Length > 0)),
            FieldTypes.Iban => Plain(value) is { Length: > 4 } iban ? $"•••• {iban[^4..]}" : "••••",
            FieldTypes.File => Plain((value as JsonObject)?["name"]),
            FieldTypes.Signature => (value as JsonObject)?["name"] is { } name ? texts.Text("signature.typed", ("name", Plain(name))) : texts["signature.drawn"],
            FieldTypes.Info => "",
            FieldTypes.Slot => SlotTimes.Read(Plain(value)) is { } start ? SlotTimes.InWords(start, locale, country) : Plain(value),
            _ => Plain(value),
        };
    }

    /// <summary>The example with relative dates counted from today; null if there is none.</summary>
    public static JsonNode? Example(FormField field, DateOnly today) =>
        field.Type == FieldTypes.Date && FormConditions.Text(field.Example) is { } text && FormDates.Resolve(text, today) is { } date ? JsonValue.Create(FormDates.Iso(date))
        : field.Example?.DeepClone() ?? (field.Type == FieldTypes.Signature ? new JsonObject { ["name"] = "Kim Sample" } : null);

    private static string? Limit(FormField field, string? limit, DateOnly today) =>
        field.Type == FieldTypes.Date && limit is not null && FormDates.Resolve(limit, today) is { } date ? FormDates.Iso(date) : limit;

    private static string Label(FormField field, string value, string locale, string? otherwise) => field.Options?.FirstOrDefault(o => o.Value == value)?.Label.In(locale, otherwise) ?? value;

    private static string Grouped(JsonNode value, FormTexts texts, string format) =>
        decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? texts.Number(number, format) : Plain(value);

    private static bool IsTrue(JsonNode value) => value.GetValueKind() == JsonValueKind.True;

    private static string Plain(JsonNode? value) => FormConditions.Text(value) ?? "";
}
