using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Ways;
using Portico.TestKit;
using Portico.Workflows;

namespace Portico.App.Tests.Ways;

/// <summary>A link that starts a journey with answers in it: what may be left, what the customer sees, and what a link that leads nowhere says.</summary>
public abstract partial class PrefilledLinkTests(TestPortico platform)
{
    private static readonly object Amina = new { givenName = " Amina ", email = "amina@example.com", dateOfBirth = "1990-03-27" };

    [Fact]
    public async Task Opening_the_link_starts_nothing_and_the_button_starts_with_the_answers_in_the_fields()
    {
        var (link, _) = await LinkAsync(new { answers = Amina, locale = "tr" });
        var (before, browser) = (await CasesAsync(), platform.Stranger());

        var looks = new[] { await browser.GetStringAsync(link), await browser.GetStringAsync(link) };
        var between = await CasesAsync();
        var started = await browser.FillInAsync(link, link);
        var step = await browser.GetStringAsync(started.Headers.Location!.OriginalString);

        Assert.Equal(before, between);
        Assert.All(looks, look => Assert.Contains("<html lang=\"tr\"", look, StringComparison.Ordinal));
        Assert.All(looks, look => Assert.Contains("class=\"prefilled\"", look, StringComparison.Ordinal));
        Assert.All(looks, look => Assert.DoesNotContain("Amina", look, StringComparison.Ordinal));
        Assert.Contains("<html lang=\"tr\"", step, StringComparison.Ordinal);
        Assert.Equal(("Amina", "amina@example.com", "1990", ""), (ValueOf(step, "givenName"), ValueOf(step, "email"), ValueOf(step, "dateOfBirth.year"), ValueOf(step, "familyName")));
        Assert.Contains("class=\"prefilled\"", step, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_left_counts_for_nothing_until_the_customer_hands_it_in_and_he_has_the_last_word()
    {
        var (link, _) = await LinkAsync(new { answers = new { givenName = "Amina", tariff = "steady-12" } });
        var (browser, page) = await StartAsync(link);
        var number = page.Split('/')[^1];

        var untouched = (await AnswersAsync(number)).Count;
        using var handedIn = await browser.FillInAsync(page, $"{page}/steps/about-you", ("givenName", "Aminah"), ("familyName", "Clarke"), ("email", "amina@example.com"), ("phone", "07700 900123"), ("dateOfBirth", "1990-03-27"), ("preferredChannel", "email"), ("preferredLanguage", "en"));
        var answers = await AnswersAsync(number);
        using var back = await browser.FillInAsync(page, $"{page}/back");
        var again = await browser.GetStringAsync(page);

        Assert.Equal(0, untouched);
        Assert.Equal(HttpStatusCode.SeeOther, handedIn.StatusCode);
        Assert.Equal("Aminah", (string?)answers["givenName"]);
        Assert.Null(answers["tariff"]);
        Assert.Equal("Aminah", ValueOf(again, "givenName"));
        Assert.Equal("""{"tariff":"steady-12"}""", (await CaseAsync(number)).Drafts); // what was left for a question goes with its answer, and does not come back
    }

    [Fact]
    public async Task Nothing_is_left_lying_about_after_the_end()
    {
        var (link, _) = await LinkAsync(new { answers = Amina });
        var (_, page) = await StartAsync(link);

        await platform.AsStaffAsync("aurora", "admin", (CancelCase.Handler cancel) => cancel.HandleAsync(page.Split('/')[^1], default));

        Assert.Null((await CaseAsync(page.Split('/')[^1])).Drafts);
    }

    [Fact]
    public async Task The_journal_says_which_fields_a_link_filled_in_and_not_with_what()
    {
        var (link, _) = await LinkAsync(new { answers = Amina });
        var (_, page) = await StartAsync(link);

        var line = (await platform.JournalAsync("aurora", page.Split('/')[^1])).Single(item => item.Kind == JournalKinds.AnswersPrefilled);

        Assert.Equal("""{"fields":["givenName","email","dateOfBirth"]}""", line.Data.ToString());
    }

    [Fact]
    public async Task A_link_for_one_starts_one_case_however_often_and_by_whom_its_button_is_pressed()
    {
        var (link, _) = await LinkAsync(new { answers = Amina });
        var (first, other) = (platform.Stranger(), platform.Stranger());
        var (page, before) = (await first.GetStringAsync(link), await CasesAsync());
        var otherPage = await other.GetStringAsync(link);

        var presses = await Task.WhenAll(PressAsync(first, page, link), PressAsync(first, page, link), PressAsync(other, otherPage, link), PressAsync(other, otherPage, link));

        Assert.Equal(before + 1, await CasesAsync());
        var started = presses.Where(press => press.Contains("/case/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(started);
        Assert.Single(started.Distinct());
        Assert.Equal("", (await RowAsync(link)).Sealed);
    }

    [Fact]
    public async Task Pressed_twice_on_the_same_page_both_presses_lead_to_the_case()
    {
        var (link, _) = await LinkAsync(new { answers = Amina });
        var browser = platform.Stranger();
        var page = await browser.GetStringAsync(link);

        var (first, second) = (await PressAsync(browser, page, link), await PressAsync(browser, page, link));

        Assert.Equal(first, second);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(second)).StatusCode);
    }

    [Fact]
    public async Task On_the_device_that_used_it_up_the_link_leads_on_and_everywhere_else_it_is_gone()
    {
        var (link, _) = await LinkAsync(new { answers = Amina });
        var (browser, page) = await StartAsync(link);

        var here = await browser.GetAsync(link);
        var elsewhere = await platform.Stranger().GetAsync(link);

        Assert.Equal((HttpStatusCode.SeeOther, page), (here.StatusCode, here.Headers.Location?.OriginalString));
        Assert.Equal(HttpStatusCode.Gone, elsewhere.StatusCode);
        Assert.DoesNotContain(page.Split('/')[^1], await elsewhere.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_for_many_starts_a_case_for_each_and_holds_nothing_about_a_person()
    {
        var (link, _) = await LinkAsync(new { answers = new { tariff = "steady-12" }, uses = "many" });

        var pages = new[] { (await StartAsync(link)).Page, (await StartAsync(link)).Page };
        using var refused = await MakeAsync(new { answers = Amina, uses = "many" });

        Assert.Equal(2, pages.Distinct().Count());
        var problem = await Problem.IsAsync(refused, HttpStatusCode.UnprocessableEntity, "prefill.invalid");
        Assert.Equal(["dateOfBirth", "email", "givenName"], ErrorsOf(problem).Order());
    }

    [Fact]
    public async Task Every_link_that_leads_nowhere_says_the_same_and_offers_a_fresh_start()
    {
        var (expired, _) = await LinkAsync(new { answers = Amina, validDays = 1 });
        var (used, _) = await LinkAsync(new { answers = Amina, validDays = 30 });
        await StartAsync(used);
        var (ofTest, _) = await LinkAsync(new { answers = Amina, validDays = 30 });
        await platform.AdvanceAsync(TimeSpan.FromDays(1.01));
        var (good, _) = await LinkAsync(new { answers = Amina });
        var secret = good.Split('/')[^1];

        var bodies = new List<string>();
        foreach (var (gone, start) in new[]
        {
            (expired, "aurora"), (used, "aurora"), (good[..^1] + (good[^1] == 'A' ? 'B' : 'A'), "aurora"), ("/t/aurora/start/move-in/prefilled/x", "aurora"),
            ($"/t/clearwater/start/move-in/prefilled/{secret}", "clearwater"), // of another tenant
        })
        {
            var reply = await platform.Stranger().GetAsync(gone);
            var html = await reply.Content.ReadAsStringAsync();
            using var pressed = await platform.Stranger().FillInAsync($"/t/{start}/start/move-in", gone);
            Assert.Equal((HttpStatusCode.Gone, HttpStatusCode.Gone), (reply.StatusCode, pressed.StatusCode));
            Assert.Contains($"class=\"button\" href=\"/t/{start}/start/move-in\"", html, StringComparison.Ordinal);
            if (start == "aurora") bodies.Add(TokenPattern().Replace(html, "").Replace(gone, "", StringComparison.Ordinal));
        }

        Assert.Single(bodies.Distinct());
        Assert.Equal(HttpStatusCode.NotFound, (await platform.Stranger().GetAsync($"/t/aurora/test/start/move-in/prefilled/{ofTest.Split('/')[^1]}")).StatusCode); // only staff look there
        Assert.Equal(HttpStatusCode.OK, (await platform.Stranger().GetAsync(good)).StatusCode);
    }

    [Fact]
    public async Task A_link_belongs_to_its_journey_and_its_environment()
    {
        await PublishToTestAsync();
        using var made = await platform.Bearer("sk_test_demo_aurora").PostAsJsonAsync("/api/v1/journeys/move-in/prefilled-links", new { answers = Amina });
        var link = new Uri((await made.Content.ReadFromJsonAsync<MakePrefilledLink.Response>())!.Link).AbsolutePath;
        var staff = await platform.StaffAsync("admin@aurora.example");

        var inTest = await staff.GetAsync(link);
        var live = await platform.Stranger().GetAsync(link.Replace("/test/", "/", StringComparison.Ordinal));

        Assert.StartsWith("/t/aurora/test/start/move-in/prefilled/", link, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Gone), (inTest.StatusCode, live.StatusCode));
    }

    [Fact]
    public async Task What_nobody_is_asked_and_what_only_the_customer_himself_can_say_is_refused_by_name()
    {
        using var refused = await MakeAsync(new
        {
            answers = new
            {
                nonsense = "x", workflowInstanceId = "x", correlationId = "x", mandate = true, iban = "GB33BUKB20201555555555", email = "no address", meterPoint = "123", familyName = "", address = new { line1 = "14 Lantern Street" }, tariff = "free", givenName = new { first = "Amina" },
            },
        });

        var problem = await Problem.IsAsync(refused, HttpStatusCode.UnprocessableEntity, "prefill.invalid");
        Assert.Equal(["address.city", "address.postcode", "correlationId", "email", "familyName", "givenName", "iban", "mandate", "meterPoint", "nonsense", "tariff", "workflowInstanceId"], ErrorsOf(problem).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{}""", "prefill.answers_missing")]
    [InlineData("""{"answers":{}}""", "prefill.answers_missing")]
    [InlineData("""{"answers":["givenName"]}""", "prefill.answers_missing")]
    [InlineData("""{"answers":{"givenName":"A","givenName":"B"}}""", "prefill.answers_missing")]
    [InlineData("""{"answers":{"givenName":"A"},"locale":"pt"}""", "prefill.locale_unknown")]
    [InlineData("""{"answers":{"givenName":"A"},"uses":"twice"}""", "prefill.uses_unknown")]
    [InlineData("""{"answers":{"givenName":"A"},"validDays":0}""", "prefill.days_invalid")]
    [InlineData("""{"answers":{"givenName":"A"},"validDays":366}""", "prefill.days_invalid")]
    [InlineData("""{"answers":{"givenName":"A"},"qrMillimetres":5}""", "prefill.qr_invalid")]
    public async Task A_request_that_is_not_right_is_told_why(string body, string code)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var refused = await platform.BackOffice("aurora").PostAsync("/api/v1/journeys/move-in/prefilled-links", content);

        await Problem.IsAsync(refused, HttpStatusCode.BadRequest, code);
    }

    [Fact]
    public async Task The_link_holds_nothing_of_the_answers_tells_nobody_about_itself_and_stands_in_no_table_and_no_log()
    {
        var (link, made) = await LinkAsync(new { answers = Amina });
        var secret = link.Split('/')[^1];

        var look = await platform.Stranger().GetAsync(link);
        var row = await RowAsync(link);

        Assert.Equal(43, secret.Length);
        Assert.Equal("no-referrer", Assert.Single(look.Headers.GetValues("Referrer-Policy")));
        Assert.Contains("noindex", Assert.Single(look.Headers.GetValues("X-Robots-Tag")), StringComparison.Ordinal);
        Assert.DoesNotContain("Amina", row.Sealed, StringComparison.Ordinal);
        Assert.NotEqual(secret, row.TokenHash);
        Assert.Throws<CryptographicException>(() => platform.Service<IDataProtectionProvider>().CreateProtector("prefill", "aurora", "move-in", row.TokenHash).Unprotect(row.Sealed)); // with the platform's keys, but without the link
        Assert.DoesNotContain(platform.Log.Lines.Where(line => line.Source != "Microsoft.AspNetCore.Hosting.Diagnostics"), line => line.Text.Contains(secret, StringComparison.Ordinal) || line.Text.Contains("amina@example.com", StringComparison.Ordinal));
        var audit = await platform.InStoreAsync("aurora", db => db.Set<Audit.AuditEntry>().AsNoTracking().Where(a => a.Action == "journey.link_prefilled").OrderByDescending(a => a.Id).FirstAsync());
        Assert.Contains("\"givenName\"", audit.Data, StringComparison.Ordinal);
        Assert.DoesNotContain("Amina", audit.Data, StringComparison.Ordinal);
        Assert.Equal(made.ExpiresAt.ToUnixTimeMilliseconds(), row.ExpiresAt.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task The_host_in_the_request_does_not_get_into_the_link()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/journeys/move-in/prefilled-links") { Content = JsonContent.Create(new { answers = Amina }) };
        request.Headers.Host = "evil.example";

        using var made = await platform.BackOffice("aurora").SendAsync(request);

        Assert.StartsWith(platform.Address.GetLeftPart(UriPartial.Authority) + "/t/aurora/", (await made.Content.ReadFromJsonAsync<MakePrefilledLink.Response>())!.Link, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_letter_gets_its_link_as_a_picture_in_millimetres()
    {
        var (_, made) = await LinkAsync(new { answers = Amina, qrMillimetres = 40 });

        Assert.StartsWith("<svg width=\"40mm\" height=\"40mm\" ", made.QrSvg, StringComparison.Ordinal);
        Assert.Contains("viewBox", made.QrSvg, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_expired_is_taken_away_and_the_rest_stays()
    {
        var (old, _) = await LinkAsync(new { answers = Amina, validDays = 1 });
        var (young, _) = await LinkAsync(new { answers = Amina, validDays = 300 });
        await platform.AdvanceAsync(TimeSpan.FromDays(2));

        await platform.Service<SweepPrefills>().RunAsync(default);

        var (gone, kept) = (Ids.Hash(old.Split('/')[^1]), Ids.Hash(young.Split('/')[^1]));
        Assert.Equal([kept], await platform.InStoreAsync("aurora", db => db.Prefills.Where(p => p.TokenHash == gone || p.TokenHash == kept).Select(p => p.TokenHash).ToListAsync()));
    }

    private Task<HttpResponseMessage> MakeAsync(object request) => platform.BackOffice("aurora").PostAsJsonAsync("/api/v1/journeys/move-in/prefilled-links", request);

    private async Task<(string Path, MakePrefilledLink.Response Made)> LinkAsync(object request)
    {
        using var reply = await MakeAsync(request);
        Assert.True(reply.StatusCode == HttpStatusCode.Created, await reply.Content.ReadAsStringAsync());
        var made = (await reply.Content.ReadFromJsonAsync<MakePrefilledLink.Response>())!;
        return (new Uri(made.Link).AbsolutePath, made);
    }

    private async Task<(HttpClient Browser, string Page)> StartAsync(string link)
    {
        var browser = platform.Stranger();
        using var started = await browser.FillInAsync(link, link);
        Assert.Equal(HttpStatusCode.SeeOther, started.StatusCode);
        return (browser, started.Headers.Location!.OriginalString);
    }

    /// <returns>Where it leads; empty: it is gone.</returns>
    private static async Task<string> PressAsync(HttpClient browser, string page, string link)
    {
        using var body = new FormUrlEncodedContent(HtmlForm.HiddenFields(page));
        using var reply = await browser.PostAsync(link, body);
        Assert.True(reply.StatusCode is HttpStatusCode.SeeOther or HttpStatusCode.Gone, $"{reply.StatusCode}");
        return reply.Headers.Location?.OriginalString ?? "";
    }

    private Task<int> PublishToTestAsync() => platform.InStoreAsync("aurora", async db =>
    {
        var journey = await db.Journeys.SingleAsync(j => j.Key == "move-in");
        journey.TestVersion = journey.LiveVersion;
        return await db.SaveChangesAsync();
    });

    private Task<int> CasesAsync() => platform.InStoreAsync("aurora", db => db.Cases.CountAsync());

    private Task<Case> CaseAsync(string number) => platform.InStoreAsync("aurora", db => db.Cases.AsNoTracking().SingleAsync(c => c.Number == number));

    private async Task<JsonObject> AnswersAsync(string number) => (await CaseAsync(number)).Run().Answers;

    private Task<Prefill> RowAsync(string link)
    {
        var hash = Ids.Hash(link.Split('/')[^1]);
        return platform.InStoreAsync("aurora", db => db.Prefills.AsNoTracking().SingleAsync(p => p.TokenHash == hash));
    }

    private static IEnumerable<string> ErrorsOf(Microsoft.AspNetCore.Mvc.ProblemDetails problem) => JsonNode.Parse(problem.Extensions["errors"]!.ToString()!)!.AsObject().Select(error => error.Key);

    private static string ValueOf(string html, string name) => WebUtility.HtmlDecode(Regex.Match(Regex.Match(html, $"<input[^>]*\\sname=\"{Regex.Escape(name)}\"[^>]*>").Value, "\\svalue=\"([^\"]*)\"").Groups[1].Value);

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"[^\"]*\"")]
    private static partial Regex TokenPattern();
}

public sealed class PrefilledLinkOnSqliteTests(TestPortico platform) : PrefilledLinkTests(platform), IClassFixture<TestPortico>;

public sealed class PrefilledLinkOnPostgresTests(TestPorticoOnPostgres platform) : PrefilledLinkTests(platform), IClassFixture<TestPorticoOnPostgres>;
