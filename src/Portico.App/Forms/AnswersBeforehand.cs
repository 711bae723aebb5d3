using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.App.Forms;

/// <summary>Answers that somebody else leaves for a customer, who sees each of them in its field and can change it. Nothing counts before he hands it in.</summary>
public static class AnswersBeforehand
{
    /// <summary>For whoever writes the program that leaves them.</summary>
    private const string Language = "en";

    /// <param name="steps">What the customer will be asked.</param>
    /// <param name="personal">Whether they may say who or where somebody is.</param>
    public static AnswerCheck Check(IEnumerable<FormDefinition> steps, JsonObject answers, DateOnly today, string country, bool personal)
    {
        var reader = new AnswerReader(Language, today, country);
        var fields = steps.SelectMany(form => form.Fields).ToLookup(field => field.Name);
        var accepted = new JsonObject();
        var errors = new Dictionary<string, string[]>();
        foreach (var (name, value) in answers)
        {
            if (No(fields[name].ToList(), personal) is { } no)
            {
                errors[name] = [no];
                continue;
            }

            // A name that several steps ask for stands for the same answer; what one of them takes may be left.
            var readings = fields[name].Select(field => reader.Read(field, value)).ToList();
            if (readings.Find(reading => reading.Value is not null) is { } good) accepted[name] = good.Value;
            else if (readings[0].Errors.Count == 0) errors[name] = ["This is empty: leave the field out instead."];
            else foreach (var part in readings[0].Errors.GroupBy(e => e.Part)) errors[part.Key is null ? name : $"{name}.{part.Key}"] = [.. part.Select(e => e.Text)];
        }

        return new(accepted, errors);
    }

    /// <summary>All answers with those that were left for the questions of this form and have no answer yet.</summary>
    /// <param name="names">Of the fields that were filled in so.</param>
    public static JsonObject Under(FormDefinition form, JsonObject answers, JsonObject left, out IReadOnlyList<string> names)
    {
        var all = answers.DeepClone().AsObject();
        var filled = new List<string>();
        foreach (var field in form.Fields)
        {
            if (answers[field.Name] is not null || left[field.Name] is not { } value || !Fits(field, value)) continue;
            all[field.Name] = value.DeepClone();
            filled.Add(field.Name);
        }

        names = filled;
        return all;
    }

    /// <summary>Whether somebody else than the customer may ever fill it in.</summary>
    public static bool CanHold(FormField field) => !FormFindings.NeverPrefilled.Contains(field.Type);

    private static string? No(List<FormField> fields, bool personal) =>
        fields.Count == 0 ? "The journey asks no customer for this."
        : !fields.TrueForAll(CanHold) ? "This is the customer's own act, or for nobody else's eyes: consents, signatures, files, account numbers and appointments are never filled in beforehand."
        : !personal && fields.Exists(field => field.IsPersonal) ? "This says something about a person, so it cannot be in a link for many."
        : null;

    /// <summary>The case may run another version of the journey than the one that the answers were held against.</summary>
    private static bool Fits(FormField field, JsonNode value) =>
        CanHold(field) && value is JsonObject == (field.Type == FieldTypes.Address) && value is JsonArray == (field.Type == FieldTypes.Choices) && (value.GetValueKind() is JsonValueKind.True or JsonValueKind.False) == (field.Type == FieldTypes.Boolean);
}
