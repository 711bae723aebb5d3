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
        Assert.Equal("completed", await stage.StatusOfAsync(visitor));
    }

    [Fact]
    public async Task A_customer_goes_on_elsewhere_with_the_mailed_link()
    {
        var here = new Visitor(await stage.DeviceAsync(), "aurora", "en");
        await here.StartAsync();
        await here.GoToAsync("move-in-date");
        var number = here.CaseNumber;
        await here.Page.GetByRole(AriaRole.Link, new() { Name = "Save and finish later" }).ClickAsync();
        await here.Page.GetByRole(AriaRole.Button, new() { Name = "Send the link" }).ClickAsync();
        await Expect(here.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Your answers are saved");

        var link = LinkPattern().Match((await stage.Platform.MessagesAsync("aurora", number))[^1].Text).Value;
        var there = new Visitor(await stage.DeviceAsync(script: false, width: 390), "aurora", "en");
        await there.Page.GotoAsync(link);
        await there.Page.GetByRole(AriaRole.Button, new() { Name = "Send me the code" }).ClickAsync();
        var code = CodePattern().Match((await stage.Platform.MessagesAsync("aurora", number)).MaxBy(message => message.Id)!.Text).Value;
        await there.Page.GetByLabel("Code").FillAsync(code);
        await there.Page.GetByRole(AriaRole.Button, new() { Name = "Continue my request" }).ClickAsync();

        await there.SeeAsync("move-in-date");
        await there.GoToAsync("identity");
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
        Assert.Equal("completed", await stage.StatusOfAsync(visitor));
    }

    [GeneratedRegex(@"\b\d{6}\b")]
    private static partial Regex CodePattern();

    [GeneratedRegex(@"http://\S+/resume/[A-Za-z0-9_-]+")]
    private static partial Regex LinkPattern();
}

[Collection(SqliteStage.Name)]
public sealed class CustomerOnSqliteTests(SqliteStage stage) : CustomerTests(stage);

[Collection(PostgresStage.Name)]
public sealed class CustomerOnPostgresTests(PostgresStage stage) : CustomerTests(stage);
