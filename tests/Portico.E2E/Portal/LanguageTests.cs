using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Portico.E2E.Portal;

/// <summary>Moving in, in each language of the demonstration: with the keyboard alone, and with script switched off.</summary>
[Collection(SqliteStage.Name)]
public sealed class LanguageTests(SqliteStage stage)
{
    [Theory]
    [InlineData("en")]
    [InlineData("zh-Hant")]
    [InlineData("ko")]
    [InlineData("ar")]
    [InlineData("tr")]
    public async Task With_the_keyboard_alone(string locale)
    {
        var page = await stage.DeviceAsync(width: 390);
        var problems = new List<string>();
        var visitor = new Visitor(page, "aurora", locale)
        {
            Keyboard = true,
            OnEachPage = async form =>
            {
                // The two others are looked at on every page there is, with problems and without.
                if (locale is not ("en" or "ar")) problems.AddRange((await Axe.LookAtAsync(page)).Select(line => $"{form}: {line}"));
                if (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth")) problems.Add($"{form}: the page scrolls sideways");
                await Pictures.TakeAsync(page, $"{locale}-{form}");
            },
        }.Answering("preferredChannel", "sms").Answering("preferredLanguage", locale);

        await page.GotoAsync($"/t/aurora/start/move-in?lang={locale}");
        await Pictures.TakeAsync(page, $"{locale}-start");
        await visitor.StartAsync();
        await visitor.GoToAsync("done");

        Assert.Empty(problems);
        Assert.Equal("completed", await stage.StatusOfAsync(visitor));
        Assert.Equal(locale, (await stage.Platform.MessagesAsync("aurora", visitor.CaseNumber))[^1].Locale);
    }

    [Theory]
    [InlineData("zh-Hant")]
    [InlineData("ko")]
    [InlineData("tr")]
    public async Task Without_script(string locale) => await CompleteAsync(new Visitor(await stage.DeviceAsync(script: false, width: 390), "clearwater", locale).Answering("preferredChannel", "sms"), locale);

    /// <summary>English and Arabic without script are in <see cref="CustomerTests"/>.</summary>
    private async Task CompleteAsync(Visitor visitor, string locale)
    {
        await visitor.StartAsync();
        await visitor.GoToAsync("done");

        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("lang", locale);
        Assert.Equal("completed", await stage.StatusOfAsync(visitor));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_language_is_changed_in_the_middle_of_typing_and_nothing_is_lost(bool script)
    {
        var visitor = new Visitor(await stage.DeviceAsync(script, width: 390), "aurora", "en");
        await visitor.StartAsync();
        await visitor.GoToAsync("supply");
        await visitor.Page.Locator("[name='address.city']").FillAsync("Bris");
        await visitor.Page.Locator("[name=meterPoint]").FillAsync("20000 245");
        await visitor.Page.Locator("input[name=occupancy][value=owner]").CheckAsync(new() { Force = true });

        await visitor.Page.Locator(".menu summary").ClickAsync();
        await visitor.Page.Locator(".menu button[value=ko]").ClickAsync();

        await new Visitor(visitor.Page, "aurora", "ko").SeeAsync("supply");
        await Expect(visitor.Page.Locator("[name='address.city']")).ToHaveValueAsync("Bris");
        await Expect(visitor.Page.Locator("[name=meterPoint]")).ToHaveValueAsync("20000 245");
        await Expect(visitor.Page.Locator("input[name=occupancy][value=owner]")).ToBeCheckedAsync();
        await Expect(visitor.Page.Locator(".problems")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_menu_of_languages_opens_and_closes_with_the_keyboard_and_Enter_in_a_field_still_sends_the_step()
    {
        var visitor = new Visitor(await stage.DeviceAsync(), "aurora", "en");
        await visitor.StartAsync();
        var summary = visitor.Page.Locator(".menu summary");

        await summary.FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Page.Locator(".menu-items")).ToBeVisibleAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(visitor.Page.Locator(".menu-items")).ToBeHiddenAsync();
        await Expect(summary).ToBeFocusedAsync();
        await visitor.FillInAsync("about-you");
        await visitor.Page.Locator("[name=familyName]").PressAsync("Enter");

        await visitor.SeeAsync("supply");
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
    }

    [Fact]
    public async Task Arabic_is_the_mirror_of_English()
    {
        var english = new Visitor(await stage.DeviceAsync(width: 390), "aurora", "en");
        var arabic = new Visitor(await stage.DeviceAsync(width: 390), "aurora", "ar");
        foreach (var visitor in new[] { english, arabic })
        {
            await visitor.StartAsync();
            await visitor.GoToAsync("supply");
        }

        foreach (var part in new[] { ".tenant .mark", ".menu summary", ".back .icon", ".option input" })
        {
            var (left, right) = (await MiddleAsync(english.Page, part), await MiddleAsync(arabic.Page, part));
            Assert.True(left < 195 == right > 195, $"{part} stands at {left} in English and at {right} in Arabic.");
        }

        // Numbers are read from the left in every language.
        await Expect(arabic.Page.Locator("[name=meterPoint]")).ToHaveAttributeAsync("dir", "ltr");
        Assert.Equal("rtl", await arabic.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('main')).direction"));
        Assert.Equal("none", await arabic.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.back .icon')).transform"));
        Assert.NotEqual("none", await english.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.back .icon')).transform"));
    }

    private static async Task<double> MiddleAsync(IPage page, string selector)
    {
        var box = (await page.Locator(selector).First.BoundingBoxAsync())!;
        return box.X + box.Width / 2;
    }
}
