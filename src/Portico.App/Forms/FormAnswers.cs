using System.Text.Json.Nodes;

namespace Portico.App.Forms;

/// <param name="Accepted">Normalised answers of the fields that were asked. Null takes back an earlier answer.</param>
/// <param name="Errors">By field name, or by part (<c>address.postcode</c>); in the customer's language.</param>
public sealed record AnswerCheck(JsonObject Accepted, IReadOnlyDictionary<string, string[]> Errors)
{
    public bool Ok => Errors.Count == 0;
}

public static class FormAnswers
{
    /// <summary>What of these answers may be stored. Answers to questions that were not asked are dropped.</summary>
    /// <param name="earlier">Answers of earlier steps, for conditions; and of this one, if it was answered before.</param>
    /// <param name="country">ISO code, for phone numbers and postcodes written the local way.</param>
    public static AnswerCheck Check(FormDefinition form, JsonObject answers, JsonObject earlier, string locale, DateOnly today, string country = "GB")
    {
        var reader = new AnswerReader(locale, today, country);
        var readings = form.Fields.GroupBy(f => f.Name).ToDictionary(g => g.Key, g => reader.Read(g.First(), answers[g.Key]));
        var accepted = new JsonObject();
        var errors = new Dictionary<string, string[]>();

        foreach (var field in form.Fields.Where(f => f.Type != FieldTypes.Info))
        {
            var reading = readings[field.Name];
            if (!FormConditions.IsAsked(field, form, name => readings.TryGetValue(name, out var sibling) ? sibling.Value : earlier[name]))
            {
                TakeBack(field);
            }
            else if (reading.Errors.Count > 0)
            {
                foreach (var part in reading.Errors.GroupBy(e => e.Part)) errors[part.Key is null ? field.Name : $"{field.Name}.{part.Key}"] = part.Select(e => e.Text).ToArray();
            }
            else if (reading.Value is not null)
            {
                accepted[field.Name] = reading.Value.DeepClone();
            }
            else if (field.Required)
            {
                errors[field.Name] = [reader.Missing(field)];
            }
            else
            {
                TakeBack(field);
            }
        }
        return new AnswerCheck(accepted, errors);

        void TakeBack(FormField field)
        {
            if (earlier[field.Name] is not null) accepted[field.Name] = null;
        }
    }
}
