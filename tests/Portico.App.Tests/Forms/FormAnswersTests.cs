using System.Text.Json.Nodes;
using Portico.App.Forms;
using Portico.App.Shared;

namespace Portico.App.Tests.Forms;

public sealed class FormAnswersTests
{
    private static readonly DateOnly Today = new(2026, 11, 22);

    [Theory]
    [InlineData("text", "\"  Amina \"", "\"Amina\"")]
    [InlineData("text", "12", "\"12\"")]
    [InlineData("multiline", "\"one\\r\\ntwo\"", "\"one\\ntwo\"")]
    [InlineData("email", "\" Amina.Clarke@Example.COM \"", "\"Amina.Clarke@example.com\"")]
    [InlineData("phone", "\"07700 900123\"", "\"+447700900123\"")]
    [InlineData("phone", "\"+44 (0)7700 900-123\"", "\"+447700900123\"")]
    [InlineData("phone", "\"00966 50 123 4567\"", "\"+966501234567\"")]
    [InlineData("phone", "\"٠٧٧٠٠ ٩٠٠١٢٣\"", "\"+447700900123\"")]
    [InlineData("date", "\"2026-11-30\"", "\"2026-11-30\"")]
    [InlineData("date", "\"2026-3-7\"", "\"2026-03-07\"")]
    [InlineData("date", "\"٢٠٢٦-١١-٣٠\"", "\"2026-11-30\"")]
    [InlineData("number", "42", "42")]
    [InlineData("number", "1.50", "1.5")]
    [InlineData("number", "1e3", "1000")]
    [InlineData("number", "\"1,234.5\"", "1234.5")]
    [InlineData("number", "\"١٬٢٣٤٫٥\"", "1234.5")]
    [InlineData("number", "\"-3\"", "-3")]
    [InlineData("money", "\"12.50\"", "12.5")]
    [InlineData("choice", "\"a\"", "\"a\"")]
    [InlineData("choices", "[\"b\",\"a\",\"b\"]", "[\"b\",\"a\"]")]
    [InlineData("choices", "\"a\"", "[\"a\"]")]
    [InlineData("boolean", "true", "true")]
    [InlineData("boolean", "\"no\"", "false")]
    [InlineData("consent", "\"on\"", "true")]
    [InlineData("meter-point", "\"20 0002 4512 368\"", "\"2000024512368\"")]
    [InlineData("iban", "\"gb29 nwbk 6016 1331 9268 19\"", "\"GB29NWBK60161331926819\"")]
    [InlineData("address", "{\"line1\":\" 14 Lantern Street \",\"line2\":\"\",\"city\":\"Bristol\",\"postcode\":\"bs14tr\",\"planet\":\"Earth\"}", "{\"line1\":\"14 Lantern Street\",\"city\":\"Bristol\",\"postcode\":\"BS1 4TR\"}")]
    public void A_good_answer_is_stored_in_one_form(string type, string typed, string stored)
    {
        var check = Check(Form(Field(type)), Answer(typed));

        Assert.Empty(check.Errors);
        Assert.Equal(JsonNode.Parse(stored)!.ToJsonString(), check.Accepted["it"]!.ToJsonString());
    }

    [Theory]
    [InlineData("text", "{}")]
    [InlineData("text", "true")]
    [InlineData("text", "\"a\\u0000b\"")]
    [InlineData("text", "\"two\\nlines\"")]
    [InlineData("text", "\"half a pair \\ud83d\"")]
    [InlineData("multiline", "\"bell \\u0007\"")]
    [InlineData("email", "\"amina\"")]
    [InlineData("email", "\"amina@example\"")]
    [InlineData("email", "\"amina@@example.com\"")]
    [InlineData("email", "\"a b@example.com\"")]
    [InlineData("email", "\"amina@example..com\"")]
    [InlineData("email", "\"amina@10.0.0.1\"")]
    [InlineData("email", "\"amina@example.com\\r\\nBcc: other@example.com\"")]
    [InlineData("phone", "\"12\"")]
    [InlineData("phone", "\"0770 CALL ME\"")]
    [InlineData("phone", "\"+0123456789\"")]
    [InlineData("date", "\"2026-02-30\"")]
    [InlineData("date", "\"30.11.2026\"")]
    [InlineData("date", "\"0026-01-01\"")]
    [InlineData("number", "\"many\"")]
    [InlineData("number", "\"1e3\"")]
    [InlineData("number", "[1]")]
    [InlineData("money", "\"12.505\"")]
    [InlineData("choice", "\"c\"")]
    [InlineData("choice", "[\"a\"]")]
    [InlineData("choices", "[\"a\",\"c\"]")]
    [InlineData("choices", "[{}]")]
    [InlineData("boolean", "\"perhaps\"")]
    [InlineData("boolean", "3")]
    [InlineData("consent", "false")]
    [InlineData("meter-point", "\"2000024512367\"")]
    [InlineData("iban", "\"GB29NWBK60161331926818\"")]
    [InlineData("address", "\"14 Lantern Street\"")]
    public void A_bad_answer_is_refused_in_words(string type, string typed)
    {
        var english = Check(Form(Field(type)), Answer(typed), "en");
        var arabic = Check(Form(Field(type)), Answer(typed), "ar-EG");

        Assert.Empty(english.Accepted);
        Assert.EndsWith(".", Assert.Single(english.Errors["it"]), StringComparison.Ordinal);
        Assert.Contains(Assert.Single(arabic.Errors["it"]), c => c is >= '\u0600' and <= '\u06FF');
    }

    [Theory]
    [InlineData("text")]
    [InlineData("multiline")]
    [InlineData("email")]
    [InlineData("phone")]
    [InlineData("date")]
    [InlineData("number")]
    [InlineData("money")]
    [InlineData("choice")]
    [InlineData("choices")]
    [InlineData("boolean")]
    [InlineData("consent")]
    [InlineData("meter-point")]
    [InlineData("iban")]
    public void A_required_answer_must_be_there(string type)
    {
        foreach (var empty in new[] { "null", "\"\"", "\"   \"" })
        {
            var check = Check(Form(Field(type)), Answer(empty));

            Assert.DoesNotContain('{', Assert.Single(check.Errors["it"]));
        }
        var left = Check(Form(Field(type) with { Required = false }), []);

        Assert.Empty(left.Errors);
        Assert.Equal(type == "consent" ? "{\"it\":false}" : "{}", left.Accepted.ToJsonString());
    }

    [Fact]
    public void Each_missing_part_of_an_address_is_named()
    {
        var check = Check(Form(Field("address")), new JsonObject { ["it"] = new JsonObject { ["line2"] = "Flat 3", ["postcode"] = "12345" } });

        Assert.Equal(["it.city", "it.line1", "it.postcode"], check.Errors.Keys.Order());
        Assert.Equal(["it.city", "it.line1", "it.postcode"], Check(Form(Field("address")), []).Errors.Keys.Order());
        Assert.Empty(Check(Form(Field("address") with { Required = false }), []).Errors);
    }

    [Fact]
    public void A_postcode_of_another_country_is_not_measured_by_the_British_rule()
    {
        var address = new JsonObject { ["it"] = new JsonObject { ["line1"] = "Hauptstr. 1", ["city"] = "Köln", ["postcode"] = "50667" } };

        Assert.Empty(FormAnswers.Check(Form(Field("address")), address, [], "en", Today, "DE").Errors);
    }

    [Theory]
    [InlineData("text", "\"4111 1111 1111 1111\"")]
    [InlineData("text", "\"4111-1111-1111-1111\"")]
    [InlineData("text", "\"my card is 5555555555554444, thanks\"")]
    [InlineData("multiline", "\"Amex\\n378282246310005\"")]
    [InlineData("text", "\"٤١١١١١١١١١١١١١١١\"")]
    [InlineData("text", "4111111111111111")]
    [InlineData("number", "4111111111111111")]
    [InlineData("money", "\"4111111111111111\"")]
    [InlineData("email", "\"4111111111111111@example.com\"")]
    [InlineData("choice", "\"4111111111111111\"")]
    public void A_card_number_cannot_be_stored(string type, string typed)
    {
        var check = Check(Form(Field(type)), Answer(typed));

        Assert.Empty(check.Accepted);
        Assert.Contains("card", Assert.Single(check.Errors["it"]), StringComparison.Ordinal);
        Assert.DoesNotContain("1111", Assert.Single(check.Errors["it"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_card_number_in_an_address_is_refused_at_its_line()
    {
        var check = Check(Form(Field("address")), new JsonObject { ["it"] = new JsonObject { ["line1"] = "4111 1111 1111 1111", ["city"] = "Bristol", ["postcode"] = "BS1 4TR" } });

        Assert.Contains("card", Assert.Single(check.Errors["it.line1"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4111111111111112")]
    [InlineData("Order 123456, flat 7, 2nd floor")]
    [InlineData("533401372")]
    public void Other_digits_in_a_text_are_fine(string text)
    {
        Assert.Empty(Check(Form(Field("text")), new JsonObject { ["it"] = text }).Errors);
    }

    [Fact]
    public void Nothing_longer_than_2000_characters_is_taken()
    {
        Assert.Empty(Check(Form(Field("multiline")), new JsonObject { ["it"] = new string('x', 2000) }).Errors);
        Assert.Contains("2,000", Check(Form(Field("multiline")), new JsonObject { ["it"] = new string('x', 2001) }).Errors["it"][0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("date", "today", "today+7d", "\"2026-11-22\"", "\"2026-11-21\"", "22 November 2026")]
    [InlineData("date", "today-2w", "today", "\"2026-11-08\"", "\"2026-11-23\"", "22 November 2026")]
    [InlineData("date", "today-120y", "today-18y", "\"2008-11-22\"", "\"2008-11-23\"", "22 November 2008")]
    [InlineData("number", "1", "10.5", "10.5", "10.6", "10.5")]
    [InlineData("money", "5", "100", "5", "4.99", "5")]
    [InlineData("text", "3", "5", "\"abc\"", "\"ab\"", "3")]
    [InlineData("text", "3", "5", "\"abcde\"", "\"abcdef\"", "5")]
    public void Limits_hold_and_are_told(string type, string min, string max, string inside, string outside, string told)
    {
        var form = Form(Field(type) with { Min = min, Max = max });

        Assert.Empty(Check(form, Answer(inside)).Errors);
        Assert.Contains(told, Assert.Single(Check(form, Answer(outside)).Errors["it"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_fits_the_whole_answer_and_its_example_is_told()
    {
        var form = Form(Field("text") with { Pattern = "[A-Z]{2}|[0-9]{3}", Example = "AB" });

        Assert.Empty(Check(form, Answer("\"123\"")).Errors);
        Assert.Contains("AB", Check(form, Answer("\"1234\"")).Errors["it"][0], StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_to_questions_nobody_asked_are_dropped()
    {
        var check = Check(Form(Field("text"), Field("info") with { Name = "note" }), new JsonObject { ["it"] = "a", ["note"] = "b", ["role"] = "admin" });

        Assert.Equal("{\"it\":\"a\"}", check.Accepted.ToJsonString());
    }

    [Fact]
    public void A_field_behind_a_condition_counts_only_when_the_condition_holds()
    {
        var form = Form(Field("choice"), Field("iban") with { Name = "iban", VisibleWhen = new("it", "a") });

        Assert.Equal("{\"it\":\"b\"}", Check(form, new JsonObject { ["it"] = "b", ["iban"] = "nonsense" }).Accepted.ToJsonString());
        Assert.True(Check(form, new JsonObject { ["it"] = "b", ["iban"] = "nonsense" }).Ok);
        Assert.Equal(["iban"], Check(form, new JsonObject { ["it"] = "a" }).Errors.Keys);
    }

    [Fact]
    public void A_condition_may_look_at_an_earlier_step_at_one_of_several_choices_and_through_another_condition()
    {
        var earlier = new JsonObject { ["occupancy"] = "tenant" };
        var form = Form(
            Field("choices") with { VisibleWhen = new("occupancy", "tenant") },
            Field("text") with { Name = "which", VisibleWhen = new("it", "b") });

        Assert.Equal(["it"], Check(form, [], earlier: earlier).Errors.Keys);
        Assert.Equal(["which"], Check(form, Answer("[\"a\",\"b\"]"), earlier: earlier).Errors.Keys);
        Assert.Equal("{}", Check(form, new JsonObject { ["it"] = new JsonArray("b"), ["which"] = "x" }, earlier: new JsonObject { ["occupancy"] = "owner" }).Accepted.ToJsonString());
    }

    [Fact]
    public void An_answer_that_is_emptied_or_no_longer_asked_is_taken_back()
    {
        var form = Form(Field("choice"), Field("iban") with { Name = "iban", VisibleWhen = new("it", "a") }, Field("text") with { Name = "remark", Required = false });
        var earlier = new JsonObject { ["it"] = "a", ["iban"] = "GB29NWBK60161331926819", ["remark"] = "hello" };

        var check = Check(form, new JsonObject { ["it"] = "b", ["remark"] = " " }, earlier: earlier);

        Assert.Equal("{\"it\":\"b\",\"iban\":null,\"remark\":null}", check.Accepted.ToJsonString());
    }

    [Theory]
    [InlineData("1.234", "de", "1234")]
    [InlineData("1,234", "de", "1.234")]
    [InlineData("1,234", "en", "1234")]
    [InlineData("1.234", "en", "1.234")]
    [InlineData("1.234.567", "en", "1234567")]
    [InlineData("1 234,5", "fr", "1234.5")]
    public void A_number_is_read_as_its_language_writes_it(string typed, string locale, string stored)
    {
        Assert.Equal(stored, Check(Form(Field("number")), new JsonObject { ["it"] = typed }, locale).Accepted["it"]!.ToJsonString());
    }

    private static AnswerCheck Check(FormDefinition form, JsonObject answers, string locale = "en", JsonObject? earlier = null) => FormAnswers.Check(form, answers, earlier ?? [], locale, Today);

    private static JsonObject Answer(string json) => new() { ["it"] = JsonNode.Parse(json) };

    private static FormDefinition Form(params FormField[] fields) => new() { Key = "form", Title = LocalText.Of("Form"), Fields = fields };

    private static FormField Field(string type) => new()
    {
        Name = "it",
        Type = type,
        Label = LocalText.Of("It"),
        Options = type.StartsWith("choice", StringComparison.Ordinal) ? [new("a", LocalText.Of("A")), new("b", LocalText.Of("B"))] : null,
        Scheme = type == "meter-point" ? "gb-mpan" : null,
    };
}
