using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portico.App.Tenants;
using Portico.App.Ways;
using Portico.TestKit;

namespace Portico.App.Tests.Portal;

/// <summary>A journey in a frame on the tenant's own site: who may show it, which cookies it has, and how it gets into a tab.</summary>
public sealed partial class EmbedTests(TestPortico platform) : IClassFixture<TestPortico>
{
    private const string Site = "https://www.aurora.example", Other = "http://127.0.0.1:8000", Start = "/t/aurora/embed/start/move-in";

    [Fact]
    public async Task Nobody_may_frame_anything_until_an_admin_names_a_site_and_then_only_the_pages_made_for_it()
    {
        await AllowAsync();
        var before = await FramersOfAsync(Start);

        await AllowAsync(Site, Other);

        Assert.Equal("'none'", before);
        Assert.Equal($"{Site} {Other}", await FramersOfAsync(Start));
        Assert.False((await platform.Stranger().GetAsync(Start)).Headers.Contains("X-Frame-Options"));
        Assert.Equal($"{Site} {Other}", await FramersOfAsync("/t/aurora/embed/nothing"));
        Assert.Equal($"{Site} {Other}", await FramersOfAsync("/t/aurora/embed/case/C-NOTHING"));
        foreach (var page in new[] { "/t/aurora/start/move-in", "/t/aurora/", "/t/aurora/case/C-NOTHING", "/t/clearwater/embed/start/move-in", "/t/aurora/Embed-/start/move-in", "/t/aurora/resume/x", "/t/nobody/embed/start/move-in" }) Assert.Equal("'none'", await FramersOfAsync(page));
    }

    [Theory]
    [InlineData("https://www.aurora.example", "https://www.aurora.example")]
    [InlineData(" HTTPS://WWW.Aurora.Example/ ", "https://www.aurora.example")]
    [InlineData("https://www.aurora.example:443", "https://www.aurora.example")]
    [InlineData("https://www.aurora.example:8443", "https://www.aurora.example:8443")]
    [InlineData("https://müller.example", "https://xn--mller-kva.example")]
    [InlineData("http://localhost:8000", "http://localhost:8000")]
    [InlineData("http://127.0.0.1:8000", "http://127.0.0.1:8000")]
    [InlineData("http://www.aurora.example", null)]
    [InlineData("http://localhost.evil.example", null)]
    [InlineData("http://127.0.0.2", null)]
    [InlineData("https://*.aurora.example", null)]
    [InlineData("https://", null)]
    [InlineData("*", null)]
    [InlineData("https:", null)]
    [InlineData("'self'", null)]
    [InlineData("https://a.example 'unsafe-inline'", null)]
    [InlineData("https://a.example; script-src *", null)]
    [InlineData("https://a.example,https://b.example", null)]
    [InlineData("https://a.example\r\nSet-Cookie: x=y", null)]
    [InlineData("https://user@a.example", null)]
    [InlineData("https://a.example/path", null)]
    [InlineData("https://a.example?x", null)]
    [InlineData("https://a.example#x", null)]
    [InlineData("https://com", null)]
    [InlineData("https://10.0.0.1", null)]
    [InlineData("https://[::1]", null)]
    [InlineData("https://a..example", null)]
    [InlineData("https://a.example.", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("data:text/html,x", null)]
    [InlineData("file:///etc/passwd", null)]
    public void A_site_is_a_scheme_a_name_and_a_port_and_nothing_else(string typed, string? kept) => Assert.Equal(kept, FrameOrigin.Read(typed));

    [Fact]
    public async Task Only_an_admin_names_sites_and_it_is_recorded()
    {
        await AllowAsync(Site);

        var agent = await platform.AsStaffAsync("aurora", "agent", (AllowFraming.Handler allow) => allow.HandleAsync(["https://evil.example"], default));
        var wrong = await platform.AsStaffAsync("aurora", "admin", (AllowFraming.Handler allow) => allow.HandleAsync([Site, "evil.example"], default));
        await AllowAsync(Other);

        Assert.Equal("staff.not_allowed", agent.Error?.Code);
        Assert.Equal(("frames.invalid", "evil.example"), (wrong.Error?.Code, Assert.Single(wrong.Error!.Fields!["origins"])));
        var entry = await platform.InStoreAsync("aurora", db => db.Set<Audit.AuditEntry>().AsNoTracking().Where(a => a.Action == "tenant.frames_changed").OrderByDescending(a => a.Id).FirstAsync());
        Assert.Equal($$"""{"added":["{{Other}}"],"removed":["{{Site}}"]}""", JsonNode.Parse(entry.Data)!.ToJsonString());
    }

    [Fact]
    public async Task In_a_frame_the_cookies_are_for_this_frame_on_this_site_alone_and_on_a_page_of_its_own_they_are_first_party()
    {
        var (framed, whole) = (new Jar(platform.Address), new Jar(platform.Address));

        var page = await StartAsync(framed, Start);
        await StartAsync(whole, "/t/aurora/start/move-in");

        Assert.StartsWith("/t/aurora/embed/case/C-", page, StringComparison.Ordinal);
        Assert.All(framed.Given, cookie => Assert.Matches(@"; path=/t/aurora/embed(/start)?;.*secure;.*samesite=none;.*Partitioned", cookie));
        Assert.Contains(framed.Given, cookie => cookie.StartsWith("portico-case-", StringComparison.Ordinal));
        Assert.Contains(framed.Given, cookie => cookie.Contains("Antiforgery", StringComparison.Ordinal));
        Assert.All(whole.Given, cookie => Assert.DoesNotMatch("(?i)samesite=none|partitioned", cookie));
        Assert.Equal(HttpStatusCode.NotFound, (await platform.Stranger().GetAsync(page)).StatusCode);
    }

    [Fact]
    public async Task The_first_step_is_answered_in_the_frame_and_every_page_stays_in_it()
    {
        var browser = new Jar(platform.Address);
        var page = await StartAsync(browser, Start);

        using var sent = await browser.FillInAsync(page, $"{page}/steps/about-you", AboutYou);
        var html = await (await browser.GetAsync(page)).Content.ReadAsStringAsync();

        Assert.Equal((HttpStatusCode.SeeOther, page), (sent.StatusCode, sent.Headers.Location?.OriginalString));
        Assert.Contains("name=\"meterPoint\"", html, StringComparison.Ordinal);
        Assert.All(AddressPattern().Matches(html).Select(m => m.Groups[1].Value).Where(path => path.StartsWith("/t/", StringComparison.Ordinal) && !path.Contains("/theme.css", StringComparison.Ordinal) && !path.Contains("/mark.svg", StringComparison.Ordinal)), path => Assert.StartsWith("/t/aurora/embed/", path, StringComparison.Ordinal));
        Assert.Contains($"data-origins=\"{string.Join(' ', (await TenantAsync()).FrameOrigins)}\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Origin", "https://www.aurora.example")]
    [InlineData("Origin", "null")]
    public async Task What_another_page_sends_in_the_customers_name_is_refused_even_with_the_right_token(string header, string value)
    {
        var browser = new Jar(platform.Address);
        var page = await StartAsync(browser, Start);

        using var forged = await browser.FillInAsync(page, $"{page}/steps/about-you", AboutYou, (header, value));
        using var without = await browser.PostAsync($"{page}/steps/about-you", AboutYou);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (forged.StatusCode, without.StatusCode));
        Assert.Contains("name=\"givenName\"", await (await browser.GetAsync(page)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_that_keeps_no_cookies_in_frames_is_shown_the_way_into_a_tab()
    {
        await AllowAsync(Site);
        var html = await platform.Stranger().GetStringAsync(Start);
        using var body = new FormUrlEncodedContent(HtmlForm.HiddenFields(html));

        using var refused = await new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = platform.Address }.PostAsync(Start + "?lang=tr", body);
        var page = await refused.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("href=\"/t/aurora/start/move-in?lang=tr\" target=\"_blank\"", page, StringComparison.Ordinal);
        Assert.Equal(Site, FramersPattern().Match(Assert.Single(refused.Headers.GetValues("Content-Security-Policy"))).Groups[1].Value);
    }

    [Fact]
    public async Task From_the_frame_the_customer_goes_on_in_a_tab_with_a_key_of_its_own_and_nobody_else_does()
    {
        var browser = new Jar(platform.Address);
        var page = await StartAsync(browser, Start);
        var number = page.Split('/')[^1];
        await ToTheProviderAsync(browser, page);
        var html = await (await browser.GetAsync(page)).Content.ReadAsStringAsync();
        var key = HtmlForm.HiddenFields(html).Single(field => field.Key == "key").Value;

        var tab = new Jar(platform.Address);
        using var foreign = await new Jar(platform.Address).PostAsync("/t/aurora/take-over", [("key", key)], ("Sec-Fetch-Site", "cross-site"));
        using var ofOther = await new Jar(platform.Address).PostAsync("/t/clearwater/take-over", [("key", key)], ("Sec-Fetch-Site", "same-origin"));
        using var guessed = await new Jar(platform.Address).PostAsync("/t/aurora/take-over", [("key", key[..^4] + "AAAA")], ("Sec-Fetch-Site", "same-origin"));
        using var taken = await tab.PostAsync("/t/aurora/take-over", [("key", key)], ("Sec-Fetch-Site", "same-origin"));
        var there = await (await tab.GetAsync($"/t/aurora/case/{number}")).Content.ReadAsStringAsync();

        Assert.Contains("action=\"/t/aurora/take-over\" target=\"_blank\"", html, StringComparison.Ordinal);
        Assert.Equal([HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest], [foreign.StatusCode, ofOther.StatusCode, guessed.StatusCode]);
        Assert.Equal((HttpStatusCode.SeeOther, $"/t/aurora/case/{number}"), (taken.StatusCode, taken.Headers.Location?.OriginalString));
        Assert.Contains("/sandbox/", there, StringComparison.Ordinal);
        Assert.Matches("; path=/t/aurora;.*samesite=lax", Assert.Single(tab.Given, cookie => cookie.StartsWith("portico-case-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_script_speaks_the_tenants_languages_and_names_no_address_that_a_request_could_have_chosen()
    {
        await platform.InStoreOfNobodyAsync(db => db.Tenants.Where(t => t.Id == "clearwater").ExecuteUpdateAsync(set => set.SetProperty(t => t.Name, "Clear </script><b>\u2028 'water'")));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/t/clearwater/widget.js");
        request.Headers.Host = "evil.example";

        var reply = await platform.Stranger().SendAsync(request);
        var script = await reply.Content.ReadAsStringAsync();

        Assert.Equal("text/javascript", reply.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("</script>", script, StringComparison.Ordinal);
        Assert.DoesNotContain('\u2028', script);
        Assert.DoesNotContain("evil.example", script, StringComparison.Ordinal);
        Assert.Contains("const site = {\"name\":", script, StringComparison.Ordinal);
        Assert.Contains("\"zh-Hant\":{\"loading\":", script, StringComparison.Ordinal);
        Assert.Matches("\"ar\":\\{[^}]*\"dir\":\"rtl\"", script);
    }

    private static readonly (string, string)[] AboutYou = [("givenName", "Amina"), ("familyName", "Redirect"), ("email", "amina@example.com"), ("phone", "07700 900123"), ("dateOfBirth", "1990-03-27"), ("preferredChannel", "email"), ("preferredLanguage", "en")];

    private async Task AllowAsync(params string[] origins) => Assert.True((await platform.AsStaffAsync("aurora", "admin", (AllowFraming.Handler allow) => allow.HandleAsync(origins, default))).Ok);

    private async Task<string> FramersOfAsync(string page) => FramersPattern().Match(Assert.Single((await platform.Stranger().GetAsync(page)).Headers.GetValues("Content-Security-Policy"))).Groups[1].Value;

    private Task<Tenant> TenantAsync() => platform.InStoreOfNobodyAsync(db => db.Tenants.AsNoTracking().SingleAsync(t => t.Id == "aurora"));

    private static async Task<string> StartAsync(Jar browser, string start)
    {
        using var started = await browser.FillInAsync(start, start, []);
        Assert.Equal(HttpStatusCode.SeeOther, started.StatusCode);
        return started.Headers.Location!.OriginalString;
    }

    private async Task ToTheProviderAsync(Jar browser, string page)
    {
        var soon = platform.Clock.GetUtcNow().AddDays(10);
        // Who is called Redirect is sent to the identity provider's own page.
        foreach (var (step, answers) in new (string, (string, string)[])[]
        {
            ("about-you", AboutYou), ("supply", [("address.line1", "14 Lantern Street"), ("address.city", "Bristol"), ("address.postcode", "BS1 4TR"), ("meterPoint", "2000024512368"), ("occupancy", "owner")]),
            ("move-in-date", [("moveInDate.year", $"{soon.Year}"), ("moveInDate.month", $"{soon.Month}"), ("moveInDate.day", $"{soon.Day}")]), ("tariff", [("tariff", "steady-12")]), ("identity", [("documentNumber", "")]),
        })
        {
            using var sent = await browser.FillInAsync(page, $"{page}/steps/{step}", answers);
            Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        }

        await platform.DrainAsync();
    }

    /// <summary>Keeps cookies as a browser does for a frame; the usual client sends none that are secure to an address without https.</summary>
    private sealed class Jar(Uri address)
    {
        private static readonly HttpClient Http = new(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false });
        private readonly Dictionary<(string Name, string Path), string> kept = [];

        /// <summary>Every cookie as it was set.</summary>
        public List<string> Given { get; } = [];

        public Task<HttpResponseMessage> GetAsync(string page) => SendAsync(new(HttpMethod.Get, page));

        public Task<HttpResponseMessage> PostAsync(string page, (string Name, string Value)[] fields, params (string Name, string Value)[] headers)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, page) { Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))) };
            foreach (var (name, value) in headers) request.Headers.Add(name, value);
            return SendAsync(request);
        }

        public async Task<HttpResponseMessage> FillInAsync(string page, string action, (string Name, string Value)[] typed, params (string Name, string Value)[] headers)
        {
            var hidden = HtmlForm.HiddenFields(await (await GetAsync(page)).Content.ReadAsStringAsync()).Where(field => typed.All(t => t.Item1 != field.Key)).Select(field => (field.Key, field.Value));
            return await PostAsync(action, [.. hidden, .. typed], headers);
        }

        private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
        {
            var path = (request.RequestUri = new Uri(address, request.RequestUri!)).AbsolutePath;
            var fitting = kept.Where(cookie => path == cookie.Key.Path || path.StartsWith(cookie.Key.Path.TrimEnd('/') + "/", StringComparison.Ordinal)).Select(cookie => $"{cookie.Key.Name}={cookie.Value}").ToList();
            if (fitting.Count > 0) request.Headers.Add("Cookie", string.Join("; ", fitting));
            var reply = await Http.SendAsync(request);
            foreach (var cookie in reply.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            {
                Given.Add(cookie);
                var pair = cookie.Split(';')[0].Split('=', 2);
                kept[(pair[0], Regex.Match(cookie, "path=([^;]+)").Groups[1].Value)] = pair[1];
            }

            return reply;
        }
    }

    [GeneratedRegex("frame-ancestors ([^;]+)$")]
    private static partial Regex FramersPattern();

    [GeneratedRegex("(?:href|action|formaction|data-poll)=\"([^\"]+)\"")]
    private static partial Regex AddressPattern();
}
