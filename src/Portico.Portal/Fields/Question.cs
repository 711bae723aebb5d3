using System.Text.Json.Nodes;
using Portico.App.Forms;

namespace Portico.Portal.Fields;

/// <summary>One field on one page: its ids in the markup, what was answered, and what was wrong with it.</summary>
public sealed class Question(FieldView field, IReadOnlyDictionary<string, string[]>? problems, Condition? condition)
{
    public FieldView Field { get; } = field;

    /// <summary>Null: always asked.</summary>
    public Condition? Condition { get; } = condition;

    public string Name => Field.Name;
    public string Id => IdOf(Name);
    public string HelpId => Id + "-help";

    /// <summary>What was wrong with the answer as a whole.</summary>
    public IReadOnlyList<string> Problems => ProblemsUnder(Name);

    public bool Wrong => Problems.Count > 0;

    /// <summary>The answer before, as text.</summary>
    public string Text => TextOf(Field.Value);

    /// <summary>The input at which a customer starts to correct it.</summary>
    public string Target(string key) => key != Name ? IdOf(key) : Field.Type switch
    {
        FieldTypes.Address => IdOf(Name + ".line1"),
        FieldTypes.Date => IdOf(Name + ".day"),
        FieldTypes.Signature => IdOf(Name + ".name"),
        FieldTypes.Boolean => Id + "-0",
        FieldTypes.Choice when Field.Appearance != "select" => Id + "-0",
        FieldTypes.Choices or FieldTypes.Slot => Id + "-0",
        _ => Id,
    };

    /// <summary>The language of one of its texts, if it is another one than that of the page.</summary>
    public string? In(string text) => Field.Foreign?.GetValueOrDefault(text);

    public string PartName(string part) => $"{Name}.{part}";

    public string PartId(string part) => IdOf(PartName(part));

    public IReadOnlyList<string> PartProblems(string part) => ProblemsUnder(PartName(part));

    public string AddressPart(string part) => Field.Value is JsonObject address ? TextOf(address[part]) : "";

    /// <summary>A date in three pieces; of one that could not be read, the pieces that were typed.</summary>
    public string DatePart(string part)
    {
        var pieces = Text.Split('-', 3);
        return pieces.Length == 3 ? pieces[FormPosts.DateParts.ToList().IndexOf(part)].TrimStart('0') : part == "year" ? Text : "";
    }

    public bool Chose(string value) => Field.Value is JsonArray several ? several.Any(one => TextOf(one) == value) : Field.Value is not null && Text == value;

    /// <summary>Ids of the texts that explain an input: help, then what was wrong.</summary>
    /// <param name="helped">Whether the input has a help text; absent: if the form gives one.</param>
    public string? DescribedBy(bool? helped = null) =>
        (helped ?? Field.Help is { Length: > 0 }, Wrong) switch { (true, true) => $"{HelpId} {ErrorId(Name)}", (true, false) => HelpId, (false, true) => ErrorId(Name), _ => null };

    public string? PartDescribedBy(string part) => PartProblems(part).Count > 0 ? ErrorId(PartName(part)) : null;

    public static string IdOf(string key) => "f-" + key.Replace('.', '-');

    public static string ErrorId(string key) => IdOf(key) + "-error";

    public static string? True(bool wrong) => wrong ? "true" : null;

    private string[] ProblemsUnder(string key) => problems?.GetValueOrDefault(key) ?? [];

    private static string TextOf(JsonNode? node) => node switch
    {
        null => "",
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => node.ToJsonString(),
    };
}

/// <summary>The field is asked only when a sibling on the same page has this value.</summary>
/// <param name="Hint">The same in words, for pages without script.</param>
public sealed record Condition(string Field, string? Value, bool Met, string Hint);
