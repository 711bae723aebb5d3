using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Portico.E2E.Portal;

/// <summary>What customers really do, in a real browser.</summary>
public abstract partial class CustomerTests(Stage stage)
{
    [Theory]
    [InlineData("aurora", "en", true)]
    [InlineData("aurora", "en", false)]
    [InlineData("clearwater", "ar", true)]
    [InlineData("clearwater", "ar", false)]
    public async Task A_customer_moves_in(string tenant, string locale, bool script)
    {
        var visitor = new Visitor(await stage.DeviceAsync(script, width: 390), tenant, locale).Answering("preferredChannel", "sms");

        await visitor.StartAsync();
        await visitor.GoToAsync("done");

        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("dir", locale == "ar" ? "rtl" : "ltr");
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("lang", locale);
        Assert.Equal("completed", await StatusOf(tenant, visitor));
    }

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

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "العربية" }).ClickAsync();

        await new Visitor(visitor.Page, "aurora", "ar").SeeAsync("tariff");
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("dir", "rtl");
    }

    [Fact]
    public async Task A_customer_goes_on_elsewhere_with_the_mailed_link()
    {
        var here = new Visitor(await stage.DeviceAsync(), "aurora", "en");
        await here.StartAsync();
        await here.GoToAsync("move-in-date");
        var number = here.CasePath.TrimEnd('/').Split('/')[^1];
        await here.Page.GetByRole(AriaRole.Link, new() { Name = "Save and finish later" }).ClickAsync();
        await here.Page.GetByRole(AriaRole.Button, new() { Name = "Send the link" }).ClickAsync();
        await Expect(here.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Your answers are saved");

        var link = LinkPattern().Match((await stage.Platform.MessagesAsync("aurora", number))[^1].Text).Value;
        var there = new Visitor(await stage.DeviceAsync(script: false, width: 390), "aurora", "en");
        await there.Page.GotoAsync(link);
        await there.Page.GetByRole(AriaRole.Button, new() { Name = "Continue my request" }).ClickAsync();

        await there.SeeAsync("move-in-date");
        await there.GoToAsync("done");
        await here.Page.GotoAsync($"/t/aurora/case/{number}");
        await Expect(here.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("This page cannot be opened here");
    }

    [Fact]
    public async Task Whoever_is_refused_reads_what_to_do_next()
    {
        var visitor = new Visitor(await stage.DeviceAsync(), "aurora", "en").Answering("familyName", "Refused").Answering("preferredChannel", "sms");
        await visitor.StartAsync();

        await visitor.GoToAsync("rejected");

        await Expect(visitor.Page.GetByRole(AriaRole.Contentinfo).GetByRole(AriaRole.Link).First).ToBeVisibleAsync();
        Assert.Equal("completed", await StatusOf("aurora", visitor));
    }

    [Fact]
    public async Task Whose_payment_is_refused_chooses_another_way()
    {
        var visitor = new Visitor(await stage.DeviceAsync(), "aurora", "en").Answering("payment.accountHolder", "Refused").Answering("preferredChannel", "sms");
        await visitor.StartAsync();

        await visitor.GoToAsync("payment-retry");
        await visitor.GoToAsync("done");

        Assert.Equal("completed", await StatusOf("aurora", visitor));
    }

    private async Task<string> StatusOf(string tenant, Visitor visitor)
    {
        var number = visitor.CasePath.TrimEnd('/').Split('/')[^1];
        var reply = await stage.Platform.BackOffice(tenant).GetStringAsync($"/api/v1/cases/{number}");
        return System.Text.Json.JsonDocument.Parse(reply).RootElement.GetProperty("status").GetString()!;
    }

    [GeneratedRegex(@"http://\S+/resume/[A-Za-z0-9_-]+")]
    private static partial Regex LinkPattern();
}

[Collection(SqliteStage.Name)]
public sealed class CustomerOnSqliteTests(SqliteStage stage) : CustomerTests(stage);

[Collection(PostgresStage.Name)]
public sealed class CustomerOnPostgresTests(PostgresStage stage) : CustomerTests(stage);
