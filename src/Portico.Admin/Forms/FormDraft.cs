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
        Fields = [.. Fields.Select(f => f.Close())],
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
    public Dictionary<string, string> Label { get; } = FormDraft.Open(source.Label);
    public Dictionary<string, string> Help { get; } = FormDraft.Open(source.Help);
    public Dictionary<string, string> Purpose { get; } = FormDraft.Open(source.Purpose);
    public List<OptionDraft> Options { get; } = [.. (source.Options ?? []).Select(o => new OptionDraft(o))];

    public bool HasOptions => Type is FieldTypes.Choice or FieldTypes.Choices;

    public static FieldDraft New() => new(new FormField { Name = "", Type = FieldTypes.Text, Label = new(new Dictionary<string, string>()) });

    public IEnumerable<Dictionary<string, string>> Texts() => [Label, Help, Purpose, .. HasOptions ? Options.Select(o => o.Label) : []];

    public FormField Close() => source with
    {
        Name = Name.Trim(),
        Type = Type,
        Required = Required && Type != FieldTypes.Info,
        Appearance = Type == FieldTypes.Choice && Appearance != "radio" ? Appearance : null,
        Label = FormDraft.Shut(Label) ?? new(new Dictionary<string, string>()),
        Help = FormDraft.Shut(Help),
        Purpose = Type == FieldTypes.Info ? null : FormDraft.Shut(Purpose),
        Options = HasOptions ? [.. Options.Select(o => o.Close())] : null,
    };
}

public sealed class OptionDraft(FieldOption source)
{
    public string Value { get; set; } = source.Value;
    public Dictionary<string, string> Label { get; } = FormDraft.Open(source.Label);

    public static OptionDraft New() => new(new FieldOption("", new(new Dictionary<string, string>())));

    public FieldOption Close() => source with { Value = Value.Trim(), Label = FormDraft.Shut(Label) ?? new(new Dictionary<string, string>()) };
}
