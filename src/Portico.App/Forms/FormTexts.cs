using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace Portico.App.Forms;

/// <summary>What Portico itself says at a field, in one language. A language is one file in <c>Forms/Texts</c>; all files have the same keys.</summary>
public sealed class FormTexts
{
    private const string Folder = "Forms/Texts/";
    private static readonly FrozenDictionary<string, FormTexts> Languages = Load();

    private readonly FrozenDictionary<string, string> texts;

    private FormTexts(FrozenDictionary<string, string> texts) => this.texts = texts;

    public static IEnumerable<string> Locales => Languages.Keys;

    public IEnumerable<string> Keys => texts.Keys;

    public string this[string key] => texts[key];

    /// <summary>From <c>ar-EG</c> to <c>ar</c> to English.</summary>
    public static FormTexts In(string locale) =>
        Languages.TryGetValue(locale, out var exact) ? exact : Languages.TryGetValue(locale.Split('-')[0], out var language) ? language : Languages["en"];

    public bool Has(string key) => texts.ContainsKey(key);

    public string Text(string key, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var text = texts[key];
        foreach (var (name, value) in values) text = text.Replace("{" + name + "}", value, StringComparison.Ordinal);
        return text;
    }

    private static FrozenDictionary<string, FormTexts> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).ToFrozenDictionary(
            name => Path.GetFileNameWithoutExtension(name),
            name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                return new FormTexts(JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToFrozenDictionary());
            });
    }
}
