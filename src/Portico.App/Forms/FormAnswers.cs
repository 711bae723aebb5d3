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
    /// <param name="files">Uploads of this case that these answers may refer to.</param>
    /// <param name="otherwise">The language of what the form does not say in this one.</param>
    public static AnswerCheck Check(FormDefinition form, JsonObject answers, JsonObject earlier, string locale, DateOnly today, string country = "GB", IReadOnlyDictionary<Guid, FileAnswer>? files = null, string? otherwise = null)
    {
        var reader = new AnswerReader(locale, today, country, files, otherwise);
        var readings = new Reading[form.Fields.Count];
        for (var i = 0; i < readings.Length; i++) readings[i] = reader.Read(form.Fields[i], answers[form.Fields[i].Name]);
        var accepted = new JsonObject();
        var errors = new Dictionary<string, string[]>();

        for (var i = 0; i < readings.Length; i++)
        {
            var (field, reading) = (form.Fields[i], readings[i]);
            if (field.Type == FieldTypes.Info) continue;
            if (!FormConditions.IsAsked(field, form, Given))
            {
                TakeBack(field);
            }
            else if (reading.Errors.Count > 0)
            {
                foreach (var part in reading.Errors.GroupBy(e => e.Part)) errors[part.Key is null ? field.Name : $"{field.Name}.{part.Key}"] = part.Select(e => e.Text).ToArray();
            }
            else if (reading.Value is not null)
            {
                accepted[field.Name] = reading.Value;
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

        JsonNode? Given(string name)
        {
            for (var i = 0; i < readings.Length; i++)
                if (form.Fields[i].Name == name) return readings[i].Value;
            return earlier[name];
        }

        void TakeBack(FormField field)
        {
            if (earlier[field.Name] is not null) accepted[field.Name] = null;
        }
    }
}
