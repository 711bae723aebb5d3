using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Messages;
using Portico.App.Shared;
using Portico.TestKit;

namespace Portico.App.Tests.Cases;

/// <summary>Coming back on another device: the link leads to the door, the code opens it.</summary>
public abstract partial class ResumeLinkTests(TestPortico platform)
{
    private static int people;

    private readonly string email = $"amina{Interlocked.Increment(ref people).ToString(CultureInfo.InvariantCulture)}@example.com";

    [Fact]
    public async Task The_link_opens_nothing_and_the_code_that_it_has_sent_does()
    {
        var (there, page) = await BeginAsync();
        var link = await MailedLinkAsync(there, page);
        var here = platform.Stranger();

        var looks = new[] { await here.GetAsync(link), await here.GetAsync(link), await here.GetAsync(link + "/code") };
        var before = await here.GetAsync(page);
        var code = await CodeAsync(here, link, page);
        var opened = await here.FillInAsync(link + "/code", link + "/code", ("code", code));

        Assert.All(looks, look => Assert.Equal(HttpStatusCode.OK, look.StatusCode));
        Assert.Equal(HttpStatusCode.NotFound, before.StatusCode);
        Assert.Equal((HttpStatusCode.SeeOther, page), (opened.StatusCode, opened.Headers.Location?.OriginalString));
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync(page)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await there.GetAsync(page)).StatusCode); // the device left behind is locked out
    }

    [Fact]
    public async Task A_code_works_once_and_the_link_again_with_another_one()
    {
        var (there, page) = await BeginAsync();
        var link = await MailedLinkAsync(there, page);
        var here = platform.Stranger();
        var code = await CodeAsync(here, link, page);
        await here.FillInAsync(link + "/code", link + "/code", ("code", code));
        var third = platform.Stranger();

        var again = await third.FillInAsync(link + "/code", link + "/code", ("code", code));
        var another = await third.FillInAsync(link + "/code", link + "/code", ("code", await CodeAsync(third, link, page)));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.SeeOther), (again.StatusCode, another.StatusCode));
    }

    [Fact]
    public async Task After_five_wrong_codes_the_right_one_is_wrong_too()
    {
        var (there, page) = await BeginAsync();
        var link = await MailedLinkAsync(there, page);
        var here = platform.Stranger();
        var code = await CodeAsync(here, link, page);
        var wrong = code == "000000" ? "111111" : "000000";

        for (var tries = 0; tries < ResumeLink.MostTries; tries++) Assert.Equal(HttpStatusCode.UnprocessableEntity, (await here.FillInAsync(link + "/code", link + "/code", ("code", wrong))).StatusCode);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await here.FillInAsync(link + "/code", link + "/code", ("code", code))).StatusCode);
    }

    [Fact]
    public async Task Many_who_guess_at_once_have_five_tries_together()
    {
        var (there, page) = await BeginAsync();
        var link = await MailedLinkAsync(there, page);
        await CodeAsync(platform.Stranger(), link, page);
        var hash = Ids.Hash(link.Split('/')[^1]);

        await Task.WhenAll(Enumerable.Range(0, 12).Select(async guess => await platform.Stranger().FillInAsync(link + "/code", link + "/code", ("code", $"77{guess:0000}"))));

        var left = await platform.InStoreAsync("aurora", db => db.ResumeLinks.AsNoTracking().SingleAsync(l => l.TokenHash == hash));
        Assert.InRange(left.CodeTries, 1, ResumeLink.MostTries);
    }

    [Fact]
    public async Task A_code_dies_after_ten_minutes()
    {
        var (there, page) = await BeginAsync();
        var link = await MailedLinkAsync(there, page);
        var here = platform.Stranger();
        var code = await CodeAsync(here, link, page);

        await platform.AdvanceAsync(TimeSpan.FromMinutes(10.1));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await here.FillInAsync(link + "/code", link + "/code", ("code", code))).StatusCode);
    }

    [Fact]
    public async Task Three_codes_in_a_quarter_of_an_hour_and_ten_a_day_are_enough_for_one_address()
    {
        var (there, page) = await BeginAsync();
        var link = await MailedLinkAsync(there, page);
        var here = platform.Stranger();
        for (var sent = 0; sent < 3; sent++) await CodeAsync(here, link, page);

        var fourth = await here.FillInAsync(link, link);
        for (var sent = 3; sent < 10; sent++)
        {
            if (sent % 3 == 0) await platform.AdvanceAsync(TimeSpan.FromMinutes(16));
            await CodeAsync(here, link, page);
        }
        await platform.AdvanceAsync(TimeSpan.FromMinutes(16));
        var eleventh = await here.FillInAsync(link, link);

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests), (fourth.StatusCode, eleventh.StatusCode));
    }

    [Fact]
    public async Task Staff_do_not_read_the_code_and_no_table_holds_it_in_a_way_to_find_it_out()
    {
        var (there, page) = await BeginAsync();
        var link = await MailedLinkAsync(there, page);
        var code = await CodeAsync(platform.Stranger(), link, page);
        var number = page.Split('/')[^1];

        var file = (await platform.AsStaffAsync("aurora", "agent", (ReadCaseFile.Handler read) => read.HandleAsync(number, default))).Value;

        Assert.DoesNotContain(file.Messages, message => message.Text.Contains(code, StringComparison.Ordinal));
        Assert.Contains(file.Messages, message => message.Template == Message.ResumeCode && message.Text.Contains("••••••", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_link_tells_no_other_site_about_itself_and_no_log_knows_it()
    {
        var (there, page) = await BeginAsync();
        var link = await MailedLinkAsync(there, page);

        var look = await platform.Stranger().GetAsync(link);
        var code = await CodeAsync(platform.Stranger(), link, page);

        Assert.Equal("no-referrer", Assert.Single(look.Headers.GetValues("Referrer-Policy")));
        Assert.Contains("noindex", Assert.Single(look.Headers.GetValues("X-Robots-Tag")), StringComparison.Ordinal);
        // The addresses of requests are logged only where an operator wants them: here, and not out of the box.
        Assert.DoesNotContain(platform.Log.Lines.Where(line => line.Source != "Microsoft.AspNetCore.Hosting.Diagnostics"), line => line.Text.Contains(link.Split('/')[^1], StringComparison.Ordinal) || line.Text.Contains(code, StringComparison.Ordinal) || line.Text.Contains(email, StringComparison.Ordinal));
    }

    [Fact]
    public async Task On_the_device_that_has_the_key_the_link_leads_straight_on()
    {
        var (there, page) = await BeginAsync();

        var look = await there.GetAsync(await MailedLinkAsync(there, page));

        Assert.Equal((HttpStatusCode.SeeOther, page), (look.StatusCode, look.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task A_device_in_another_language_reads_the_code_and_the_case_in_it()
    {
        var (there, page) = await BeginAsync();
        var link = await MailedLinkAsync(there, page);
        var here = platform.Stranger();
        Assert.Contains("<html lang=\"tr\"", await here.GetStringAsync(link + "?lang=tr"), StringComparison.Ordinal);

        var code = await CodeAsync(here, link, page);
        await here.FillInAsync(link + "/code", link + "/code", ("code", code));

        Assert.Contains("kodunuz", (await platform.MessagesAsync("aurora", page.Split('/')[^1])).Single(message => message.Template == Message.ResumeCode).Text, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"tr\"", await here.GetStringAsync(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Three_links_in_a_quarter_of_an_hour_are_enough()
    {
        var (there, page) = await BeginAsync();
        for (var sent = 0; sent < 3; sent++) await MailedLinkAsync(there, page);

        var fourth = await there.FillInAsync($"{page}/save", $"{page}/save", ("email", email));

        Assert.Equal(HttpStatusCode.TooManyRequests, fourth.StatusCode);
    }

    [Fact]
    public async Task A_link_that_has_expired_or_never_was_says_so_and_offers_a_fresh_start()
    {
        var (there, page) = await BeginAsync();
        var link = await MailedLinkAsync(there, page);

        await platform.AdvanceAsync(ResumeLinks.Life + TimeSpan.FromMinutes(1));

        foreach (var gone in new[] { link, "/t/aurora/resume/nothing", link + "/code" })
        {
            var reply = await platform.Stranger().GetAsync(gone);
            Assert.Equal(HttpStatusCode.Gone, reply.StatusCode);
            Assert.Contains("href=\"/t/aurora/\"", await reply.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_case_that_has_expired_says_so_and_offers_a_fresh_start()
    {
        var (there, page) = await BeginAsync();

        await platform.FireTimersAsync("aurora", page.Split('/')[^1]);

        var html = await there.GetStringAsync(page);
        Assert.Contains("This application has expired", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/t/aurora/start/move-in\"", html, StringComparison.Ordinal);
    }

    private async Task<(HttpClient Browser, string Page)> BeginAsync()
    {
        var browser = platform.Stranger();
        using var started = await browser.FillInAsync("/t/aurora/start/move-in", "/t/aurora/start/move-in");
        Assert.Equal(HttpStatusCode.SeeOther, started.StatusCode);
        return (browser, started.Headers.Location!.OriginalString);
    }

    private async Task<string> MailedLinkAsync(HttpClient browser, string page)
    {
        using var saved = await browser.FillInAsync($"{page}/save", $"{page}/save", ("email", email));
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        var mail = (await platform.MessagesAsync("aurora", page.Split('/')[^1])).Last(message => message.Template == "resume-link");
        return new Uri(LinkPattern().Match(mail.Text).Value).AbsolutePath;
    }

    /// <summary>Asks for a code and reads it from the mailbox.</summary>
    private async Task<string> CodeAsync(HttpClient browser, string link, string page)
    {
        using var sent = await browser.FillInAsync(link, link);
        Assert.Equal((HttpStatusCode.SeeOther, link + "/code"), (sent.StatusCode, sent.Headers.Location?.OriginalString));
        var mail = (await platform.MessagesAsync("aurora", page.Split('/')[^1])).Where(message => message.Template == Message.ResumeCode).MaxBy(message => message.Id)!;
        Assert.Equal(email, mail.To);
        return CodePattern().Match(mail.Text).Value;
    }

    [GeneratedRegex(@"http://\S+/resume/[A-Za-z0-9_-]+")]
    private static partial Regex LinkPattern();

    [GeneratedRegex(@"\b\d{6}\b")]
    private static partial Regex CodePattern();
}

public sealed class ResumeLinkOnSqliteTests(TestPortico platform) : ResumeLinkTests(platform), IClassFixture<TestPortico>;

public sealed class ResumeLinkOnPostgresTests(TestPorticoOnPostgres platform) : ResumeLinkTests(platform), IClassFixture<TestPorticoOnPostgres>;
