using System.Collections.Frozen;
using System.Globalization;
using Portico.App.Shared;

namespace Portico.App.Forms;

/// <summary>What Portico itself says at a field, in one language. A language is one file in <c>Forms/Texts</c>; all files have the same keys.</summary>
public sealed class FormTexts
{
    private static readonly LanguageFiles<FormTexts> All = new(typeof(FormTexts).Assembly, "Forms/Texts/", (locale, texts) => new(locale, texts));

    private readonly FrozenDictionary<string, string> texts;

    private FormTexts(string locale, FrozenDictionary<string, string> texts) => (Locale, this.texts) = (locale, texts);

    public static IEnumerable<string> Locales => All.Languages;

    public string Locale { get; }

    public IEnumerable<string> Keys => texts.Keys;

    public string this[string key] => texts[key];

    /// <summary>From <c>zh-HK</c> to <c>zh-Hant</c> to English.</summary>
    public static FormTexts In(string locale) => All.In(locale);

    public bool Has(string key) => texts.ContainsKey(key);

    public string Text(string key, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var text = texts[key];
        foreach (var (name, value) in values) text = text.Replace("{" + name + "}", value, StringComparison.Ordinal);
        return text;
    }

    /// <summary>The form that fits a number: <c>key.one</c>, <c>key.few</c> ...; <c>{count}</c> is the number.</summary>
    public string Count(string key, decimal number) =>
        Text($"{key}.{(number == decimal.Truncate(number) && Math.Abs(number) < long.MaxValue ? PluralForms.Of(Locale, (long)Math.Abs(number)) : "other")}", ("count", Number(number, "#,0.##")));

    /// <param name="format">As for .NET; its marks become those of the language.</param>
    public string Number(decimal number, string format) =>
        string.Concat(number.ToString(format, CultureInfo.InvariantCulture).Select(c => c switch { '.' => texts["number.decimal"], ',' => texts["number.group"], _ => c.ToString() }));
}
