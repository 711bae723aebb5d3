using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Portico.App.Forms;

/// <summary>Reads one answer as its field's type: the value to store, nothing, or what is wrong with it.</summary>
/// <param name="files">Those that were uploaded for this case and are fit to be an answer.</param>
internal sealed class AnswerReader(string locale, DateOnly today, string country, IReadOnlyDictionary<Guid, FileAnswer>? files = null, string? otherwise = null)
{
    private const int LongestText = 2_000, LongestAddressLine = 200, LongestEmail = 254, LongestName = 100;

    private readonly FormTexts texts = FormTexts.In(locale);

    // The patterns of all forms in use on a node stay compiled; .NET keeps 15 by itself.
    static AnswerReader() => Regex.CacheSize = 1_000;

    public Reading Read(FormField field, JsonNode? raw) => field.Type switch
    {
        FieldTypes.Info => Reading.Blank,
        FieldTypes.Choices => Choices(field, raw),
        FieldTypes.Boolean or FieldTypes.Consent => Boolean(field, raw),
        FieldTypes.Address => Address(field, raw),
        FieldTypes.File => File(field, raw),
        FieldTypes.Signature => Signature(raw),
        _ => Line(field, raw),
    };

    public string Missing(FormField field) => texts.Text(texts.Has($"required.{field.Type}") ? $"required.{field.Type}" : "required", ("label", field.Label.In(locale, otherwise)));

    private Reading Line(FormField field, JsonNode? raw)
    {
        if (!TryText(raw, out var text)) return No("wrong-shape");
        if (Flaw(text, LongestText, allowLines: field.Type == FieldTypes.Multiline) is { } flaw) return new Reading(null, [(null, flaw)]);
        text = Tidy(text);
        if (text.Length == 0) return Reading.Blank;
        if (field.Type is not (FieldTypes.MeterPoint or FieldTypes.Iban or FieldTypes.Phone or FieldTypes.Date or FieldTypes.Slot) && CardNumbers.LooksLikeOne(text)) return No("card-number");

        return field.Type switch
        {
            FieldTypes.Text or FieldTypes.Multiline => Text(field, text),
            FieldTypes.Email => Email(text),
            FieldTypes.Phone => PhoneNumbers.Normalise(text, country) is { } phone ? Reading.Of(phone) : No("phone.format"),
            FieldTypes.Date => Date(field, text),
            FieldTypes.Number or FieldTypes.Money => Number(field, raw, text),
            FieldTypes.Choice => field.Options?.Any(o => o.Value == text) == true ? Reading.Of(text) : No("choice.unknown"),
            FieldTypes.MeterPoint => Identifier(field.Scheme ?? Identifiers.MeterSerial, text),
            FieldTypes.Iban => Identifier(Identifiers.Iban, text),
            FieldTypes.Slot => SlotTimes.Read(text) is { } start ? Reading.Of(SlotTimes.Iso(start)) : No("choice.unknown"), // whether it is free is seen where it is taken
            _ => throw new InvalidOperationException($"Field '{field.Name}' has the unknown type '{field.Type}'."),
        };
    }

    private Reading Text(FormField field, string text)
    {
        if (Limit(field.Min) is { } min && text.Length < min) return new Reading(null, [(null, texts.Count("too-short", min))]);
        if (Limit(field.Max) is { } max && text.Length > max) return new Reading(null, [(null, texts.Count("too-long", max))]);
        if (field.Pattern is null || Regex.IsMatch(text, $@"\A(?:{field.Pattern})\z", RegexOptions.NonBacktracking)) return Reading.Of(text);
        return FormConditions.Text(field.Example) is { } example ? No("pattern.example", ("label", field.Label.In(locale, otherwise)), ("example", example)) : No("pattern", ("label", field.Label.In(locale, otherwise)));
    }

    private Reading Email(string text)
    {
        var at = text.LastIndexOf('@');
        if (at < 1 || text.Length > LongestEmail) return No("email.format");
        var (name, domain) = (text[..at], text[(at + 1)..].ToLowerInvariant());
        var nameFits = name.Length <= 64 && name[0] != '.' && name[^1] != '.' && !name.Contains("..", StringComparison.Ordinal) && !name.Any(c => char.IsWhiteSpace(c) || "@<>()[],;:\"\\".Contains(c));
        var labels = domain.Split('.');
        var domainFits = labels.Length >= 2 && labels.All(l => l.Length is >= 1 and <= 63 && l[0] != '-' && l[^1] != '-' && l.All(c => char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark || c == '-')) && labels[^1].Length >= 2 && !Digits.All(labels[^1]);
        return nameFits && domainFits ? Reading.Of($"{name}@{domain}") : No("email.format");
    }

    private Reading Date(FormField field, string text)
    {
        if (FormDates.Read(text) is not { Year: >= 1000 } date) return No("date.format");
        if (field.Min is not null && FormDates.Resolve(field.Min, today) is { } min && date < min) return No("date.min", ("min", FormDates.InWords(min, locale)));
        if (field.Max is not null && FormDates.Resolve(field.Max, today) is { } max && date > max) return No("date.max", ("max", FormDates.InWords(max, locale)));
        return Reading.Of(FormDates.Iso(date));
    }

    private Reading Number(FormField field, JsonNode? raw, string text)
    {
        var read = raw?.GetValueKind() == JsonValueKind.Number
            ? decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            : NumberText.TryRead(text, locale, out number);
        if (!read) return No("number.format");
        if (field.Type == FieldTypes.Money && decimal.Round(number, 2) != number) return No("money.format");
        if (Limit(field.Min) is { } min && number < min) return No("number.min", ("min", Number(min)));
        if (Limit(field.Max) is { } max && number > max) return No("number.max", ("max", Number(max)));
        return new Reading(JsonValue.Create(number / 1.0000000000000000000000000000m), []);     // drops trailing zeros
    }

    private Reading Identifier(string scheme, string text)
    {
        var check = Identifiers.Check(scheme, text);
        return check.Valid ? Reading.Of(check.Normalised!) : No($"identifier.{check.ReasonKey}");
    }

    private Reading Choices(FormField field, JsonNode? raw)
    {
        var chosen = new List<string>();
        foreach (var one in raw as JsonArray ?? [raw?.DeepClone()])
        {
            if (!TryText(one, out var text)) return No("wrong-shape");
            if (text.Length == 0 || chosen.Contains(text)) continue;
            if (field.Options?.Any(o => o.Value == text) != true) return No("choice.unknown");
            chosen.Add(text);
        }
        return chosen.Count == 0 ? Reading.Blank : new Reading(new JsonArray([.. chosen.Select(value => JsonValue.Create(value))]), []);
    }

    private Reading Boolean(FormField field, JsonNode? raw)
    {
        if (!TryText(raw, out var text) && raw?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False)) return No("wrong-shape");
        bool? given = (raw?.GetValueKind(), text.Trim()) switch
        {
            (JsonValueKind.True, _) or (_, "true" or "yes" or "on") => true,
            (JsonValueKind.False, _) or (_, "false" or "no" or "off") => false,
            _ => null,
        };
        if (field.Type == FieldTypes.Consent) return given == true ? Reading.Of(true) : field.Required ? Reading.Blank : Reading.Of(false);     // an empty box is a no
        return given is { } answer ? Reading.Of(answer) : text.Length == 0 ? Reading.Blank : No("wrong-shape");
    }

    private Reading Address(FormField field, JsonNode? raw)
    {
        if (raw is not (null or JsonObject)) return No("wrong-shape");
        var parts = new JsonObject();
        var errors = new List<(string?, string)>();
        foreach (var name in FieldTypes.AddressParts)
        {
            if (!TryText(raw?[name], out var text)) errors.Add((name, texts["wrong-shape"]));
            else if (Flaw(text, LongestAddressLine, allowLines: false) is { } flaw) errors.Add((name, flaw));
            else if (CardNumbers.LooksLikeOne(text)) errors.Add((name, texts["card-number"]));
            else if (Tidy(text) is { Length: > 0 } line) parts[name] = line;
        }
        if (errors.Count > 0) return new Reading(null, errors);
        if (parts.Count == 0 && !field.Required) return Reading.Blank;

        foreach (var name in FieldTypes.AddressParts.Where(name => name != "line2" && (name != "postcode" || AddressLayouts.HasPostcodes(country)) && !parts.ContainsKey(name))) errors.Add((name, texts[$"address.{name}.required"]));
        if (parts["postcode"] is { } postcode && country == "GB")
        {
            if (BritishPostcode(postcode.GetValue<string>()) is { } tidy) parts["postcode"] = tidy;
            else errors.Add(("postcode", texts["address.postcode.gb"]));
        }
        return errors.Count > 0 ? new Reading(null, errors) : new Reading(parts, []);
    }

    private Reading File(FormField field, JsonNode? raw)
    {
        if (!TryText(raw is JsonObject whole ? whole["id"] : raw, out var text)) return No("wrong-shape");
        if (text.Length == 0) return Reading.Blank;
        return Guid.TryParse(text, out var id) && files?.GetValueOrDefault(id) is { } file && file.Field == field.Name ? new Reading(file.ToJson(), []) : No("file.unknown");
    }

    private Reading Signature(JsonNode? raw)
    {
        if (raw is not (null or JsonObject)) return No("wrong-shape");
        if (raw?["strokes"] is { } drawn)
        {
            if (Strokes.Read(drawn) is not { } strokes) return No("signature.unreadable");
            return strokes.Count == 0 ? Reading.Blank : Strokes.IsMoreThanADot(strokes) ? new Reading(new JsonObject { ["strokes"] = strokes }, []) : No("signature.too-little");
        }

        if (!TryText(raw?["name"], out var name)) return No("wrong-shape");
        if (Flaw(name, LongestName, allowLines: false) is { } flaw) return new Reading(null, [(null, flaw)]);
        name = Tidy(name);
        if (name.Length == 0) return Reading.Blank;
        return name.Count(char.IsLetter) < 2 || CardNumbers.LooksLikeOne(name) ? No("signature.name") : new Reading(new JsonObject { ["name"] = name }, []);
    }

    private static string? BritishPostcode(string text)
    {
        var compact = string.Concat(Digits.ToLatin(text).Where(char.IsLetterOrDigit)).ToUpperInvariant();
        return Regex.IsMatch(compact, @"\A(?:[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}|GIR0AA)\z", RegexOptions.NonBacktracking) ? $"{compact[..^3]} {compact[^3..]}" : null;
    }

    /// <summary>False when it is neither a text nor a number nor absent.</summary>
    private static bool TryText(JsonNode? raw, out string text)
    {
        text = "";
        try
        {
            text = raw?.GetValueKind() switch { JsonValueKind.String => raw.GetValue<string>(), JsonValueKind.Number => raw.ToJsonString(), _ => "" };
        }
        catch (InvalidOperationException)
        {
            return false;     // half a surrogate pair: valid JSON, but no text
        }
        return raw is null || raw.GetValueKind() is JsonValueKind.String or JsonValueKind.Number;
    }

    private string? Flaw(string text, int longest, bool allowLines)
    {
        if (text.Length > longest) return texts.Count("too-long", longest);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) && !(allowLines && text[i] is ('\r' or '\n' or '\t'))) return texts["control-characters"];
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsSurrogatePair(text, i)) return texts["control-characters"];
            i++;
        }
        return null;
    }

    private static string Tidy(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Trim().Normalize(NormalizationForm.FormC);

    private static decimal? Limit(string? text) => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var limit) ? limit : null;

    private string Number(decimal number) => texts.Number(number, "#,0.##");

    private Reading No(string key, params ReadOnlySpan<(string, string)> values) => new(null, [(null, texts.Text(key, values))]);
}

/// <param name="Value">What to store; null for nothing.</param>
/// <param name="Errors">What is wrong, for the field or for a part of it.</param>
internal sealed record Reading(JsonNode? Value, IReadOnlyList<(string? Part, string Text)> Errors)
{
    public static readonly Reading Blank = new(null, []);

    public static Reading Of(string value) => new(JsonValue.Create(value), []);

    public static Reading Of(bool value) => new(JsonValue.Create(value), []);
}
