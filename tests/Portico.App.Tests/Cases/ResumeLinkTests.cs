using System.Net;
using System.Text.RegularExpressions;
using Portico.TestKit;

namespace Portico.App.Tests.Cases;

public sealed partial class ResumeLinkTests(TestPortico platform) : IClassFixture<TestPortico>
{
    [Fact]
    public async Task Opening_the_link_changes_nothing_pressing_the_button_does_and_only_once()
    {
        var (there, page) = await Begin();
        var link = await MailedLink(there, page);
        var here = platform.Stranger();

        var looks = new[] { await here.GetAsync(link), await here.GetAsync(link) };
        var pressed = await here.FillInAsync(link, link);
        var again = await platform.Stranger().FillInAsync(link, link);

        Assert.All(looks, look => Assert.Equal(HttpStatusCode.OK, look.StatusCode));
        Assert.Equal((HttpStatusCode.SeeOther, page), (pressed.StatusCode, pressed.Headers.Location?.OriginalString));
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync(page)).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, again.StatusCode);
    }

    [Fact]
    public async Task The_device_left_behind_is_locked_out()
    {
        var (there, page) = await Begin();
        var link = await MailedLink(there, page);

        await platform.Stranger().FillInAsync(link, link);

        Assert.Equal(HttpStatusCode.NotFound, (await there.GetAsync(page)).StatusCode);
    }

    [Fact]
    public async Task The_link_tells_no_other_site_about_itself()
    {
        var (there, page) = await Begin();

        var look = await platform.Stranger().GetAsync(await MailedLink(there, page));

        Assert.Equal("no-referrer", Assert.Single(look.Headers.GetValues("Referrer-Policy")));
        Assert.Contains("noindex", Assert.Single(look.Headers.GetValues("X-Robots-Tag")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Three_links_in_a_quarter_of_an_hour_are_enough()
    {
        var (there, page) = await Begin();
        for (var sent = 0; sent < 3; sent++) await MailedLink(there, page);

        var fourth = await there.FillInAsync($"{page}/save", $"{page}/save", ("email", "amina@example.com"));

        Assert.Equal(HttpStatusCode.TooManyRequests, fourth.StatusCode);
    }

    [Fact]
    public async Task A_link_dies_after_a_week()
    {
        var (there, page) = await Begin();
        var link = await MailedLink(there, page);

        await platform.AdvanceAsync(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1));

        Assert.Equal(HttpStatusCode.Gone, (await platform.Stranger().FillInAsync(link, link)).StatusCode);
    }

    private async Task<(HttpClient Browser, string Page)> Begin()
    {
        var browser = platform.Stranger();
        using var started = await browser.FillInAsync("/t/aurora/start/move-in", "/t/aurora/start/move-in");
        Assert.Equal(HttpStatusCode.SeeOther, started.StatusCode);
        return (browser, started.Headers.Location!.OriginalString);
    }

    private async Task<string> MailedLink(HttpClient browser, string page)
    {
        using var saved = await browser.FillInAsync($"{page}/save", $"{page}/save", ("email", "amina@example.com"));
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        var mail = (await platform.MessagesAsync("aurora", page.Split('/')[^1]))[^1];
        return new Uri(LinkPattern().Match(mail.Text).Value).AbsolutePath;
    }

    [GeneratedRegex(@"http://\S+/resume/[A-Za-z0-9_-]+")]
    private static partial Regex LinkPattern();
}
