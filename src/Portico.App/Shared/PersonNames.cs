namespace Portico.App.Shared;

/// <summary>How the parts of a name stand together.</summary>
public static class PersonNames
{
    /// <summary>Whether people who speak this language name the family first.</summary>
    public static bool FamilyFirst(string locale) => LanguageTags.LanguageOf(locale) is "ko" or "zh" or "ja" or "hu";

    /// <summary>A name is written as its own script wants it, whatever the language around it: 김민준, 陳大文, Amina Clarke.</summary>
    public static string Full(string given, string family) =>
        given.Length == 0 || family.Length == 0 ? given + family : given.Concat(family).All(IsEastAsian) ? family + given : $"{given} {family}";

    private static bool IsEastAsian(char c) => c is >= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF' or >= '\uAC00' and <= '\uD7A3' or >= '\uF900' and <= '\uFAFF';
}
