using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portico.App.Shared;

/// <summary>A text in several languages, keyed by BCP-47 tag. Falls back from <c>zh-HK</c> to <c>zh-Hant</c> to the tenant's own language to English to whatever there is.</summary>
[JsonConverter(typeof(Converter))]
public sealed class LocalText(IReadOnlyDictionary<string, string> texts)
{
    public IReadOnlyDictionary<string, string> Texts { get; } = texts;

    public static LocalText Of(string english) => new(new Dictionary<string, string> { ["en"] = english });

    public bool Has(string locale) => Texts.ContainsKey(locale) || LanguageTags.Chain(locale).Any(Texts.ContainsKey);

    /// <param name="otherwise">The tenant's own language, for whoever reads one that the text lacks; null: English.</param>
    public string In(string locale, string? otherwise = null) => Texts.TryGetValue(locale, out var exact) ? exact : Nearest(locale, otherwise) is { } tag ? Texts[tag] : "";

    /// <returns>The language that <see cref="In"/> answers in, if it is none for this reader; else null.</returns>
    public string? ForeignTo(string locale, string? otherwise = null) =>
        Texts.ContainsKey(locale) || Nearest(locale, otherwise) is not { } tag || LanguageTags.IsFor(tag, locale) ? null : tag;

    private string? Nearest(string locale, string? otherwise)
    {
        if (Texts.Count == 0) return null;
        return LanguageTags.Nearest(locale, Texts.Keys) ?? (otherwise is null ? null : LanguageTags.Nearest(otherwise, Texts.Keys)) ?? (Texts.ContainsKey("en") ? "en" : Texts.Keys.First());
    }

    private sealed class Converter : JsonConverter<LocalText>
    {
        public override LocalText Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? Of(reader.GetString()!) : new(JsonSerializer.Deserialize<Dictionary<string, string>>(ref reader, options) ?? []);

        public override void Write(Utf8JsonWriter writer, LocalText value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Texts, options);
    }
}
