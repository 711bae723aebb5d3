using System.Collections.Frozen;

namespace Portico.App.Shared;

/// <summary>What BCP-47 tags say about each other: which texts do for a reader, the nearest first, and which way they are written.</summary>
public static class LanguageTags
{
    private static readonly FrozenSet<string> TraditionalChinese = new[] { "TW", "HK", "MO" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private static readonly FrozenSet<string> RightToLeft = new[] { "ar", "he", "fa", "ur", "ps", "sd", "ug", "yi", "dv", "ckb" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>From <c>ar-EG</c> to <c>ar</c>, from <c>zh-HK</c> to <c>zh-Hant</c> to <c>zh</c>: a region of China says which script is read there.</summary>
    public static IReadOnlyList<string> Chain(string tag)
    {
        var language = LanguageOf(tag);
        return [.. new[] { tag, Written(tag), language }.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <returns>The one that a reader of this language would choose: its own, a more general one, one of the same language elsewhere; null: there is none.</returns>
    public static string? Nearest(string wanted, IEnumerable<string> offered)
    {
        var all = offered as IReadOnlyCollection<string> ?? [.. offered];
        return Chain(wanted).Select(tag => all.FirstOrDefault(one => one.Equals(tag, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(one => one is not null)
            ?? all.FirstOrDefault(one => IsFor(one, wanted)) ?? all.FirstOrDefault(one => LanguageOf(one) == LanguageOf(wanted));
    }

    /// <summary>Whether a text in one language is one for a reader of the other: <c>zh-Hant</c> is for <c>zh-HK</c>, and <c>zh-Hans</c> is not.</summary>
    public static bool IsFor(string text, string reader) => Written(text) == Written(reader);

    public static bool IsRightToLeft(string tag) => RightToLeft.Contains(LanguageOf(tag));

    public static string DirectionOf(string tag) => IsRightToLeft(tag) ? "rtl" : "ltr";

    /// <summary>The language, with the script where it is written in two that not everybody reads.</summary>
    private static string Written(string tag)
    {
        if (LanguageOf(tag) is not "zh" and var language) return language;
        var parts = tag.Split('-');
        return parts.Contains("Hant", StringComparer.OrdinalIgnoreCase) || !parts.Contains("Hans", StringComparer.OrdinalIgnoreCase) && parts.Any(TraditionalChinese.Contains) ? "zh-Hant" : "zh-Hans";
    }

    /// <summary><c>ar</c> of <c>ar-EG</c>.</summary>
    public static string LanguageOf(string tag) => (tag.IndexOf('-', StringComparison.Ordinal) is > 0 and var end ? tag[..end] : tag).ToLowerInvariant();
}
