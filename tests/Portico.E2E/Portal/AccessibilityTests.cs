using Microsoft.Playwright;

namespace Portico.E2E.Portal;

/// <summary>axe finds nothing on any page that a customer can meet, in both languages, on a phone and on a desk.</summary>
[Collection(PostgresStage.Name)]
public sealed class AccessibilityTests(PostgresStage stage)
{
    private static readonly int[] Widths = [390, 1280];

    private readonly List<string> problems = [];
    private int looks;

    [Theory]
    [InlineData("en")]
    [InlineData("ar")]
    public async Task Nothing_stands_in_anybodys_way(string locale)
    {
        await TheWholeJourneyAsync(locale);
        await ThePagesBesideItAsync(locale);
        await TheRefusalsAsync(locale);
        await ThingsThatWentWrongAsync(locale);
        await TheRightToWithdrawAsync(locale);

        Assert.Empty(problems);
        Assert.True(looks >= 40, $"Only {looks} looks were taken.");
    }

    [Fact]
    public async Task Axe_would_have_found_something()
    {
        var page = await stage.DeviceAsync();
        await page.SetContentAsync("<html><body><input type='text'><p style='color:#bbb;background:#fff'>too pale</p></body></html>");

        var found = await Axe.LookAtAsync(page);

        Assert.Contains(found, line => line.StartsWith("label", StringComparison.Ordinal));
        Assert.Contains(found, line => line.StartsWith("color-contrast", StringComparison.Ordinal));
    }

    private async Task TheWholeJourneyAsync(string locale)
    {
        var visitor = new Visitor(await stage.DeviceAsync(), "aurora", locale).Answering("preferredChannel", "sms").Answering("payment.paymentMethod", "card");
        await visitor.Page.GotoAsync($"/t/aurora/?lang={locale}");
        await LookAsync(visitor.Page, "welcome");
        await visitor.Page.GotoAsync($"/t/aurora/start/move-in?lang={locale}");
        await LookAsync(visitor.Page, "start");
        await visitor.StartAsync();
        foreach (var form in new[] { "about-you", "supply", "move-in-date", "tariff", "identity", "payment" })
        {
            await visitor.GoToAsync(form);
            await LookAsync(visitor.Page, form);
            await visitor.SendAsync();
            if (form is not "identity") await LookAsync(visitor.Page, $"{form} with problems");
            else await visitor.SeeAsync("payment");
        }

        await visitor.FillInAsync("payment");
        await visitor.SendAsync();
        await visitor.Page.Locator("main.action").WaitForAsync();
        await LookAsync(visitor.Page, "to the provider");
        await visitor.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link).First.ClickAsync();
        await LookAsync(visitor.Page, "sandbox provider");
        await visitor.Page.Locator("button[value='refused']").ClickAsync();
        foreach (var form in new[] { "payment-retry", "consents", "summary", "done" })
        {
            await visitor.GoToAsync(form);
            await LookAsync(visitor.Page, form);
        }
    }

    private async Task ThePagesBesideItAsync(string locale)
    {
        var visitor = new Visitor(await stage.DeviceAsync(), "clearwater", locale);
        await visitor.StartAsync();
        await visitor.GoToAsync("supply");
        await LookAsync(visitor.Page, "supply of water");
        var path = visitor.CasePath;
        await visitor.Page.GotoAsync($"{path}/save");
        await LookAsync(visitor.Page, "save");
        await visitor.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button).ClickAsync();
        await visitor.Page.WaitForURLAsync("**/save?sent");
        await LookAsync(visitor.Page, "saved");
        var link = System.Text.RegularExpressions.Regex.Match((await stage.Platform.MessagesAsync("clearwater", path.Split('/')[4]))[^1].Text, @"http://\S+/resume/[A-Za-z0-9_-]+").Value;
        var elsewhere = await stage.DeviceAsync();
        await elsewhere.GotoAsync($"{link}?lang={locale}");
        await LookAsync(elsewhere, "resume");
        await elsewhere.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button).ClickAsync();
        await LookAsync(elsewhere, "code");
        await elsewhere.Locator("#f-code").FillAsync("12");
        await elsewhere.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button).First.ClickAsync();
        await LookAsync(elsewhere, "wrong code");
        await visitor.Page.GotoAsync($"/t/clearwater/resume/anything?lang={locale}");
        await LookAsync(visitor.Page, "spent link");
        await visitor.Page.GotoAsync($"/t/clearwater/case/C-NOTHING?lang={locale}");
        await LookAsync(visitor.Page, "missing");
    }

    private async Task TheRefusalsAsync(string locale)
    {
        var refused = new Visitor(await stage.DeviceAsync(), "aurora", locale).Answering("familyName", "Refused").Answering("preferredChannel", "sms");
        await refused.StartAsync();
        await refused.GoToAsync("rejected");
        await LookAsync(refused.Page, "rejected");

        var unclear = new Visitor(await stage.DeviceAsync(), "aurora", locale).Answering("familyName", "Review").Answering("preferredChannel", "sms");
        await unclear.StartAsync();
        await unclear.GoToAsync("identity");
        await unclear.FillInAsync("identity");
        await unclear.SendAsync();
        await unclear.Page.Locator("main.wait").WaitForAsync();
        await stage.Platform.DrainAsync(); // until then the page waits for the provider, and shows anew what became of it, in the midst of our looking
        await unclear.Page.ReloadAsync();
        await LookAsync(unclear.Page, "waiting for an agent");
    }

    private async Task ThingsThatWentWrongAsync(string locale)
    {
        var late = new Visitor(await stage.DeviceAsync(), "aurora", locale);
        await late.StartAsync();
        await stage.Platform.FireTimersAsync("aurora", late.CaseNumber);
        await late.Page.ReloadAsync();
        await late.SeeAsync("expired");
        await LookAsync(late.Page, "expired");

        var unlucky = new Visitor(await stage.DeviceAsync(), "clearwater", locale);
        await unlucky.StartAsync();
        await unlucky.GoToAsync("identity");
        await stage.Platform.SwitchProvidersAsync("clearwater", "identity-verification", on: false);
        await unlucky.SendAsync();
        await stage.Platform.DrainAsync();
        await unlucky.Page.ReloadAsync();
        Assert.Equal("incident", await stage.StatusOfAsync(unlucky));
        await LookAsync(unlucky.Page, "trouble");
        await stage.Platform.SwitchProvidersAsync("clearwater", "identity-verification", on: true);

        var forgetful = new Visitor(await stage.DeviceAsync(), "aurora", locale);
        await forgetful.StartAsync();
        await forgetful.Page.Context.ClearCookiesAsync();
        await forgetful.SendAsync();
        await LookAsync(forgetful.Page, "open for too long");
    }

    private async Task TheRightToWithdrawAsync(string locale)
    {
        var visitor = new Visitor(await stage.DeviceAsync(), "aurora", locale);
        await visitor.StartAsync("switch", "switch-contact");
        await visitor.GoToAsync("summary");
        var path = visitor.CasePath;
        await visitor.SendAsync();
        await visitor.Page.Locator("main.wait .withdrawal").WaitForAsync();
        await stage.Platform.DrainAsync(); // the message about it changes the case, and the page shows that anew in the midst of our looking
        await visitor.Page.GotoAsync(path);
        await visitor.Page.Locator(".track summary").ClickAsync();
        await LookAsync(visitor.Page, "the days to withdraw");
        await visitor.Page.Locator(".withdrawal .button").ClickAsync();
        await visitor.Page.Locator("main.withdraw form").WaitForAsync();
        await LookAsync(visitor.Page, "withdraw?");
        await visitor.Page.Locator("main.withdraw form .button").ClickAsync();
        await visitor.Page.Locator("main.withdraw .badge.success").WaitForAsync();
        await LookAsync(visitor.Page, "withdrawn");
        await visitor.Page.GotoAsync(path);
        await LookAsync(visitor.Page, "the end of who withdrew");

        var keeper = new Visitor(await stage.DeviceAsync(), "aurora", locale);
        await keeper.StartAsync("switch", "switch-contact");
        await keeper.GoToAsync("summary");
        path = keeper.CasePath;
        await keeper.SendAsync();
        await keeper.Page.Locator("main.wait .withdrawal").WaitForAsync();
        await stage.Platform.DrainAsync();
        await stage.Platform.FireTimersAsync("aurora", path.Split('/')[4]);
        await keeper.Page.GotoAsync($"{path}/withdraw");
        await LookAsync(keeper.Page, "nothing to withdraw from");
    }

    private async Task LookAsync(IPage page, string what)
    {
        foreach (var width in Widths)
        {
            await page.SetViewportSizeAsync(width, 900);
            problems.AddRange((await Axe.LookAtAsync(page)).Select(line => $"{what}, {width} px: {line}"));
            looks++;
            if (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth")) problems.Add($"{what}, {width} px: the page scrolls sideways");
        }
    }
}
