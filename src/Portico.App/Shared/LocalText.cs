using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portico.App.Shared;

/// <summary>A text in several languages, keyed by BCP-47 tag. Falls back from <c>ar-EG</c> to <c>ar</c> to <c>en</c> to whatever there is.</summary>
[JsonConverter(typeof(Converter))]
public sealed class LocalText(IReadOnlyDictionary<string, string> texts)
{
    public IReadOnlyDictionary<string, string> Texts { get; } = texts;

    public static LocalText Of(string english) => new(new Dictionary<string, string> { ["en"] = english });

    public bool Has(string locale) => Texts.ContainsKey(locale) || Texts.ContainsKey(locale.Split('-')[0]);

    public string In(string locale) =>
        Texts.TryGetValue(locale, out var exact) ? exact
        : Texts.TryGetValue(locale.Split('-')[0], out var language) ? language
        : Texts.TryGetValue("en", out var english) ? english
        : Texts.Values.FirstOrDefault() ?? "";

    private sealed class Converter : JsonConverter<LocalText>
    {
        public override LocalText Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? Of(reader.GetString()!) : new(JsonSerializer.Deserialize<Dictionary<string, string>>(ref reader, options) ?? []);

        public override void Write(Utf8JsonWriter writer, LocalText value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Texts, options);
    }
}
