namespace Portico.App.Shared;

/// <summary>Which form of a text fits a whole number, by the rules of Unicode CLDR.</summary>
public static class PluralForms
{
    /// <summary>All that a language has; <c>other</c> comes last.</summary>
    public static IReadOnlyList<string> Of(string locale) => LanguageTags.LanguageOf(locale) switch
    {
        "ar" => ["zero", "one", "two", "few", "many", "other"],
        "zh" or "ko" or "ja" => ["other"],
        "es" or "fr" or "it" => ["one", "many", "other"],
        _ => ["one", "other"],
    };

    public static string Of(string locale, long number) => LanguageTags.LanguageOf(locale) switch
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
        "zh" or "ko" or "ja" => "other",
        "fr" => number is 0 or 1 ? "one" : Millions(number),
        "es" or "it" => number == 1 ? "one" : Millions(number),
        _ => number == 1 ? "one" : "other",
    };

    private static string Millions(long number) => number != 0 && number % 1_000_000 == 0 ? "many" : "other";
}
