using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace Portico.Portal.Texts;

/// <summary>The portal's own words in one language. A text that a language lacks is taken from English; an unknown key is a mistake and throws.</summary>
public sealed class Wording
{
    private const string Fallback = "en";

    private static readonly FrozenDictionary<string, Wording> All = Load();

    private readonly FrozenDictionary<string, string> texts;
    private readonly Wording? fallback;

    private Wording(string language, FrozenDictionary<string, string> texts, Wording? fallback) => (Language, this.texts, this.fallback) = (language, texts, fallback);

    /// <summary>The languages the portal itself speaks.</summary>
    public static IReadOnlyList<string> Languages => All.Keys;

    public string Language { get; }

    public IReadOnlyCollection<string> Keys => texts.Keys;

    public string this[string key] =>
        texts.TryGetValue(key, out var text) ? text
        : fallback is not null ? fallback[key]
        : throw new KeyNotFoundException($"The portal has no text '{key}'.");

    /// <param name="locale">A BCP-47 tag; <c>ar-EG</c> falls back to <c>ar</c>, and that to English.</param>
    public static Wording In(string locale) => All.GetValueOrDefault(locale.Split('-')[0].ToLowerInvariant()) ?? All[Fallback];

    public string With(string key, params object[] values) => string.Format(CultureInfo.InvariantCulture, this[key], values);

    /// <summary>The form of a text that fits a number: <c>key.one</c>, <c>key.few</c> ...; <c>{0}</c> is the number.</summary>
    public string Count(string key, int number) => With($"{key}.{FormOf(number)}", number);

    private string FormOf(int number) => Language switch
    {
        "ar" => number switch
        {
            0 => "zero",
            1 => "one",
            2 => "two",
            _ when number % 100 is >= 3 and <= 10 => "few",
            _ when number % 100 >= 11 => "many",
            _ => "other",
        },
        _ => number == 1 ? "one" : "other",
    };

    private static FrozenDictionary<string, Wording> Load()
    {
        var english = Read(Fallback, null);
        return new[] { english, Read("ar", english) }.ToFrozenDictionary(words => words.Language);
    }

    private static Wording Read(string language, Wording? fallback)
    {
        using var stream = typeof(Wording).Assembly.GetManifestResourceStream($"{typeof(Wording).Namespace}.{language}.json")
            ?? throw new InvalidOperationException($"The texts for '{language}' are missing.");
        return new(language, JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToFrozenDictionary(), fallback);
    }
}
