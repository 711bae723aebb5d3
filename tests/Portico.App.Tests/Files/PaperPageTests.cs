using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Cases;
using Portico.TestKit;

namespace Portico.App.Tests.Files;

/// <summary>Files and signatures on the customer's pages as a browser without script has them, and what staff see of them.</summary>
public sealed class PaperPageTests(PapersPortico platform) : IClassFixture<PapersPortico>
{
    [Fact]
    public async Task A_file_is_sent_with_the_step_and_stays_when_something_else_is_wrong()
    {
        var (browser, page) = await OpenAsync();

        using var wrong = await PostAsync(browser, page, ("meter", "Mein Zähler.png", Samples.Png), ("note", "\u0007"));
        var shown = await wrong.Content.ReadAsStringAsync();
        using var right = await PostAsync(browser, page, null, [("note", "fine"), .. Hidden(shown)]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Contains("Mein Zähler.png", shown, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, right.StatusCode);
        Assert.Equal("Mein Zähler.png", (string?)(await AnswersAsync(page))["meter"]!["name"]);
    }

    [Fact]
    public async Task A_file_that_is_refused_says_why_at_its_field_and_leaves_the_one_before()
    {
        var (browser, page) = await OpenAsync();
        (await PostAsync(browser, page, ("meter", "good.png", Samples.Png), ("note", "\u0007"))).Dispose();

        using var refused = await PostAsync(browser, page, ("meter", "bad.png", Samples.Latin("<svg onload=alert(1)>")), ("note", "\u0007"));

        var shown = await refused.Content.ReadAsStringAsync();
        Assert.Contains("<a href=\"#f-meter\">This is neither a photo nor a PDF.", shown, StringComparison.Ordinal);
        Assert.Contains("id=\"f-meter-error\"", shown, StringComparison.Ordinal);
        Assert.Contains("id=\"f-note-error\"", shown, StringComparison.Ordinal);
        Assert.Contains("good.png", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("<svg onload", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_can_be_taken_back()
    {
        var (browser, page) = await OpenAsync();
        using var wrong = await PostAsync(browser, page, ("meter", "a.png", Samples.Png), ("note", "\u0007"));

        using var without = await PostAsync(browser, page, null, [("meter.remove", "true"), .. Hidden(await wrong.Content.ReadAsStringAsync())]);

        Assert.Equal(HttpStatusCode.SeeOther, without.StatusCode);
        Assert.Null((await AnswersAsync(page))["meter"]);
    }

    [Fact]
    public async Task The_small_picture_is_ours_and_no_page_of_its_own()
    {
        var (browser, page) = await OpenAsync();
        using var wrong = await PostAsync(browser, page, ("meter", "a.png", Samples.Png), ("note", "\u0007"));
        var id = Hidden(await wrong.Content.ReadAsStringAsync()).Single(h => h.Item1 == "meter.file").Item2;

        using var picture = await browser.GetAsync($"{page}/files/{id}/preview");
        using var stranger = await platform.Stranger().GetAsync($"{page}/files/{id}/preview");

        Assert.Equal(("image/jpeg", "default-src 'none'; sandbox"), (picture.Content.Headers.ContentType!.MediaType, string.Join(' ', picture.Headers.GetValues("Content-Security-Policy"))));
        Assert.StartsWith("attachment", string.Join(' ', picture.Content.Headers.GetValues("Content-Disposition")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
    }

    [Fact]
    public async Task A_typed_name_signs_what_stands_on_the_page_and_the_journal_says_so()
    {
        var (browser, page) = await OpenAsync();

        using var signed = await PostAsync(browser, page, null, ("note", "hello"), ("sign.name", "  Amina  Haddad "));

        Assert.Equal(HttpStatusCode.SeeOther, signed.StatusCode);
        var signature = (await AnswersAsync(page))["sign"]!;
        var words = "Your papers\nI agree to the terms of supply.\nnote: hello\nsign";
        Assert.Equal(("Amina  Haddad", "papers", 1, "en", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(words)))), ((string?)signature["name"], (string?)signature["form"], (int)signature["formVersion"]!, (string?)signature["locale"], (string?)signature["sha256"]));
        var line = Assert.Single(await platform.JournalAsync("aurora", NumberIn(page)), line => line.Kind == "step.signed");
        Assert.Equal(("typed", (string?)signature["sha256"]), (line.Data.GetProperty("how").GetString(), line.Data.GetProperty("sha256").GetString()));
        Assert.DoesNotContain("Amina", line.Data.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drawing_is_numbers_and_its_picture_is_drawn_by_us()
    {
        var (browser, page) = await OpenAsync();

        using var drawn = await PostAsync(browser, page, null, ("note", "\u0007"), ("sign.how", "drawn"), ("sign.strokes", "[[10,100,200.4,20,900,-50],[30,30]]"));
        var shown = await drawn.Content.ReadAsStringAsync();
        using var handedIn = await PostAsync(browser, page, null, [("note", ""), .. Hidden(shown)]);

        Assert.Contains("d=\"M10 100L200 20L600 0M30 30\"", shown, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, handedIn.StatusCode);
        Assert.Equal("[[10,100,200,20,600,0],[30,30]]", (await AnswersAsync(page))["sign"]!["strokes"]!.ToJsonString());
    }

    [Theory]
    [InlineData("[[\"M0 0\\\"/><script>alert(1)</script>\",1]]")]
    [InlineData("<svg onload=alert(1)>")]
    [InlineData("{\"d\":\"M0 0\"}")]
    [InlineData("[[1,2,3]]")]
    [InlineData("[[1e999,2,true,4]]")]
    [InlineData("[[10,10,11,11]]")]
    public async Task What_is_no_signature_is_refused_and_shown_nowhere(string strokes)
    {
        var (browser, page) = await OpenAsync();

        using var refused = await PostAsync(browser, page, null, ("sign.how", "drawn"), ("sign.strokes", strokes));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var shown = await refused.Content.ReadAsStringAsync();
        Assert.Contains("href=\"#f-sign-name\"", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("<svg onload", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_download_a_file_from_the_case_and_the_audit_says_who()
    {
        var (browser, page) = await OpenAsync();
        (await PostAsync(browser, page, ("meter", "a.png", Samples.Png))).Dispose();
        var id = (string?)(await AnswersAsync(page))["meter"]!["id"];
        var agent = await platform.StaffAsync("agent@aurora.example");

        using var saved = await agent.GetAsync($"/admin/cases/{NumberIn(page)}/files/{id}");
        using var ofOthers = await (await platform.StaffAsync("admin@clearwater.example")).GetAsync($"/admin/cases/{NumberIn(page)}/files/{id}");

        Assert.Equal((HttpStatusCode.OK, "attachment"), (saved.StatusCode, saved.Content.Headers.ContentDisposition?.DispositionType));
        Assert.Equal(HttpStatusCode.NotFound, ofOthers.StatusCode);
        var entry = await platform.InStoreAsync("aurora", db => db.Audit.AsNoTracking().SingleAsync(a => a.Action == "file.downloaded" && a.Subject == "case:" + NumberIn(page)));
        Assert.StartsWith("staff:", entry.Actor, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_needs_the_token_of_the_page()
    {
        var (browser, page) = await OpenAsync();

        using var forged = await browser.PostAsync($"{page}/files", new StringContent("""{"field":"meter","name":"a.png","size":9}""", new MediaTypeHeaderValue("application/json")));
        using var patched = await browser.SendAsync($"{page}/files/{Guid.Empty}", 0, [1]);
        using var deleted = await browser.DeleteAsync($"{page}/files/{Guid.Empty}");

        Assert.All(new[] { forged, patched, deleted }, reply => Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode));
    }

    private async Task<(HttpClient Browser, string Page)> OpenAsync()
    {
        var browser = platform.Stranger();
        using var started = await browser.FillInAsync($"/t/aurora/start/{Papers.Journey}", $"/t/aurora/start/{Papers.Journey}");
        return (browser, started.Headers.Location!.OriginalString);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient browser, string page, (string Field, string Name, byte[] Content)? file, params (string Name, string Value)[] typed) => PostAsync(browser, page, file, typed.AsEnumerable());

    /// <summary>As a form with files is sent.</summary>
    private static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string page, (string Field, string Name, byte[] Content)? file, IEnumerable<(string Name, string Value)> typed)
    {
        var html = await browser.GetStringAsync(page);
        Assert.Contains("enctype=\"multipart/form-data\"", html, StringComparison.Ordinal);
        using var body = new MultipartFormDataContent();
        foreach (var (name, value) in HtmlForm.HiddenFields(html).Select(h => (h.Key, h.Value)).Where(h => typed.All(t => t.Name != h.Key)).Concat(typed.DistinctBy(t => t.Name))) body.Add(new StringContent(value), name);
        if (file is { } sent) body.Add(new ByteArrayContent(sent.Content), sent.Field, sent.Name);
        return await browser.PostAsync($"{page}/steps/papers", body);
    }

    private static IEnumerable<(string, string)> Hidden(string html) => HtmlForm.HiddenFields(html).Where(h => h.Key.Contains('.', StringComparison.Ordinal)).Select(h => (h.Key, h.Value));

    private static string NumberIn(string page) => page[(page.LastIndexOf('/') + 1)..];

    private Task<JsonObject> AnswersAsync(string page) => platform.InStoreAsync("aurora", async db => (await db.Cases.AsNoTracking().SingleAsync(c => c.Number == NumberIn(page))).Run().Answers);
}
