using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Portico.E2E.Portal;

/// <summary>How the pages behave, whatever database is below them.</summary>
[Collection(SqliteStage.Name)]
public sealed class PageTests(SqliteStage stage)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_card_is_entered_on_the_providers_page(bool script)
    {
        var visitor = new Visitor(await stage.DeviceAsync(script), "aurora", "en").Answering("paymentMethod", "card").Answering("preferredChannel", "sms");
        await visitor.StartAsync();
        await visitor.GoToAsync("payment");
        await visitor.FillInAsync("payment");
        await visitor.SendAsync();

        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Set up your payment", new() { Timeout = 30_000 });
        await visitor.VisitProviderAsync("active");

        await visitor.SeeAsync("consents");
    }

    [Fact]
    public async Task What_is_wrong_is_said_at_the_field_and_at_the_top_and_nothing_typed_is_lost()
    {
        var visitor = new Visitor(await stage.DeviceAsync(), "aurora", "en").Answering("email", "not an address");
        await visitor.StartAsync();
        await visitor.FillInAsync("about-you");

        await visitor.SendAsync();

        var email = visitor.Page.GetByLabel("E-mail address");
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(visitor.Page).ToHaveTitleAsync(new Regex("^Error: "));
        await Expect(email).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(email).ToHaveValueAsync("not an address");
        await Expect(visitor.Page.GetByLabel("First name")).ToHaveValueAsync("Amina");
    }

    [Fact]
    public async Task Going_back_shows_what_was_answered()
    {
        var visitor = new Visitor(await stage.DeviceAsync(), "aurora", "en");
        await visitor.StartAsync();
        await visitor.GoToAsync("supply");

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Back" }).ClickAsync();

        await visitor.SeeAsync("about-you");
        await Expect(visitor.Page.GetByLabel("E-mail address")).ToHaveValueAsync("amina.clarke@example.com");
    }

    [Fact]
    public async Task The_language_can_be_changed_in_the_middle()
    {
        var visitor = new Visitor(await stage.DeviceAsync(), "aurora", "en");
        await visitor.StartAsync();
        await visitor.GoToAsync("tariff");

        await visitor.Page.Locator(".menu summary").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "العربية" }).ClickAsync();

        await new Visitor(visitor.Page, "aurora", "ar").SeeAsync("tariff");
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("dir", "rtl");
    }

    [Fact]
    public async Task Whose_payment_is_refused_chooses_another_way()
    {
        var visitor = new Visitor(await stage.DeviceAsync(), "aurora", "en").Answering("payment.accountHolder", "Refused").Answering("preferredChannel", "sms");
        await visitor.StartAsync();

        await visitor.GoToAsync("payment-retry");
        await visitor.GoToAsync("done");

        Assert.Equal("completed", await stage.StatusOfAsync(visitor));
    }
}
