using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Portico.App.Ways;
using static Microsoft.Playwright.Assertions;

namespace Portico.E2E.Portal;

/// <summary>A journey in a frame on a page of another origin: on the same site (127.0.0.1), and on another one (localhost), where cookies of a third party are not what they are elsewhere.</summary>
[Collection(SqliteStage.Name)]
public sealed class WidgetTests(SqliteStage stage) : IAsyncLifetime
{
    private WebApplication? site;
    private int port;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = ["--urls=http://127.0.0.1:0"] });
        builder.Logging.ClearProviders();
        site = builder.Build();
        site.MapGet("/{lang}", (string lang) => TypedResults.Content(PageOf(lang), "text/html", Encoding.UTF8));
        await site.StartAsync();
        port = new Uri(site.Urls.First()).Port;
    }

    public async Task DisposeAsync() => await site!.DisposeAsync();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_customer_answers_the_first_step_in_a_frame_that_grows_with_it_on_a_page_of_another_origin(string host)
    {
        await AllowAsync($"http://{host}:{port}");
        var page = await stage.DeviceAsync();

        await page.GotoAsync($"http://{host}:{port}/en");
        var frame = page.FrameLocator("iframe");
        await Expect(frame.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Moving in");
        await Expect(page.Locator("a[data-portico]")).ToBeHiddenAsync();
        var start = await FitsAsync(page, frame);
        await frame.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(frame.Locator("[name='givenName']")).ToBeVisibleAsync();
        var step = await FitsAsync(page, frame);
        await frame.Locator("form#step .actions button").ClickAsync(); // with nothing typed: problems make it longer
        await Expect(frame.Locator(".problems")).ToBeVisibleAsync();
        var problems = await FitsAsync(page, frame);
        foreach (var (name, value) in new[] { ("givenName", "Amina"), ("familyName", "Clarke"), ("email", "amina@example.com"), ("phone", "07700 900123"), ("dateOfBirth.day", "27"), ("dateOfBirth.month", "3"), ("dateOfBirth.year", "1990") }) await frame.Locator($"[name='{name}']").FillAsync(value);
        foreach (var (name, value) in new[] { ("preferredChannel", "email"), ("preferredLanguage", "en") }) await frame.Locator($"[name='{name}'][value='{value}']").CheckAsync(new() { Force = true });
        await frame.Locator("form#step .actions button").ClickAsync();

        await Expect(frame.Locator("[name='meterPoint']")).ToBeVisibleAsync();
        Assert.True(problems > step && step != start, $"{start}, {step}, {problems}");
        Assert.Contains("Aurora", await page.Locator("iframe").GetAttributeAsync("title"), StringComparison.Ordinal);
        Assert.EndsWith("/en", page.Url, StringComparison.Ordinal);
        Assert.All((await page.Context.CookiesAsync()).Where(cookie => cookie.Name.StartsWith("portico-case-", StringComparison.Ordinal)), cookie => Assert.Equal(("/t/aurora/embed", SameSiteAttribute.None, true), (cookie.Path, cookie.SameSite, cookie.Secure)));
    }

    [Fact]
    public async Task A_site_that_nobody_named_keeps_its_link_and_says_why_nothing_is_there()
    {
        await AllowAsync("https://www.aurora.example");
        var page = await stage.DeviceAsync();

        await page.GotoAsync($"http://localhost:{port}/tr");

        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Bu form burada gösterilemedi.");
        await Expect(page.Locator("a[data-portico]")).ToBeVisibleAsync();
        await Expect(page.Locator("iframe")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Without_script_the_link_leads_to_the_journey()
    {
        var page = await stage.DeviceAsync(script: false);
        await page.GotoAsync($"http://localhost:{port}/en");

        await page.GetByRole(AriaRole.Link, new() { Name = "Moving in" }).ClickAsync();

        await page.WaitForURLAsync("**/t/aurora/start/move-in");
    }

    [Fact]
    public async Task The_frame_listens_to_no_other_page_than_the_one_that_was_named_and_the_page_to_no_other_frame()
    {
        await AllowAsync($"http://127.0.0.1:{port}");
        var page = await stage.DeviceAsync();
        await page.GotoAsync($"http://127.0.0.1:{port}/ar");
        var frame = page.FrameLocator("iframe");
        await Expect(frame.GetByRole(AriaRole.Main)).ToBeVisibleAsync();
        var before = await FitsAsync(page, frame);

        // The page itself pretends to be the frame; so might any other frame on it.
        await page.EvaluateAsync("window.postMessage({ portico: 'size', height: 9999, title: 'Pay here', opened: true }, '*')");
        await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

        Assert.Equal(before, await FitsAsync(page, frame));
        Assert.NotEqual("Pay here", await page.Locator("iframe").GetAttributeAsync("title"));
        Assert.Equal("rtl", await frame.Locator("html").GetAttributeAsync("dir"));
    }

    /// <summary>The frame is as high as its content.</summary>
    private static async Task<int> FitsAsync(IPage page, IFrameLocator frame)
    {
        async Task<(double Frame, double Body)> LookAsync() => (await page.Locator("iframe").EvaluateAsync<double>("frame => frame.getBoundingClientRect().height"), await frame.Locator("body").EvaluateAsync<double>("body => body.getBoundingClientRect().height"));
        var seen = await TestKit.Eventually.SeeAsync(LookAsync, heights => heights.Body > 100 && Math.Abs(heights.Frame - heights.Body) <= 1, "the frame fits its content");
        return (int)seen.Frame;
    }

    private async Task AllowAsync(string origin) => Assert.True((await stage.Platform.AsStaffAsync("aurora", "admin", (AllowFraming.Handler allow) => allow.HandleAsync([origin], default))).Ok);

    private string PageOf(string lang) => $$"""
        <!doctype html><html lang="{{WebUtility.HtmlEncode(lang)}}"><head><meta name="viewport" content="width=device-width"><title>Aurora Energy</title></head><body>
        <h1>Aurora Energy</h1>
        <a data-portico href="{{stage.Platform.Address}}t/aurora/start/move-in">Moving in</a>
        <script src="{{stage.Platform.Address}}t/aurora/widget.js" data-journey="move-in" async></script>
        </body></html>
        """;
}
