using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace Portico.App.Shared;

/// <summary>What Portico itself says, one file for each language in an assembly: <c>prefix</c> + tag + <c>.json</c>. English is always among them.</summary>
/// <typeparam name="T">The texts of one language.</typeparam>
public sealed class LanguageFiles<T>
{
    private const string Ending = ".json", English = "en";
    private readonly FrozenDictionary<string, T> all;

    /// <param name="make">Of the tag of a language and its texts by key.</param>
    public LanguageFiles(Assembly assembly, string prefix, Func<string, FrozenDictionary<string, string>, T> make)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var files = assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(Ending, StringComparison.Ordinal));
        all = files.ToDictionary(name => name[prefix.Length..^Ending.Length], name =>
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            return make(name[prefix.Length..^Ending.Length], JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToFrozenDictionary());
        }).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<string> Languages => all.Keys;

    /// <param name="locale">A BCP-47 tag; <c>zh-HK</c> falls back to <c>zh-Hant</c>, and what we do not speak to the next one.</param>
    /// <param name="otherwise">The tenant's own language; null: English.</param>
    public T In(string locale, string? otherwise = null) =>
        all.TryGetValue(locale, out var exact) ? exact
        : all[LanguageTags.Nearest(locale, all.Keys) ?? (otherwise is null ? null : LanguageTags.Nearest(otherwise, all.Keys)) ?? English];
}
