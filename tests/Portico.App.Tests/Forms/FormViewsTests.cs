using System.Text.Json.Nodes;
using Portico.App.Forms;
using Portico.App.Shared;

namespace Portico.App.Tests.Forms;

public sealed class FormViewsTests
{
    private static readonly DateOnly Today = new(2026, 11, 22);

    [Theory]
    [InlineData("text", "\"Amina\"", "Amina", "Amina")]
    [InlineData("boolean", "true", "Yes", "نعم")]
    [InlineData("consent", "false", "Not agreed", "لا أوافق")]
    [InlineData("date", "\"2027-03-05\"", "5 March 2027", "5 مارس 2027")]
    [InlineData("choice", "\"a\"", "First", "الأول")]
    [InlineData("choices", "[\"a\",\"b\"]", "First, Second", "الأول، الثاني")]
    [InlineData("number", "12345.5", "12,345.5", "12,345.5")]
    [InlineData("money", "1234.5", "1,234.50", "1,234.50")]
    [InlineData("address", "{\"line1\":\"7 Millrace Lane\",\"city\":\"Norwich\",\"postcode\":\"NR3 1AB\"}", "7 Millrace Lane, Norwich, NR3 1AB", "7 Millrace Lane، Norwich، NR3 1AB")]
    [InlineData("iban", "\"GB29NWBK60161331926819\"", "•••• 6819", "•••• 6819")]
    [InlineData("file", "{\"id\":\"x\",\"name\":\"Meter.jpg\",\"size\":5}", "Meter.jpg", "Meter.jpg")]
    [InlineData("signature", "{\"name\":\"Amina\"}", "Signed: Amina", "وقّع: Amina")]
    [InlineData("signature", "{\"strokes\":[[1,2,3,4]]}", "Signed by hand", "موقَّع بخط اليد")]
    [InlineData("text", "null", "", "")]
    public void A_summary_shows_answers_in_the_customers_words(string type, string value, string english, string arabic)
    {
        Assert.Equal(english, FormViews.Display(Field(type), JsonNode.Parse(value), "en"));
        Assert.Equal(arabic, FormViews.Display(Field(type), JsonNode.Parse(value), "ar"));
    }

    [Fact]
    public void Relative_limits_and_examples_become_dates_of_today()
    {
        var field = Field("date") with { Min = "today-28d", Max = "today+60d", Example = "today+7d" };

        var view = Assert.Single(FormViews.Of(Form(field), [], "en", Today, withExamples: true));

        Assert.Equal(("2026-10-25", "2027-01-21", "2026-11-29"), (view.Min, view.Max, view.Example!.GetValue<string>()));
    }

    [Fact]
    public void Examples_are_shown_only_when_asked_for()
    {
        Assert.Null(FormViews.Of(Form(Field("text") with { Example = "x" }), [], "en", Today, withExamples: false)[0].Example);
    }

    [Fact]
    public void Earlier_answers_fill_the_form_but_an_account_number_is_never_shown_again()
    {
        var answers = new JsonObject { ["it"] = "Amina", ["iban"] = "GB29NWBK60161331926819" };

        var views = FormViews.Of(Form(Field("text"), Field("iban") with { Name = "iban" }), answers, "en", Today, withExamples: false);

        Assert.Equal("Amina", views[0].Value!.GetValue<string>());
        Assert.Null(views[1].Value);
    }

    [Fact]
    public void A_field_is_filled_in_from_another_one_until_it_is_answered_itself()
    {
        var form = Form(Field("text") with { Name = "billingName", Prefill = "it" });

        Assert.Equal("Amina", FormViews.Of(form, new JsonObject { ["it"] = "Amina" }, "en", Today, withExamples: false)[0].Value!.GetValue<string>());
        Assert.Equal("Zehra", FormViews.Of(form, new JsonObject { ["it"] = "Amina", ["billingName"] = "Zehra" }, "en", Today, withExamples: false)[0].Value!.GetValue<string>());
    }

    [Theory]
    [InlineData("consent", "true")]
    [InlineData("iban", "\"GB29NWBK60161331926819\"")]
    [InlineData("text", "{\"line1\":\"7 Millrace Lane\"}")]
    [InlineData("address", "\"7 Millrace Lane\"")]
    [InlineData("choices", "\"a\"")]
    public void Nothing_is_filled_in_that_the_customer_has_to_do_himself_or_that_does_not_fit(string type, string other)
    {
        var form = Form(Field(type) with { Name = "second", Prefill = "first" });

        Assert.Null(FormViews.Of(form, new JsonObject { ["first"] = JsonNode.Parse(other) }, "en", Today, withExamples: false)[0].Value);
    }

    [Fact]
    public void A_heading_is_shown_in_the_customers_language()
    {
        var form = Form(Field("text") with { Section = new LocalText(new Dictionary<string, string> { ["en"] = "Where you live", ["ar"] = "محل إقامتك" }) });

        Assert.Equal("محل إقامتك", FormViews.Of(form, [], "ar", Today, withExamples: false)[0].Section);
    }

    [Fact]
    public void A_field_says_whether_it_is_asked_and_when()
    {
        var form = Form(Field("choice"), Field("text") with { Name = "more", VisibleWhen = new("it", "a") });

        Assert.Equal([true, true], FormViews.Of(form, new JsonObject { ["it"] = "a" }, "en", Today, false).Select(v => v.Visible));
        Assert.Equal([true, false], FormViews.Of(form, new JsonObject { ["it"] = "b" }, "en", Today, false).Select(v => v.Visible));
        Assert.Equal(new VisibleWhenView("it", "a"), FormViews.Of(form, [], "en", Today, false)[1].VisibleWhen);
    }

    [Fact]
    public void A_text_to_read_is_never_required()
    {
        Assert.False(FormViews.Of(Form(Field("info")), [], "en", Today, false)[0].Required);
    }

    private static FormDefinition Form(params FormField[] fields) => new() { Key = "form", Title = LocalText.Of("Form"), Fields = fields };

    private static FormField Field(string type) => new()
    {
        Name = "it",
        Type = type,
        Label = LocalText.Of("It"),
        Options = [new("a", Both("First", "الأول")), new("b", Both("Second", "الثاني"))],
    };

    private static LocalText Both(string english, string arabic) => new(new Dictionary<string, string> { ["en"] = english, ["ar"] = arabic });
}
