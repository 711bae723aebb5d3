using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Portico.App.Forms;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>Binds a signature to what was signed: the words of the page and the answers on it, in the customer's language, as they stood at that moment.</summary>
internal static class Signing
{
    /// <summary>Completes the signatures among the answers.</summary>
    /// <returns>What to note in the journal.</returns>
    public static IEnumerable<JournalEntry> Seal(JsonObject accepted, FormDefinition form, CaseRunner.Loaded loaded, Wait wait, string country, string otherwise, DateTimeOffset now)
    {
        var (found, journey, run) = loaded;
        foreach (var field in form.Fields.Where(f => f.Type == FieldTypes.Signature))
        {
            if (accepted[field.Name] is not JsonObject signature) continue;
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(WordsOf(form, accepted, form.Kind == "summary" ? CaseViews.Answered(journey, run, found.Locale, country, otherwise) : [], found.Locale, country, otherwise))));
            var version = journey.FormVersions.GetValueOrDefault(form.Key);
            signature["at"] = now.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            signature["locale"] = found.Locale;
            signature["form"] = form.Key;
            signature["formVersion"] = version;
            signature["sha256"] = sha256;
            yield return new(JournalKinds.StepSigned, wait.ActivityId, null, new()
            {
                ["field"] = field.Name, ["how"] = signature["name"] is null ? "drawn" : "typed", ["form"] = form.Key, ["formVersion"] = version, ["locale"] = found.Locale, ["sha256"] = sha256,
            });
        }
    }

    /// <summary>Line by line, so that it can be put together again from the form's version and the answers of the case.</summary>
    private static string WordsOf(FormDefinition form, JsonObject accepted, IReadOnlyList<AnsweredStep> answered, string locale, string country, string otherwise)
    {
        var words = new List<string?> { form.Title.In(locale, otherwise), form.Intro?.In(locale, otherwise) };
        words.AddRange(answered.SelectMany(step => step.Fields.Select(field => $"{field.Label}: {field.Value}").Prepend(step.Title)));
        foreach (var field in form.Fields)
        {
            if (field.Type != FieldTypes.Info && accepted[field.Name] is null) continue;
            words.Add(field.Section?.In(locale, otherwise));
            words.Add(field.Type is FieldTypes.Info or FieldTypes.Signature ? field.Label.In(locale, otherwise) : $"{field.Label.In(locale, otherwise)}: {FormViews.Display(field, accepted[field.Name], locale, country, otherwise)}");
            words.Add(field.Help?.In(locale, otherwise));
        }

        return string.Join('\n', words.Where(line => !string.IsNullOrEmpty(line)));
    }
}
