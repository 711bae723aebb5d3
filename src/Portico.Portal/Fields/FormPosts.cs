using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Portico.App.Forms;

namespace Portico.Portal.Fields;

/// <summary>Turns a posted form into the answers that the API would get. What cannot be read is handed on as typed, so that the rules of the form can complain about it.</summary>
public static class FormPosts
{
    /// <summary>Of the buttons that show other times to choose from, instead of handing the form in.</summary>
    public const string SlotsFrom = "slots-from";

    /// <summary>Of the buttons that show the page in another language, instead of handing the form in.</summary>
    public const string Language = "locale";

    /// <summary>Of the first time that is shown: where the customer looks stays, whatever is posted.</summary>
    public const string SlotsShown = "slots-shown";

    public static readonly IReadOnlyList<string> DateParts = ["year", "month", "day"];

    /// <param name="locale">The customer's language: how numbers are written in it.</param>
    public static JsonObject Read(IFormCollection form, IReadOnlyList<FieldView> fields, string locale = "en")
    {
        var answers = new JsonObject();
        foreach (var field in fields.Where(field => field.Type != FieldTypes.Info))
        {
            answers[field.Name] = Answer(form, field, locale);
        }

        return answers;
    }

    /// <returns>The first day that the customer wants to see times of; null: the form was handed in.</returns>
    public static DateOnly? Looking(IFormCollection form) => FormDates.Read(form[SlotsFrom].ToString());

    private static JsonNode? Answer(IFormCollection form, FieldView field, string locale) => field.Type switch
    {
        FieldTypes.Consent => Typed(form, field.Name) is "true" or "on",
        FieldTypes.Boolean => Typed(form, field.Name) switch { "true" => true, "false" => false, var other => other },
        FieldTypes.Choices => new JsonArray([.. form[field.Name].Where(value => !string.IsNullOrEmpty(value)).Select(value => JsonValue.Create(value))]),
        FieldTypes.Date => Date(form, field.Name),
        FieldTypes.Address => Address(form, field.Name),
        FieldTypes.Number or FieldTypes.Money => Typed(form, field.Name) is not { } typed ? null : NumberText.TryRead(typed, locale, out var number) ? number : typed,
        FieldTypes.Phone or FieldTypes.Iban or FieldTypes.MeterPoint => Typed(form, field.Name) is { } typed ? Digits.ToLatin(typed) : null,
        FieldTypes.File => Typed(form, $"{field.Name}.remove") is null && Typed(form, $"{field.Name}.file") is { } id ? field.Value is JsonObject known && (string?)known["id"] == id ? known.DeepClone() : id : null,
        FieldTypes.Signature => Signature(form, field.Name),
        _ => Typed(form, field.Name),
    };

    /// <summary>A name that was typed wins, unless the page says that the drawing counts.</summary>
    private static JsonObject? Signature(IFormCollection form, string name)
    {
        var (typed, strokes) = (Typed(form, $"{name}.name"), Typed(form, $"{name}.strokes"));
        var how = Typed(form, $"{name}.how") ?? (typed is null ? "drawn" : "typed");
        if (how == "typed") return typed is null ? null : new JsonObject { ["name"] = typed };
        return strokes is null ? null : new JsonObject { ["strokes"] = Numbers(strokes) };
    }

    private static JsonNode Numbers(string strokes)
    {
        try
        {
            return JsonNode.Parse(strokes) ?? "";
        }
        catch (JsonException)
        {
            return strokes;
        }
    }

    /// <summary>An ISO date, whether it came in one piece or in three; or what was typed with hyphens between.</summary>
    private static string? Date(IFormCollection form, string name)
    {
        if (Typed(form, name) is { } whole) return Digits.ToLatin(whole);

        var parts = DateParts.Select(part => Digits.ToLatin(Typed(form, $"{name}.{part}") ?? "")).ToArray();
        if (parts.All(part => part.Length == 0)) return null;

        return parts[0].Length == 4 && parts.All(part => part.All(char.IsAsciiDigit)) && DateOnly.TryParseExact(string.Join('-', parts), "yyyy-M-d", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : string.Join('-', parts);
    }

    private static JsonObject? Address(IFormCollection form, string name)
    {
        var address = new JsonObject();
        foreach (var part in FieldTypes.AddressParts)
        {
            if (Typed(form, $"{name}.{part}") is { } typed) address[part] = typed;
        }

        return address.Count == 0 ? null : address;
    }

    private static string? Typed(IFormCollection form, string name) => form[name].ToString().Trim() is { Length: > 0 } typed ? typed : null;
}
