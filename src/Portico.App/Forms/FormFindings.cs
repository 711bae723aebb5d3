using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using Portico.App.Shared;

namespace Portico.App.Forms;

/// <param name="Id">Permanent, for example <c>form.duplicate-name</c>.</param>
/// <param name="Field">Null: the form as a whole.</param>
/// <param name="Blocks">The form would not work: it must not reach customers. Otherwise it works, but lacks something.</param>
public sealed record FormFinding(string Id, string? Field, string Message, bool Blocks);

/// <summary>What should be put right before a form is shown to customers.</summary>
public static class FormFindings
{
    public const string NotTranslated = "form.not-translated";

    private static readonly FrozenSet<string> Lacks = new[] { NotTranslated, "form.no-example", "form.example-refused", "form.no-scheme", "form.no-consent-purpose", "form.unknown-tone", "form.unknown-appearance", "form.unknown-accept" }.ToFrozenSet();

    /// <summary>A consent and a signature are the customer's own acts, and an account number may be seen by the wrong person.</summary>
    internal static readonly FrozenSet<string> NeverPrefilled = new[] { FieldTypes.Consent, FieldTypes.Signature, FieldTypes.File, FieldTypes.Iban, FieldTypes.Info, FieldTypes.Slot }.ToFrozenSet();

    private static readonly string[] Kinds = ["form", "summary", "start", "end"], Tones = ["success", "info", "stopped"], Appearances = ["radio", "select", "cards"];

    public static IReadOnlyList<FormFinding> Check(FormDefinition form, IEnumerable<string> locales)
    {
        var findings = new List<FormFinding>();
        var languages = locales.ToArray();

        if (!Kinds.Contains(form.Kind)) Add("form.unknown-kind", null, $"There is no kind of form called “{form.Kind}”. Choose form, summary, start or end.");
        if (form.Tone is not null && !Tones.Contains(form.Tone)) Add("form.unknown-tone", null, $"There is no tone called “{form.Tone}”. Choose success, info or stopped.");
        Untranslated(null, ("title", form.Title), ("introduction", form.Intro), ("button", form.Submit));
        foreach (var twice in form.Fields.GroupBy(f => f.Name).Where(g => g.Count() > 1)) Add("form.duplicate-name", twice.Key, "Two fields have this name. Answers are known by name: rename one of them.");

        foreach (var field in form.Fields)
        {
            Untranslated(field.Name, ("label", field.Label), ("help", field.Help), ("purpose", field.Purpose), ("section", field.Section));
            foreach (var option in field.Options ?? []) Untranslated(field.Name, ($"option {option.Value}", option.Label), ($"help of {option.Value}", option.Help), ($"note of {option.Value}", option.Note));
            foreach (var (id, message) in OfField(form, field)) Add(id, field.Name, message);
        }
        return findings;

        void Add(string id, string? field, string message) => findings.Add(new(id, field, message, !Lacks.Contains(id)));

        void Untranslated(string? field, params ReadOnlySpan<(string What, LocalText? Text)> parts)
        {
            foreach (var (what, text) in parts)
            {
                var missing = text is null ? [] : languages.Where(l => !text.Has(l) || string.IsNullOrWhiteSpace(text.In(l))).ToArray();
                if (missing.Length > 0) Add(NotTranslated, field, $"The {what} has no text for: {string.Join(", ", missing)}.");
            }
        }
    }

    private static IEnumerable<(string Id, string Message)> OfField(FormDefinition form, FormField field)
    {
        if (!Regex.IsMatch(field.Name, @"\A[A-Za-z][A-Za-z0-9]{0,63}\z", RegexOptions.NonBacktracking)) yield return ("form.bad-name", "A name has letters and digits only, starts with a letter and has at most 64 characters.");
        if (!FieldTypes.All.Contains(field.Type))
        {
            yield return ("form.unknown-type", $"There is no field type called “{field.Type}”.");
            yield break;
        }
        if (field.Type is not (FieldTypes.Info or FieldTypes.File or FieldTypes.Signature or FieldTypes.Slot) && field.Example is null) yield return ("form.no-example", "Give an example that passes: tests, simulations and generic clients answer with it.");
        else if (field.Example is not null && SameEverywhere.Contains(field.Type) && field is not { Type: FieldTypes.MeterPoint, Scheme: null } && IsSound(field) && new AnswerReader("en", default, "").Read(field, field.Example) is { Errors: [{ Text: var refusal }, ..] })
        {
            yield return ("form.example-refused", $"Its own example would be refused: {refusal}");
        }

        if (field.Type is FieldTypes.Choice or FieldTypes.Choices)
        {
            if (field.Options is not { Count: > 0 }) yield return ("form.no-options", "There is nothing to choose from: add options.");
            else if (field.Options.GroupBy(o => o.Value).Any(g => g.Count() > 1)) yield return ("form.duplicate-option", "Two options have the same value.");
        }
        if (field.Appearance is not null && !Appearances.Contains(field.Appearance)) yield return ("form.unknown-appearance", $"There is no appearance called “{field.Appearance}”. Choose radio, select or cards.");
        if (field.Type == FieldTypes.MeterPoint && field.Scheme is null) yield return ("form.no-scheme", "Say which identifier is asked for (scheme).");
        if (field.Type == FieldTypes.Slot && string.IsNullOrWhiteSpace(field.Service)) yield return ("form.no-service", "Choose the service that a time is chosen for.");
        if (field.Scheme is not null && !Identifiers.All.Contains(field.Scheme)) yield return ("form.unknown-scheme", $"There is no identifier scheme called “{field.Scheme}”.");
        if (field.Type == FieldTypes.Consent && (field.ConsentPurpose is null || field.ConsentVersion is null)) yield return ("form.no-consent-purpose", "A consent needs a purpose and the version of its text: both are proof later.");
        if (field.Pattern is not null && !IsPattern(field.Pattern)) yield return ("form.bad-pattern", "The pattern is not a regular expression that runs in linear time (no look-around, no back-references).");
        if (field.Accept is not null && !FileTypes.Kinds.Contains(field.Accept)) yield return ("form.unknown-accept", $"There is no kind of file called “{field.Accept}”. Choose image or pdf, or leave it out for both.");
        if (field.Type == FieldTypes.File && field.Max is not null && (!decimal.TryParse(field.Max, NumberStyles.Number, CultureInfo.InvariantCulture, out var megabytes) || megabytes is <= 0 or > FileTypes.MostMegabytes)) yield return ("form.bad-limit", $"The largest size of a file is a number of megabytes, at most {FileTypes.MostMegabytes}.");
        else if (!IsLimit(field, field.Min) || !IsLimit(field, field.Max)) yield return ("form.bad-limit", field.Type == FieldTypes.Date ? "A limit is a date like 2027-03-31, or like today+14d, today-2w, today+6m, today-18y." : "A limit is a number.");
        if (field.Prefill is not null && NeverPrefilled.Contains(field.Type)) yield return ("form.never-prefilled", "This is never filled in for a customer: a consent, a signature or a file is his own act, and an account number may be seen by somebody else.");
        else if (field.Prefill == field.Name) yield return ("form.prefilled-by-itself", "It is filled in from itself. Choose another field.");
        if (Loops(form, field)) yield return ("form.condition-loop", "This field is shown depending on a field that depends on this one.");
    }

    // Dates depend on the day, phone numbers and postcodes on the country.
    private static readonly FrozenSet<string> SameEverywhere = new[] { FieldTypes.Text, FieldTypes.Multiline, FieldTypes.Email, FieldTypes.Number, FieldTypes.Money, FieldTypes.Choice, FieldTypes.Choices, FieldTypes.MeterPoint, FieldTypes.Iban }.ToFrozenSet();

    private static bool IsSound(FormField field) => (field.Type is not (FieldTypes.Choice or FieldTypes.Choices) || field.Options is { Count: > 0 }) && (field.Pattern is null || IsPattern(field.Pattern)) && (field.Scheme is null || Identifiers.All.Contains(field.Scheme)) && IsLimit(field, field.Min) && IsLimit(field, field.Max);

    internal static bool IsPattern(string pattern)
    {
        try
        {
            return new Regex($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking) is not null;
        }
        catch (Exception unusable) when (unusable is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static bool IsLimit(FormField field, string? limit) =>
        limit is null || (field.Type == FieldTypes.Date ? FormDates.Resolve(limit, new DateOnly(2000, 1, 1)) is not null : decimal.TryParse(limit, NumberStyles.Number, CultureInfo.InvariantCulture, out _));

    private static bool Loops(FormDefinition form, FormField field)
    {
        var seen = new HashSet<string>();
        for (var next = field; next?.VisibleWhen is { } condition; next = form.Fields.FirstOrDefault(f => f.Name == condition.Field))
        {
            if (!seen.Add(next.Name)) return true;
        }
        return false;
    }
}
