using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Portico.App.Shared;

namespace Portico.Portal.Texts;

/// <summary>The portal's own words in one language; an unknown key is a mistake and throws. A language is one file beside this one; all have the same keys, and a text that depends on a number the forms of its language.</summary>
public sealed class Wording
{
    private const string Fallback = "en";

    private static readonly FrozenDictionary<string, Wording> All = Load();

    private readonly FrozenDictionary<string, string> texts;

    private Wording(string language, FrozenDictionary<string, string> texts) => (Language, this.texts) = (language, texts);

    /// <summary>The languages the portal itself speaks.</summary>
    public static IReadOnlyList<string> Languages => All.Keys;

    public string Language { get; }

    public IReadOnlyCollection<string> Keys => texts.Keys;

    /// <summary>The language as it calls itself.</summary>
    public string Name => this["language.name"];

    public string this[string key] => texts.TryGetValue(key, out var text) ? text : throw new KeyNotFoundException($"The portal has no text '{key}' in {Language}.");

    /// <param name="locale">A BCP-47 tag; <c>zh-HK</c> falls back to <c>zh-Hant</c>, and what the portal does not speak to the next one.</param>
    /// <param name="otherwise">The tenant's own language; null: English.</param>
    public static Wording In(string locale, string? otherwise = null) =>
        All[LanguageTags.Nearest(locale, All.Keys) ?? (otherwise is null ? null : LanguageTags.Nearest(otherwise, All.Keys)) ?? Fallback];

    public string With(string key, params object[] values) => string.Format(CultureInfo.InvariantCulture, this[key], values);

    /// <summary>The form of a text that fits a number: <c>key.one</c>, <c>key.few</c> ...; <c>{0}</c> is the number.</summary>
    public string Count(string key, int number) => With($"{key}.{PluralForms.Of(Language, number)}", number);

    private static FrozenDictionary<string, Wording> Load()
    {
        var (assembly, prefix) = (typeof(Wording).Assembly, typeof(Wording).Namespace + ".");
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal)).Select(name =>
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            return new Wording(name[prefix.Length..^".json".Length], JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToFrozenDictionary());
        }).ToFrozenDictionary(words => words.Language, StringComparer.OrdinalIgnoreCase);
    }
}
