using System.Globalization;
using System.Text.RegularExpressions;
using Portico.App.Forms;
using Portico.App.Shared;
using Portico.Portal.Texts;

namespace Portico.App.Tests.Portal;

/// <summary>What Portico itself says to customers is complete in each language that it speaks.</summary>
public sealed partial class WordingTests
{
    /// <summary>Reviewed: these read the same in both languages, or are no words.</summary>
    private static readonly HashSet<string> SameAsInEnglish =
    [
        "zh-Hant file.mb", "tr page.test", "tr file.kb", "tr file.mb", "de page.test", "de file.kb", "de file.mb", "de resume.code", "it field.no", "it file.kb", "it file.mb", "es page.error_prefix", "es field.no", "es file.kb", "es file.mb", "es problem.error",
        "fr resume.code", "it no", "es no", "de month.4", "de month.8", "de month.9", "de month.11",
    ];

    private static readonly string[] NoWords = ["list.separator", "number.decimal", "number.group", "date.long", "date.first", "date.weekday", "slot.words", "slot.twice"];

    private static readonly string[] Spoken = ["en", "ar", "zh-Hant", "ko", "tr", "it", "es", "de", "fr"];

    public static TheoryData<string> Languages => new(Spoken);

    public static TheoryData<string> OtherLanguages => new(Spoken[1..]);

    [Fact]
    public void The_portal_and_the_forms_speak_the_same_nine_languages()
    {
        Assert.Equal(Spoken.Order(), Wording.Languages.Order());
        Assert.Equal(Wording.Languages.Order(), FormTexts.Locales.Order());
    }

    [Theory]
    [MemberData(nameof(OtherLanguages))]
    public void A_language_says_everything_that_English_says_with_the_same_values_in_it(string language) => Assert.All(Sources(language), source =>
    {
        var (english, other) = source;

        Assert.Equal(english.Keys.Select(key => Base(key, english)).Distinct().Order(), other.Keys.Select(key => Base(key, english)).Distinct().Order());
        // A form for one or two may say the number in a word.
        Assert.All(other, text => Assert.Equal(english.TryGetValue(text.Key, out var words) && Base(text.Key, english) == text.Key ? Values(words) : [], Values(text.Value).Where(value => Base(text.Key, english) == text.Key || value is not ("{0}" or "{count}"))));
        Assert.All(other.Where(text => Base(text.Key, english) + ".other" == text.Key), text => Assert.Equal(Values(english[text.Key]), Values(text.Value)));
        Assert.DoesNotContain(other, text => string.IsNullOrWhiteSpace(text.Value) && text.Key != "number.group");
    });

    [Theory]
    [MemberData(nameof(Languages))]
    public void A_text_with_a_number_has_each_form_that_the_language_has_and_no_other(string language) => Assert.All(Sources(language), source =>
    {
        var (english, texts) = source;
        var counted = english.Keys.Select(key => Base(key, english)).Where(key => !english.ContainsKey(key)).Distinct().ToList();

        Assert.NotEmpty(counted);
        Assert.All(counted, key => Assert.Equal(PluralForms.Of(language).Order(), texts.Keys.Where(one => Base(one, english) == key).Select(one => one[(key.Length + 1)..]).Order()));
    });

    /// <summary>From the tables of Unicode CLDR.</summary>
    [Theory]
    [InlineData("en", "0 other, 1 one, 2 other, 1000000 other")]
    [InlineData("de", "0 other, 1 one, 2 other")]
    [InlineData("tr", "0 other, 1 one, 2 other")]
    [InlineData("fr", "0 one, 1 one, 2 other, 1000000 many")]
    [InlineData("es", "0 other, 1 one, 2 other, 1000000 many")]
    [InlineData("it", "0 other, 1 one, 2 other, 2000000 many")]
    [InlineData("ko", "0 other, 1 other, 2 other")]
    [InlineData("zh-Hant", "0 other, 1 other, 2 other")]
    [InlineData("ar", "0 zero, 1 one, 2 two, 3 few, 10 few, 11 many, 99 many, 100 other, 102 other, 103 few, 111 many")]
    public void A_number_takes_the_form_that_its_language_wants(string language, string forms) =>
        Assert.All(forms.Split(", "), pair => Assert.Equal(pair.Split(' ')[1], PluralForms.Of(language, long.Parse(pair.Split(' ')[0], CultureInfo.InvariantCulture))));

    [Theory]
    [MemberData(nameof(OtherLanguages))]
    public void Nothing_was_left_in_English(string language)
    {
        var same = Sources(language).SelectMany(source => source.Other.Where(text => !NoWords.Contains(text.Key) && source.English.GetValueOrDefault(text.Key) == text.Value)).Select(text => $"{language} {text.Key}").ToList();

        Assert.Empty(same.Except(SameAsInEnglish));
        Assert.Empty(SameAsInEnglish.Where(reviewed => reviewed.StartsWith(language + " ", StringComparison.Ordinal)).Except(same));
    }

    [Theory]
    [InlineData("ar", @"\p{IsArabic}")]
    [InlineData("ko", @"\p{IsHangulSyllables}")]
    [InlineData("zh-Hant", @"\p{IsCJKUnifiedIdeographs}")]
    public void A_language_with_letters_of_its_own_is_written_in_them(string language, string letters) => Assert.All(
        Sources(language).SelectMany(source => source.Other).Where(text => Regex.IsMatch(text.Value, @"\p{L}{2}") && !NoWords.Contains(text.Key) && text.Key is not ("file.mb" or "file.kb")), text => Assert.Matches(letters, Placeholder().Replace(text.Value, "")));

    /// <summary>Everybody is spoken to politely, and in the same way on every page.</summary>
    [Theory]
    [InlineData("de", @"\b[Dd](u|ich|ir|ein|eine|einen|einem|einer)\b")]
    [InlineData("fr", @"\b([Tt](u|oi|on|a|es)|[Tt]ien(ne)?)\b")]
    [InlineData("es", @"\b([Tt]ú|[Tt]us?|[Tt]i|[Cc]ontigo)\b")]
    [InlineData("it", @"\b([Tt]u|[Tt]uo|[Tt]ua|[Tt]uoi|[Tt]ue|[Tt]i)\b")]
    [InlineData("tr", @"\b([Ss]en|[Ss]ana|[Ss]eni|[Ss]enin)\b")]
    [InlineData("ko", @"(해요|에요|예요|어요|아요|군요|네요)[.!?]")]
    [InlineData("zh-Hant", "你|账|数|码|请")]
    public void The_register_is_the_same_everywhere(string language, string wrong) => Assert.All(Sources(language).SelectMany(source => source.Other.Values), text => Assert.DoesNotMatch(wrong, text));

    [Theory]
    [MemberData(nameof(Languages))]
    public void Days_months_and_numbers_are_written_as_people_there_write_them(string language)
    {
        var (texts, culture) = (FormTexts.In(language), CultureInfo.GetCultureInfo(language));

        if (language != "ar") Assert.Equal((culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator), (texts["number.decimal"], texts["number.group"]));
        Assert.Equal(culture.DateTimeFormat.DayNames, Enumerable.Range(0, 7).Select(day => texts[$"weekday.{day}"]));
        Assert.Equal(culture.DateTimeFormat.MonthGenitiveNames.Take(12), Enumerable.Range(1, 12).Select(month => texts[$"month.{month}"]));
    }

    [Theory]
    [InlineData("en", "5 March 2027", "1 April 2027")]
    [InlineData("ar", "5 مارس 2027", "1 أبريل 2027")]
    [InlineData("zh-Hant", "2027年3月5日", "2027年4月1日")]
    [InlineData("zh-HK", "2027年3月5日", "2027年4月1日")]
    [InlineData("ko", "2027년 3월 5일", "2027년 4월 1일")]
    [InlineData("tr", "5 Mart 2027", "1 Nisan 2027")]
    [InlineData("it", "5 marzo 2027", "1º aprile 2027")]
    [InlineData("es", "5 de marzo de 2027", "1 de abril de 2027")]
    [InlineData("de", "5. März 2027", "1. April 2027")]
    [InlineData("fr", "5 mars 2027", "1er avril 2027")]
    public void A_date_is_written_the_local_way(string language, string fifth, string first) =>
        Assert.Equal((fifth, first), (FormDates.InWords(new DateOnly(2027, 3, 5), language), FormDates.InWords(new DateOnly(2027, 4, 1), language)));

    [Theory]
    [InlineData("en", "1234.5")]
    [InlineData("de", "1234,5")]
    [InlineData("fr", "1234,5")]
    [InlineData("ko", "1234.5")]
    [InlineData("ar", "1234.5")]
    public void A_number_that_is_shown_again_is_read_again_as_the_same_number(string language, string typed)
    {
        Assert.Equal(typed, NumberText.Write(1234.5m, language));
        foreach (var number in new[] { 1.234m, 1234.5m, 0.5m, 12m, 1234567m, -3.25m })
        {
            Assert.True(NumberText.TryRead(NumberText.Write(number, language)!, language, out var read));
            Assert.Equal(number, read);
        }
    }

    [Theory]
    [InlineData("김민준", "민준", "김")]
    [InlineData("陳大文", "大文", "陳")]
    [InlineData("Amina Clarke", "Amina", "Clarke")]
    [InlineData("أمينة حداد", "أمينة", "حداد")]
    [InlineData("Amina", "Amina", "")]
    public void A_name_is_put_together_as_its_own_script_wants_it(string full, string given, string family) => Assert.Equal(full, PersonNames.Full(given, family));

    private static IEnumerable<(Dictionary<string, string> English, Dictionary<string, string> Other)> Sources(string language) =>
    [
        (Wording.In("en").Keys.ToDictionary(key => key, key => Wording.In("en")[key]), Wording.In(language).Keys.ToDictionary(key => key, key => Wording.In(language)[key])),
        (FormTexts.In("en").Keys.ToDictionary(key => key, key => FormTexts.In("en")[key]), FormTexts.In(language).Keys.ToDictionary(key => key, key => FormTexts.In(language)[key])),
    ];

    /// <summary>The text without the form of its number.</summary>
    private static string Base(string key, Dictionary<string, string> english) =>
        PluralEnd().Match(key) is { Success: true } end && english.ContainsKey(key[..end.Index] + ".one") && english.ContainsKey(key[..end.Index] + ".other") ? key[..end.Index] : key;

    private static IEnumerable<string> Values(string text) => Placeholder().Matches(text).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\.(zero|one|two|few|many|other)$")]
    private static partial Regex PluralEnd();
}
