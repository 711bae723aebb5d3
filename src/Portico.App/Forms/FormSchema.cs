using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.App.Shared;

namespace Portico.App.Forms;

/// <summary>Makes a form of a JSON Schema (https://json-schema.org, draft 2020-12 and those before it): each property becomes a question. What a form cannot ask is told, never dropped in silence.</summary>
public sealed class FormSchema
{
    public const int LongestText = 256 * 1024;
    private const int MostFields = 200, Deepest = 8;

    private static readonly string[] Streets = ["line1", "street", "streetAddress", "street_address", "addressLine1"], Places = ["city", "town", "locality", "addressLocality"], Codes = ["postcode", "postalCode", "postal_code", "zip", "zipCode"];
    private static readonly string[] NotTaken = ["if", "then", "else", "allOf", "not", "dependentRequired", "dependentSchemas", "dependencies", "patternProperties", "propertyNames"];

    private readonly JsonObject root;
    private readonly string locale;
    private readonly List<FormField> fields = [];
    private readonly List<string> notes = [];

    private FormSchema(JsonObject root, string locale) => (this.root, this.locale) = (root, locale);

    /// <param name="Notes">What was left out or has to be looked at, each with its place.</param>
    public sealed record Reading(FormDefinition Form, IReadOnlyList<string> Notes);

    private static Error Unreadable(string words) => new(422, "form.schema_unreadable", words);

    /// <param name="locale">The language its texts are taken to be in.</param>
    public static Result<Reading> Read(string json, string locale)
    {
        if (json.Length > LongestText) return Unreadable($"A schema has at most {LongestText / 1024} KiB.");
        JsonObject root;
        try
        {
            using var document = JsonDocument.Parse(json, new() { AllowDuplicateProperties = false, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 });
            if (JsonSerializer.Deserialize<JsonNode>(document) is not JsonObject schema) return Unreadable("A JSON Schema is an object in braces.");
            root = schema;
        }
        catch (JsonException e)
        {
            return Unreadable($"This is not JSON (line {e.LineNumber + 1}).");
        }

        var reader = new FormSchema(root, locale);
        reader.TakeProperties(root, "", null, 0);
        if (reader.fields.Count == 0) return Unreadable("This schema has no properties that a form could ask for.");
        var title = Text(root, "title") ?? "Imported form";
        return new Reading(new FormDefinition { Key = KeyOf(title), Title = reader.Local(title), Intro = Text(root, "description") is { } intro ? reader.Local(intro) : null, Fields = reader.fields }, reader.notes);
    }

    /// <param name="prefix">Of the names of what is inside an object.</param>
    /// <param name="section">The words over the first field of an object.</param>
    private void TakeProperties(JsonObject schema, string prefix, string? section, int depth)
    {
        foreach (var rule in NotTaken.Where(schema.ContainsKey)) notes.Add($"{(prefix.Length == 0 ? "The schema" : prefix)}: “{rule}” was not taken over. Say it with a condition at the field.");
        if (schema["properties"] is not JsonObject properties) return;
        var required = (schema["required"] as JsonArray ?? []).Select(name => name?.ToString()).ToHashSet();
        foreach (var (name, node) in properties)
        {
            if (fields.Count == MostFields)
            {
                notes.Add($"There are more than {MostFields} questions: the rest was left out.");
                return;
            }

            var place = prefix.Length == 0 ? name : $"{prefix}.{name}";
            if (Resolve(node, place, depth) is not { } property) continue;
            var before = fields.Count;
            if (KindOf(property) == "object" && !IsAddress(property)) TakeObject(property, place, name, depth);
            else if (FieldOf(property, place, required.Contains(name)) is { } field) fields.Add(field);
            if (section is not null && fields.Count > before)
            {
                fields[before] = fields[before] with { Section = Local(section) };
                section = null;
            }
        }
    }

    private void TakeObject(JsonObject property, string place, string name, int depth)
    {
        if (depth == Deepest) notes.Add($"{place}: objects inside one another go deeper than {Deepest}; this one was left out.");
        else TakeProperties(property, place, Text(property, "title") ?? InWords(name), depth + 1);
    }

    private FormField? FieldOf(JsonObject property, string place, bool required)
    {
        var options = OptionsOf(property);
        var several = KindOf(property) == "array" && property.ContainsKey("items") && Resolve(property["items"], place, 0) is { } items && (options = OptionsOf(items)).Count > 0;
        var type = several ? FieldTypes.Choices : options.Count > 0 ? FieldTypes.Choice : KindOf(property) switch
        {
            "boolean" => FieldTypes.Boolean,
            "number" or "integer" => FieldTypes.Number,
            "object" => FieldTypes.Address,
            "string" or null => TypeOfText(property),
            _ => null,
        };
        if (type is null)
        {
            notes.Add($"{place}: a form has no question for “{KindOf(property)}”; it was left out.");
            return null;
        }

        var isFile = type is FieldTypes.File or FieldTypes.Signature; // limits and examples of a schema are about the encoded text
        var (min, max) = type is FieldTypes.Number ? ("minimum", "maximum") : ("minLength", "maxLength");
        var field = new FormField
        {
            Name = NameOf(place), Type = type, Label = Local(Text(property, "title") ?? InWords(place[(place.LastIndexOf('.') + 1)..])), Help = Text(property, "description") is { } help ? Local(help) : null,
            Required = required && !IsNullable(property), Accept = type == FieldTypes.File ? KindOfFile(property) : null, Options = options.Count > 0 ? options : null, Min = isFile ? null : Limit(property[min]), Max = isFile ? null : Limit(property[max]), Pattern = isFile ? null : PatternOf(property, place), Example = isFile ? null : ExampleOf(property, type),
        };
        foreach (var rule in new[] { "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems", "maxItems", "const" }.Where(property.ContainsKey)) notes.Add($"{place}: “{rule}” was not taken over.");
        if (field.Type == FieldTypes.Choice && options.Count < 2) notes.Add($"{place}: there is only one choice.");
        return field;
    }

    private static string TypeOfText(JsonObject property) => (Text(property, "format") ?? "") switch
    {
        "email" or "idn-email" => FieldTypes.Email,
        "date" => FieldTypes.Date,
        "phone" or "tel" => FieldTypes.Phone,
        "iban" => FieldTypes.Iban,
        "textarea" => FieldTypes.Multiline,
        "signature" => FieldTypes.Signature,
        "binary" or "data-url" or "file" => FieldTypes.File,
        _ when property.ContainsKey("contentEncoding") || property.ContainsKey("contentMediaType") => FieldTypes.File,
        _ => property["maxLength"] is JsonValue longest && longest.TryGetValue<int>(out var most) && most > 255 ? FieldTypes.Multiline : FieldTypes.Text,
    };

    private static string? KindOfFile(JsonObject property) => Text(property, "contentMediaType") switch { "application/pdf" => FileTypes.Documents, { } type when type.StartsWith("image/", StringComparison.Ordinal) => FileTypes.Photos, _ => null };

    /// <summary>A schema finds its pattern anywhere in a text; a form compares the whole of it.</summary>
    private string? PatternOf(JsonObject property, string place)
    {
        if (Text(property, "pattern") is not { } pattern) return null;
        var isWhole = pattern.Length > 1 && pattern[0] == '^' && pattern[^1] == '$' && pattern[^2] != '\\' && !pattern.Contains('|', StringComparison.Ordinal);
        var whole = isWhole ? pattern[1..^1] : $".*(?:{pattern}).*";
        if (FormFindings.IsPattern(whole)) return whole;
        notes.Add($"{place}: its pattern does not run in linear time (look-around or back-references) and was left out.");
        return null;
    }

    private List<FieldOption> OptionsOf(JsonObject property)
    {
        if (property["enum"] is JsonArray values) return [.. values.OfType<JsonValue>().Select(value => Option(value.ToString(), InWords(value.ToString()), null))];
        var named = (property["oneOf"] ?? property["anyOf"]) as JsonArray ?? [];
        return named.Count > 0 && named.All(one => one is JsonObject choice && choice["const"] is JsonValue) ? [.. named.OfType<JsonObject>().Select(choice => Option(choice["const"]!.ToString(), Text(choice, "title") ?? InWords(choice["const"]!.ToString()), Text(choice, "description")))] : [];

        FieldOption Option(string value, string label, string? help) => new(value, Local(label), help is null ? null : Local(help));
    }

    private static JsonNode? ExampleOf(JsonObject property, string type)
    {
        var example = (property["examples"] as JsonArray)?.FirstOrDefault() ?? property["example"] ?? property["default"];
        return example is null || type == FieldTypes.Address != example is JsonObject ? null : example.DeepClone();
    }

    /// <summary>What a reference within this file points at.</summary>
    private JsonObject? Resolve(JsonNode? node, string place, int depth)
    {
        for (var hops = 0; node is JsonObject schema && Text(schema, "$ref") is { } reference; hops++)
        {
            if (hops + depth > Deepest || !reference.StartsWith("#/", StringComparison.Ordinal))
            {
                notes.Add($"{place}: “$ref” is followed within the same file only, and not in circles; it was left out.");
                return null;
            }

            node = reference[2..].Split('/').Aggregate((JsonNode?)root, (at, step) => at is JsonObject container ? container[Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)] : null);
        }

        if (node is JsonObject found) return found;
        notes.Add($"{place}: there is no description of it; it was left out.");
        return null;
    }

    private static string? KindOf(JsonObject schema) => schema["type"] is JsonArray several ? several.Select(one => one?.ToString()).FirstOrDefault(one => one != "null") : Text(schema, "type") ?? (schema.ContainsKey("properties") ? "object" : null);

    private static bool IsNullable(JsonObject schema) => schema["type"] is JsonArray several && several.Any(one => one?.ToString() == "null");

    private static bool IsAddress(JsonObject schema) => schema["properties"] is JsonObject parts && Streets.Any(parts.ContainsKey) && Places.Concat(Codes).Any(parts.ContainsKey);

    private static string? Limit(JsonNode? limit) => limit is JsonValue value && decimal.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number.ToString(CultureInfo.InvariantCulture) : null;

    private static string? Text(JsonObject schema, string member) => schema[member] is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.ToString().Trim() is { Length: > 0 } text ? text : null;

    private LocalText Local(string text) => new(new Dictionary<string, string> { [locale] = text });

    /// <summary>Letters and digits, in one word, unlike any other.</summary>
    private string NameOf(string place)
    {
        var name = new StringBuilder();
        foreach (var part in place.Split('.', '_', '-', ' ')) name.Append(name.Length == 0 ? Letters(part) : Capital(Letters(part)));
        var wanted = name.Length == 0 || !char.IsAsciiLetter(name[0]) ? "field" + name : name.ToString();
        wanted = char.ToLowerInvariant(wanted[0]) + wanted[1..Math.Min(wanted.Length, 60)];
        return Enumerable.Range(1, MostFields + 1).Select(n => n == 1 ? wanted : wanted + n.ToString(CultureInfo.InvariantCulture)).First(free => fields.All(field => field.Name != free));
    }

    private static string Letters(string part) => string.Concat(part.Where(char.IsAsciiLetterOrDigit));

    private static string Capital(string word) => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..];

    /// <summary>From <c>moveInDate</c> or <c>move_in_date</c> to “Move in date”.</summary>
    private static string InWords(string name)
    {
        var words = new StringBuilder();
        foreach (var letter in name)
        {
            if (letter is '_' or '-') words.Append(' ');
            else if (char.IsUpper(letter) && words.Length > 0 && char.IsLower(words[^1])) words.Append(' ').Append(char.ToLowerInvariant(letter));
            else words.Append(letter);
        }

        return Capital(words.ToString().Trim());
    }

    private static string KeyOf(string title)
    {
        var key = string.Join('-', new string([.. title.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return key.Length < 2 ? "imported" : key[..Math.Min(key.Length, 64)].TrimEnd('-');
    }
}
