using System.Collections.Frozen;
using System.Globalization;
using Portico.App.Shared;

namespace Portico.Portal.Texts;

/// <summary>The portal's own words in one language; an unknown key is a mistake and throws. A language is one file beside this one; all have the same keys, and a text that depends on a number the forms of its language.</summary>
public sealed class Wording
{
    private static readonly LanguageFiles<Wording> All = new(typeof(Wording).Assembly, typeof(Wording).Namespace + ".", (language, texts) => new(language, texts));

    private readonly FrozenDictionary<string, string> texts;

    private Wording(string language, FrozenDictionary<string, string> texts) => (Language, this.texts) = (language, texts);

    /// <summary>The languages the portal itself speaks.</summary>
    public static IReadOnlyList<string> Languages => All.Languages;

    public string Language { get; }

    public IReadOnlyCollection<string> Keys => texts.Keys;

    /// <summary>The language as it calls itself.</summary>
    public string Name => this["language.name"];

    public string this[string key] => texts.TryGetValue(key, out var text) ? text : throw new KeyNotFoundException($"The portal has no text '{key}' in {Language}.");

    /// <inheritdoc cref="LanguageFiles{T}.In"/>
    public static Wording In(string locale, string? otherwise = null) => All.In(locale, otherwise);

    public string With(string key, params object[] values) => string.Format(CultureInfo.InvariantCulture, this[key], values);

    /// <summary>The form of a text that fits a number: <c>key.one</c>, <c>key.few</c> ...; <c>{0}</c> is the number.</summary>
    public string Count(string key, int number) => With($"{key}.{PluralForms.Of(Language, number)}", number);
}
