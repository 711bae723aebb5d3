using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Forms;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.TestKit;

namespace Portico.App.Tests.Portal;

/// <summary>Which language a customer reads, and that nothing is lost on the way into another one.</summary>
public sealed partial class LanguageTests(TestPortico platform) : IClassFixture<TestPortico>
{
    [Theory]
    [InlineData("ar-EG", "ar-EG ar")]
    [InlineData("de", "de")]
    [InlineData("zh-HK", "zh-HK zh-Hant zh")]
    [InlineData("zh-Hant-TW", "zh-Hant-TW zh-Hant zh")]
    [InlineData("zh-Hans-HK", "zh-Hans-HK zh-Hans zh")]
    [InlineData("zh-CN", "zh-CN zh-Hans zh")]
    [InlineData("zh", "zh zh-Hans")]
    public void A_language_falls_back_to_what_its_readers_read(string tag, string chain) => Assert.Equal(chain, string.Join(' ', LanguageTags.Chain(tag)));

    [Theory]
    [InlineData("zh-HK", "zh-Hant", "zh-Hant")]
    [InlineData("zh-MO", "zh-Hans zh-Hant", "zh-Hant")]
    [InlineData("zh-SG", "zh-Hans zh-Hant", "zh-Hans")]
    [InlineData("zh-CN", "en zh-Hant", "zh-Hant")]
    [InlineData("en", "en-AU en-GB", "en-AU")]
    [InlineData("EN-gb", "en-AU en-GB", "en-GB")]
    [InlineData("pt", "en fr", null)]
    public void The_nearest_of_several_is_chosen(string wanted, string offered, string? nearest) => Assert.Equal(nearest, LanguageTags.Nearest(wanted, offered.Split(' ')));

    [Theory]
    [InlineData("zh-HK", "zh", "zh-Hant", null)]
    [InlineData("zh-HK", "", "zh-Hant", null)]
    [InlineData("ko", "", "tr", "tr")]
    [InlineData("ko", "de", "tr", "en")]
    [InlineData("zh-CN", "", "zh-Hant", "zh-Hant")]
    public void A_text_that_is_missing_is_said_in_the_tenants_language_then_in_English_and_says_so(string reader, string otherwise, string kept, string? foreign)
    {
        var text = new LocalText(new Dictionary<string, string> { ["en"] = "en", [kept] = kept });

        Assert.Equal((foreign ?? kept, foreign), (text.In(reader, otherwise.Length == 0 ? kept : otherwise), text.ForeignTo(reader, otherwise.Length == 0 ? kept : otherwise)));
    }

    [Theory]
    [InlineData("zh-HK,zh;q=0.9,en;q=0.8", "zh-Hant", "ltr")]
    [InlineData("pt-BR,tr;q=0.5,ko;q=0.7", "ko", "ltr")]
    [InlineData("ko;q=0,ar-EG", "ar", "rtl")]
    [InlineData("pt,*;q=0.1", "en", "ltr")]
    public async Task The_browser_says_which_language_comes_first(string wanted, string locale, string direction)
    {
        var browser = platform.Stranger();
        browser.DefaultRequestHeaders.Add("Accept-Language", wanted);

        var page = await browser.GetStringAsync("/t/aurora/");

        Assert.Contains($"<html lang=\"{locale}\" dir=\"{direction}\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Letters_are_sent_as_letters() =>
        Assert.Contains("지금 시작하기", await platform.Stranger().GetStringAsync("/t/aurora/start/move-in?lang=ko"), StringComparison.Ordinal);

    [Fact]
    public async Task Whoever_chose_a_language_keeps_it_whatever_the_browser_says()
    {
        var browser = platform.Stranger();
        browser.DefaultRequestHeaders.Add("Accept-Language", "ar");
        await browser.GetStringAsync("/t/aurora/?lang=tr");

        Assert.Contains("<html lang=\"tr\"", await browser.GetStringAsync("/t/aurora/start/move-in"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_script_the_language_changes_in_the_middle_of_a_page_and_everything_typed_is_still_there()
    {
        var (browser, page) = await AtAsync("aurora", "move-in-date");
        var step = StepPattern().Match(await browser.GetStringAsync(page)).Groups[1].Value;

        var korean = await browser.FillInAsync(page, step, ("moveInDate.year", "20x7"), ("moveInDate.month", "2"), ("moveInDate.day", "31"), ("meterReading", "48213.5"), ("locale", "ko"));
        var html = WebUtility.HtmlDecode(await korean.Content.ReadAsStringAsync());
        var turkish = await PostAsync(browser, html, step, ("moveInDate.year", "20x7"), ("moveInDate.month", "2"), ("moveInDate.day", "31"), ("meterReading", "48213.5"), ("locale", "tr"));
        var there = await turkish.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, korean.StatusCode);
        Assert.Contains("<html lang=\"ko\"", html, StringComparison.Ordinal);
        Assert.Contains("언제 입주하시나요?", html, StringComparison.Ordinal);
        Assert.Equal(("20x7", "2", "31", "48213.5"), (ValueOf(html, "moveInDate.year"), ValueOf(html, "moveInDate.month"), ValueOf(html, "moveInDate.day"), ValueOf(html, "meterReading")));
        Assert.Equal("48213,5", ValueOf(there, "meterReading"));
        Assert.DoesNotContain("class=\"problems\"", there, StringComparison.Ordinal);
        Assert.Equal("tr", await LocaleOfAsync(page));
    }

    [Fact]
    public async Task The_address_that_a_customer_types_before_saving_goes_along_into_another_language()
    {
        var (browser, page) = await AtAsync("aurora", "about-you");

        var turkish = await (await browser.FillInAsync($"{page}/save", $"{page}/save", ("email", "half@typed"), ("locale", "tr"))).Content.ReadAsStringAsync();

        Assert.Contains("<html lang=\"tr\"", turkish, StringComparison.Ordinal);
        Assert.Equal("half@typed", ValueOf(turkish, "email"));
    }

    [Fact]
    public async Task What_a_form_does_not_say_in_the_customers_language_is_marked_as_the_other_one()
    {
        var form = new FormDefinition { Key = "half-translated", Title = Said("Your garden", "حديقتك"), Intro = LocalText.Of("Tell us."), Fields = [new() { Name = "size", Type = FieldTypes.Text, Label = Said("Size", "المساحة"), Help = LocalText.Of("In square metres."), Example = JsonValue.Create("3") }] };
        Assert.True((await platform.AsStaffAsync("aurora", "admin", (SaveForm.Handler save) => save.HandleAsync(new(0, 0, form), default))).Ok);
        var shown = new JsonObject { ["id"] = "garden", ["type"] = "Portico.ShowForm", ["version"] = 1, ["form"] = new JsonObject { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = form.Key } } };
        var journey = (await platform.StartOwnAsync("aurora", shown.ToJsonString())).Case.Journey;
        var browser = platform.Stranger();
        var page = await StartAsync(browser, "aurora", journey, "ar");

        var html = await browser.GetStringAsync(page);

        Assert.Contains("<h1>حديقتك</h1>", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains("<p class=\"lead\"><span lang=\"en\" dir=\"ltr\">Tell us.</span></p>", html, StringComparison.Ordinal);
        Assert.Contains("<span lang=\"en\" dir=\"ltr\">In square metres.</span>", html, StringComparison.Ordinal);
        var field = Assert.Single((await ApiCustomer.StartAsync(platform.Customer("aurora"), journey, "ko")).Case.Step!.Fields);
        Assert.Equal(("en", "en"), (field.Foreign!["label"], field.Foreign["help"]));
    }

    [Fact]
    public async Task A_customer_is_written_to_in_the_language_that_was_chosen_for_that()
    {
        var customer = (await platform.StartMoveInAsync("aurora", "en")).Answering("preferredLanguage", "ko").Answering("preferredChannel", "email").Answering("givenName", "민준").Answering("familyName", "김");

        await customer.FinishAsync();

        var mail = (await platform.MessagesAsync("aurora", customer.Number))[^1];
        Assert.Equal(("welcome", "ko"), (mail.Template, mail.Locale));
        Assert.StartsWith("김민준 님, 안녕하세요.", mail.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ko", "familyName givenName")]
    [InlineData("zh-Hant", "familyName givenName")]
    [InlineData("tr", "givenName familyName")]
    public async Task Names_are_asked_in_the_order_of_the_language(string locale, string order) =>
        Assert.Equal(order, string.Join(' ', (await platform.StartMoveInAsync("aurora", locale)).Case.Step!.Fields.Take(2).Select(field => field.Name)));

    [Theory]
    [InlineData("GB", "line1 line2 city postcode")]
    [InlineData("DE", "line1 line2 postcode city")]
    [InlineData("KR", "postcode city line1 line2")]
    public void An_address_is_written_in_the_order_of_its_country(string country, string order) => Assert.Equal(order, string.Join(' ', AddressLayouts.Of(country)));

    [Fact]
    public async Task A_platform_that_was_furnished_before_keeps_its_languages()
    {
        await platform.InStoreOfNobodyAsync(db => db.Tenants.Where(t => t.Id == "clearwater").ExecuteUpdateAsync(set => set.SetProperty(t => t.Locales, new List<string> { "en", "ar" })));
        await platform.StopAsync();
        await platform.StartAsync();

        var tenant = await platform.InStoreOfNobodyAsync(db => db.Tenants.AsNoTracking().SingleAsync(t => t.Id == "clearwater"));
        Assert.Equal(["en", "ar"], tenant.Locales);
        Assert.Equal("en", (await platform.StartMoveInAsync("clearwater", "ko")).Case.Locale);
    }

    private static LocalText Said(string english, string arabic) => new(new Dictionary<string, string> { ["en"] = english, ["ar"] = arabic });

    private static async Task<string> StartAsync(HttpClient browser, string tenant, string journey, string locale)
    {
        using var started = await browser.FillInAsync($"/t/{tenant}/start/{journey}?lang={locale}", $"/t/{tenant}/start/{journey}?lang={locale}");
        Assert.Equal(HttpStatusCode.SeeOther, started.StatusCode);
        return started.Headers.Location!.OriginalString;
    }

    /// <summary>A browser at a step of moving in.</summary>
    private async Task<(HttpClient Browser, string Page)> AtAsync(string tenant, string step)
    {
        var browser = platform.Stranger();
        var page = await StartAsync(browser, tenant, "move-in", "en");
        foreach (var (form, typed) in new (string, (string, string)[])[]
        {
            ("about-you", [("givenName", "Amina"), ("familyName", "Clarke"), ("email", "amina@example.com"), ("phone", "07700 900123"), ("dateOfBirth", "1990-03-27"), ("preferredChannel", "email"), ("preferredLanguage", "en")]),
            ("supply", [("address.line1", "14 Lantern Street"), ("address.city", "Bristol"), ("address.postcode", "BS1 4TR"), ("meterPoint", "2000024512368"), ("occupancy", "owner")]),
        })
        {
            if (form == step) break;
            using var sent = await browser.FillInAsync(page, $"{page}/steps/{form}", typed);
            Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        }

        return (browser, page);
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string html, string action, params (string Name, string Value)[] typed)
    {
        using var body = new FormUrlEncodedContent(HtmlForm.HiddenFields(html).Where(hidden => typed.All(t => t.Name != hidden.Key)).Concat(typed.Select(field => KeyValuePair.Create(field.Name, field.Value))));
        return await browser.PostAsync(action, body);
    }

    private Task<string> LocaleOfAsync(string page)
    {
        var number = page.Split('/')[^1];
        return platform.InStoreAsync("aurora", db => db.Cases.Where(c => c.Number == number).Select(c => c.Locale).SingleAsync());
    }

    private static string ValueOf(string html, string name) => WebUtility.HtmlDecode(Regex.Match(Regex.Match(html, $"<input[^>]*\\sname=\"{Regex.Escape(name)}\"[^>]*>").Value, "\\svalue=\"([^\"]*)\"").Groups[1].Value);

    [GeneratedRegex("<form id=\"step\"[^>]*action=\"([^\"]+)\"")]
    private static partial Regex StepPattern();
}
