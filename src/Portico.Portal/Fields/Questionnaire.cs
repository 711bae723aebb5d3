using Portico.App.Forms;
using Portico.App.Shared;
using Portico.Portal.Texts;

namespace Portico.Portal.Fields;

/// <summary>All questions of one page with what was wrong about the answers.</summary>
public sealed class Questionnaire
{
    public Questionnaire(IReadOnlyList<FieldView> fields, Error? refusal, Wording words)
    {
        var problems = refusal?.Fields;
        var sections = new List<Section>();
        (string Text, string? In)? heading = null;
        foreach (var field in fields)
        {
            if (field.Section is { Length: > 0 } next) heading = (next, field.Foreign?.GetValueOrDefault("section"));
            if (!IsForThisCustomer(field, fields)) continue;
            if (sections.Count == 0 || heading is not null) sections.Add(new(heading?.Text, [], heading?.In));
            heading = null;
            sections[^1].Questions.Add(new Question(field, problems, ConditionOf(field, fields, words)));
        }

        Sections = sections;
        Questions = [.. sections.SelectMany(section => section.Questions)];
        Problems = refusal is null ? [] : problems is { Count: > 0 } ? [.. Listed(problems)] : [new(words["problem.general"], null)];
    }

    public sealed record Problem(string Text, string? Target);

    /// <param name="Heading">Null: the page's own title stands for it.</param>
    /// <param name="HeadingIn">Its language, if it is another one than that of the page.</param>
    public sealed record Section(string? Heading, List<Question> Questions, string? HeadingIn);

    public IReadOnlyList<Section> Sections { get; }

    public IReadOnlyList<Question> Questions { get; }

    /// <summary>In the order of the page; what belongs to no question comes last.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    private IEnumerable<Problem> Listed(IReadOnlyDictionary<string, string[]> problems) =>
        problems
            .Select(entry => (entry.Key, entry.Value, At: Questions.ToList().FindIndex(question => entry.Key == question.Name || entry.Key.StartsWith(question.Name + ".", StringComparison.Ordinal))))
            .OrderBy(entry => entry.At < 0 ? int.MaxValue : entry.At)
            .SelectMany(entry => entry.Value.Select(text => new Problem(text, entry.At < 0 ? null : Questions[entry.At].Target(entry.Key))));

    /// <summary>A question that an earlier page ruled out is not shown at all; one that depends on this page is, with its condition.</summary>
    private static bool IsForThisCustomer(FieldView field, IReadOnlyList<FieldView> fields) =>
        fields.FirstOrDefault(other => other.Name == field.VisibleWhen?.Field) is { } sibling ? IsForThisCustomer(sibling, fields) : field.Visible;

    private static Condition? ConditionOf(FieldView field, IReadOnlyList<FieldView> fields, Wording words)
    {
        if (field.VisibleWhen is not { } when || fields.FirstOrDefault(other => other.Name == when.Field) is not { } sibling) return null;

        var asked = new Question(sibling, null, null);
        var met = ConditionOf(sibling, fields, words) is not { Met: false } && (when.Value is null ? asked.Text.Length > 0 : asked.Chose(when.Value));
        var hint = when.Value is null ? words.With("field.only_if_any", sibling.Label) : words.With("field.only_if", sibling.Label, InWords(sibling, when.Value, words));
        return new(when.Field, when.Value, met, hint);
    }

    private static string InWords(FieldView sibling, string value, Wording words) =>
        sibling.Options?.FirstOrDefault(option => option.Value == value)?.Label ?? value switch { "true" => words["field.yes"], "false" => words["field.no"], _ => value };
}
