using System.Globalization;
using System.Text.Json.Nodes;
using Portico.App.Forms;
using Portico.App.Shared;

namespace Portico.Admin.Forms;

/// <summary>A form while it is edited. What the editor does not show is kept as it was.</summary>
public sealed class FormDraft(FormDefinition source)
{
    public string Key { get; set; } = source.Key;
    public string Kind { get; set; } = source.Kind;
    public string Tone { get; set; } = source.Tone ?? "info";
    public Dictionary<string, string> Title { get; } = Open(source.Title);
    public Dictionary<string, string> Intro { get; } = Open(source.Intro);
    public Dictionary<string, string> Submit { get; } = Open(source.Submit);
    public List<FieldDraft> Fields { get; } = [.. source.Fields.Select(f => new FieldDraft(f))];

    public static FormDraft New() => new(new FormDefinition { Key = "", Title = new(new Dictionary<string, string>()) });

    public FormDefinition Close() => source with
    {
        Key = Key.Trim(),
        Kind = Kind,
        Tone = Kind == "end" ? Tone : null,
        Title = Shut(Title) ?? new(new Dictionary<string, string>()),
        Intro = Shut(Intro),
        Submit = Kind == "end" ? null : Shut(Submit),
        Fields = [.. Fields.Select(f => f.Close(Fields))],
    };

    /// <summary>Something is said in another language, but not in this one.</summary>
    public bool Misses(string locale) => Texts().Any(text => text.Values.Any(words => words.Length > 0) && string.IsNullOrWhiteSpace(text.GetValueOrDefault(locale)));

    private IEnumerable<Dictionary<string, string>> Texts() => [Title, Intro, Submit, .. Fields.SelectMany(f => f.Texts())];

    internal static Dictionary<string, string> Open(LocalText? text) => text is null ? [] : new(text.Texts);

    internal static LocalText? Shut(Dictionary<string, string> texts)
    {
        var said = texts.Where(t => !string.IsNullOrWhiteSpace(t.Value)).ToDictionary(t => t.Key, t => t.Value.Trim());
        return said.Count == 0 ? null : new LocalText(said);
    }
}

public sealed class FieldDraft(FormField source)
{
    public string Name { get; set; } = source.Name;
    public string Type { get; set; } = source.Type;
    public bool Required { get; set; } = source.Required;
    public string Appearance { get; set; } = source.Appearance ?? "radio";
    public string Min { get; set; } = source.Min ?? "";
    public string Max { get; set; } = source.Max ?? "";
    public string Pattern { get; set; } = source.Pattern ?? "";
    public string Accept { get; set; } = source.Accept ?? "";
    public string Scheme { get; set; } = source.Scheme ?? "";
    public string Service { get; set; } = source.Service ?? "";
    public string Autocomplete { get; set; } = source.Autocomplete ?? "";
    public string ConsentPurpose { get; set; } = source.ConsentPurpose ?? "";
    public string ConsentVersion { get; set; } = source.ConsentVersion ?? "";
    public string Prefill { get; set; } = source.Prefill ?? "";

    /// <summary>Name of the field on which this one depends; empty: it is always asked.</summary>
    public string ConditionField { get; set; } = source.VisibleWhen?.Field ?? "";
    public string ConditionValue { get; set; } = Plain(source.VisibleWhen?.Value);

    /// <summary>As a person types it; several choices with commas between them. An address is shown nowhere and stays as it was.</summary>
    public string Example { get; set; } = source.Type == FieldTypes.Address ? "" : Plain(source.Example);
    public Dictionary<string, string> Label { get; } = FormDraft.Open(source.Label);
    public Dictionary<string, string> Help { get; } = FormDraft.Open(source.Help);
    public Dictionary<string, string> Purpose { get; } = FormDraft.Open(source.Purpose);
    public Dictionary<string, string> Section { get; } = FormDraft.Open(source.Section);
    public List<OptionDraft> Options { get; } = [.. (source.Options ?? []).Select(o => new OptionDraft(o))];

    public bool HasOptions => Type is FieldTypes.Choice or FieldTypes.Choices;
    public bool HasLimits => Type is FieldTypes.Text or FieldTypes.Multiline or FieldTypes.Number or FieldTypes.Money or FieldTypes.Date;
    public bool CanBePrefilled => Type is not (FieldTypes.Consent or FieldTypes.Signature or FieldTypes.File or FieldTypes.Iban or FieldTypes.Info or FieldTypes.Slot);
    public bool HasExample => Type is not (FieldTypes.Info or FieldTypes.Address or FieldTypes.File or FieldTypes.Signature or FieldTypes.Slot);

    public static FieldDraft New() => new(new FormField { Name = "", Type = FieldTypes.Text, Label = new(new Dictionary<string, string>()) });

    /// <summary>The same again, under a name of its own.</summary>
    public FieldDraft Copy(IReadOnlyList<FieldDraft> fields)
    {
        var free = Enumerable.Range(2, fields.Count + 1).Select(n => FormattableString.Invariant($"{Name}{n}")).First(name => fields.All(f => f.Name != name));
        return new(Close(fields) with { Name = free, Section = null });
    }

    public IEnumerable<Dictionary<string, string>> Texts() => [Label, Help, Purpose, Section, .. HasOptions ? Options.SelectMany(o => new[] { o.Label, o.Help, o.Note }) : []];

    /// <param name="fields">Of the whole form: what a condition compares with depends on what the other field gives.</param>
    public FormField Close(IReadOnlyList<FieldDraft> fields) => source with
    {
        Name = Name.Trim(),
        Type = Type,
        Required = Required && Type != FieldTypes.Info,
        Appearance = Type == FieldTypes.Choice && Appearance != "radio" ? Appearance : null,
        Label = FormDraft.Shut(Label) ?? new(new Dictionary<string, string>()),
        Help = FormDraft.Shut(Help),
        Purpose = Type == FieldTypes.Info ? null : FormDraft.Shut(Purpose),
        Section = FormDraft.Shut(Section),
        Options = HasOptions ? [.. Options.Select(o => o.Close())] : null,
        Min = HasLimits ? Said(Min) : null,
        Max = HasLimits || Type == FieldTypes.File ? Said(Max) : null,
        Accept = Type == FieldTypes.File ? Said(Accept) : null,
        Pattern = Type == FieldTypes.Text ? Said(Pattern) : null,
        Scheme = Type == FieldTypes.MeterPoint ? Said(Scheme) : null,
        Service = Type == FieldTypes.Slot ? Said(Service) : null,
        Autocomplete = Said(Autocomplete),
        ConsentPurpose = Type == FieldTypes.Consent ? Said(ConsentPurpose) : null,
        ConsentVersion = Type == FieldTypes.Consent ? Said(ConsentVersion) : null,
        Prefill = CanBePrefilled ? Said(Prefill) : null,
        VisibleWhen = Said(ConditionField) is { } other ? new FieldCondition(other, Compared(fields.FirstOrDefault(f => f.Name == other))) : null,
        Example = Type == source.Type && (!HasExample || Example == Plain(source.Example)) ? source.Example : HasExample ? Typed() : null,
    };

    private JsonValue? Compared(FieldDraft? other) => other?.Type is FieldTypes.Boolean or FieldTypes.Consent ? JsonValue.Create(ConditionValue != "false") : Said(ConditionValue) is { } value ? JsonValue.Create(value) : null;

    private JsonNode? Typed() => Said(Example) is not { } text ? null : Type switch
    {
        FieldTypes.Boolean or FieldTypes.Consent => JsonValue.Create(text is "true" or "yes"),
        FieldTypes.Number or FieldTypes.Money when decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        FieldTypes.Choices => new JsonArray([.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(one => (JsonNode)JsonValue.Create(one))]),
        _ => JsonValue.Create(text),
    };

    private static string? Said(string text) => text.Trim() is { Length: > 0 } said ? said : null;

    private static string Plain(JsonNode? value) => value is JsonArray several ? string.Join(", ", several.Select(Plain)) : value?.ToString() ?? "";
}

public sealed class OptionDraft(FieldOption source)
{
    public string Value { get; set; } = source.Value;
    public Dictionary<string, string> Label { get; } = FormDraft.Open(source.Label);
    public Dictionary<string, string> Help { get; } = FormDraft.Open(source.Help);
    public Dictionary<string, string> Note { get; } = FormDraft.Open(source.Note);

    public static OptionDraft New() => new(new FieldOption("", new(new Dictionary<string, string>())));

    public FieldOption Close() => source with { Value = Value.Trim(), Label = FormDraft.Shut(Label) ?? new(new Dictionary<string, string>()), Help = FormDraft.Shut(Help), Note = FormDraft.Shut(Note) };
}
