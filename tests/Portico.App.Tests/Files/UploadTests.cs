using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Files;
using Portico.TestKit;
using SkiaSharp;

namespace Portico.App.Tests.Files;

/// <summary>Customers upload files over the API: in pieces, from where they stopped, examined before anybody can open them.</summary>
public abstract class UploadTests(TestPortico platform)
{
    [Fact]
    public async Task A_photo_comes_in_pieces_becomes_an_answer_and_can_be_downloaded_but_not_opened()
    {
        var (http, customer) = await OpenAsync();
        var photo = Samples.Picture(SKEncodedImageFormat.Jpeg, 900, 600);

        using var sent = await http.UploadAsync(customer, "meter", "My meter.jpeg", photo, pieces: 4_000);
        var file = await Papers.JsonAsync(sent);
        await customer.Answering("meter", (string)file["id"]!).SubmitAsync();

        Assert.Equal(("accepted", "My meter.jpg", "image/jpeg"), ((string?)file["state"], (string?)file["name"], (string?)file["type"]));
        using var saved = await http.GetAsync($"{customer.Address()}/{file["id"]}/content");
        var content = await saved.Content.ReadAsByteArrayAsync();
        Assert.Equal("attachment; filename=\"My meter.jpg\"; filename*=UTF-8''My%20meter.jpg", string.Join(' ', saved.Content.Headers.GetValues("Content-Disposition")));
        Assert.Equal(("default-src 'none'; sandbox", "nosniff", "no-store"), (Header(saved, "Content-Security-Policy"), Header(saved, "X-Content-Type-Options"), Header(saved, "Cache-Control")));
        Assert.Equal((string?)file["sha256"], Convert.ToHexStringLower(SHA256.HashData(content)));
        var answer = (await InStoreAsync(customer, async (db, id) => (await db.Cases.SingleAsync(c => c.Id == id)).Run())).Answers["meter"]!;
        Assert.Equal(((string?)file["id"], "My meter.jpg", (string?)file["sha256"]), ((string?)answer["id"], (string?)answer["name"], (string?)answer["sha256"]));
    }

    [Fact]
    public async Task A_broken_upload_goes_on_from_its_offset()
    {
        var (http, customer) = await OpenAsync();
        var photo = Samples.Picture(SKEncodedImageFormat.Png, 300, 300);
        using var begun = await http.BeginAsync(customer, "meter", "a.png", photo.Length);
        var file = $"{customer.Address()}/{(string?)(await Papers.JsonAsync(begun))["id"]}";
        (await http.SendAsync(file, 0, photo[..100])).Dispose();

        using var head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, file));
        using var wrong = await http.SendAsync(file, 50, photo[50..]);
        using var ahead = await http.SendAsync(file, 200, photo[200..]);
        using var quarantined = await http.GetAsync(file + "/content");
        using var last = await http.SendAsync(file, 100, photo[100..]);
        using var again = await http.SendAsync(file, 100, photo[100..]);

        Assert.Equal(("100", photo.Length.ToString(CultureInfo.InvariantCulture)), (Header(head, "Upload-Offset"), Header(head, "Upload-Length")));
        Assert.Equal((409, "file.wrong_offset"), await CodeAsync(wrong));
        Assert.Equal((409, "file.wrong_offset"), await CodeAsync(ahead));
        Assert.Equal(HttpStatusCode.NotFound, quarantined.StatusCode);
        Assert.Equal("accepted", (string?)(await Papers.JsonAsync(last))["state"]);
        Assert.Equal("accepted", (string?)(await Papers.JsonAsync(again))["state"]); // the first answer got lost
    }

    [Fact]
    public async Task Of_two_pieces_for_the_same_place_one_is_taken()
    {
        var (http, customer) = await OpenAsync();
        var photo = Samples.Picture(SKEncodedImageFormat.Png, 300, 300);
        using var begun = await http.BeginAsync(customer, "meter", "a.png", photo.Length);
        var file = $"{customer.Address()}/{(string?)(await Papers.JsonAsync(begun))["id"]}";

        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => http.SendAsync(file, 0, photo[..200])));
        using var last = await http.SendAsync(file, 200, photo[200..]);

        Assert.Equal(1, replies.Count(reply => reply.IsSuccessStatusCode));
        Assert.All(replies.Where(reply => !reply.IsSuccessStatusCode), reply => Assert.Equal(HttpStatusCode.Conflict, reply.StatusCode));
        Assert.Equal("accepted", (string?)(await Papers.JsonAsync(last))["state"]);
    }

    [Fact]
    public async Task More_than_was_announced_and_more_than_the_field_takes_is_refused()
    {
        var (http, customer) = await OpenAsync();
        var photo = Samples.Png;
        using var begun = await http.BeginAsync(customer, "meter", "a.png", photo.Length - 1);
        var file = $"{customer.Address()}/{(string?)(await Papers.JsonAsync(begun))["id"]}";

        using var more = await http.SendAsync(file, 0, photo);
        using var nothing = await http.BeginAsync(customer, "meter", "a.png", 0);
        using var below = await http.BeginAsync(customer, "meter", "a.png", -5);
        using var large = await http.BeginAsync(customer, "proof", "a.pdf", (1 << 20) + 1);
        using var huge = await http.BeginAsync(customer, "meter", "a.pdf", long.MaxValue);
        using var unknown = await http.BeginAsync(customer, "note", "a.pdf", 10);
        using var wrongKind = await http.UploadAsync(customer, "photo", "a.jpg", Samples.Pdf());

        Assert.Equal((422, "file.longer_than_announced"), await CodeAsync(more));
        Assert.Equal((422, "file.empty"), await CodeAsync(nothing));
        Assert.Equal((422, "file.empty"), await CodeAsync(below));
        Assert.Equal((422, "file.too_large"), await CodeAsync(large));
        Assert.Equal((422, "file.too_large"), await CodeAsync(huge));
        Assert.Equal((409, "file.not_asked"), await CodeAsync(unknown));
        Assert.Equal((422, "file.kind_image"), await CodeAsync(wrongKind));
    }

    [Fact]
    public async Task A_file_of_another_case_is_no_answer_and_does_not_exist()
    {
        var (http, customer) = await OpenAsync();
        var (otherHttp, other) = await OpenAsync();
        var theirs = await otherHttp.AcceptedAsync(other, "meter", "a.png", Samples.Png);
        var ofAnotherField = await http.AcceptedAsync(customer, "photo", "a.png", Samples.Png);

        var tries = new[]
        {
            await http.GetAsync($"{customer.Address()}/{theirs}"), await http.GetAsync($"{customer.Address()}/{theirs}/content"), await http.GetAsync($"{other.Address()}/{theirs}/content"), await http.SendAsync($"{customer.Address()}/{theirs}", 0, [1]),
            await http.SendAsync($"{other.Address()}/{theirs}", 0, [1]), await http.DeleteAsync($"{other.Address()}/{theirs}"), await platform.BackOffice("clearwater").GetAsync($"{other.Address()}/{theirs}/content"), await http.GetAsync($"{customer.Address()}/{Guid.Empty}"),
        };
        using var handedIn = await customer.PostAsync(with: new JsonObject { ["meter"] = theirs });
        using var elsewhere = await customer.PostAsync(with: new JsonObject { ["meter"] = ofAnotherField });
        using var invented = await customer.PostAsync(with: new JsonObject { ["meter"] = new JsonObject { ["id"] = Guid.Empty.ToString(), ["name"] = "x", ["type"] = "text/html", ["sha256"] = "0" } });

        Assert.All(tries, reply => Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode));
        foreach (var reply in new[] { handedIn, elsewhere, invented }) Assert.Equal("This file is not here any more. Please add it again.", (string?)(await Papers.JsonAsync(reply))["errors"]!["meter"]![0]);
    }

    [Fact]
    public async Task A_case_keeps_so_many_files_and_no_more()
    {
        var (http, customer) = await OpenAsync();
        for (var i = 0; i < 20; i++) (await http.BeginAsync(customer, "meter", "a.png", 5)).EnsureSuccessStatusCode();

        using var another = await http.BeginAsync(customer, "meter", "a.png", 5);

        Assert.Equal((422, "file.too_many"), await CodeAsync(another));
    }

    [Fact]
    public async Task What_is_not_handed_in_is_still_there_after_going_on_another_device_and_gone_after_a_day()
    {
        var (http, customer) = await OpenAsync();
        var first = await http.AcceptedAsync(customer, "meter", "first.png", Samples.Png);
        var second = await http.AcceptedAsync(customer, "meter", "second.png", Samples.Png);
        var proof = await http.AcceptedAsync(customer, "proof", "proof.pdf", Samples.Pdf());

        var seen = (await customer.ReadAsync()).Step!.Fields.ToDictionary(f => f.Name, f => (string?)f.Value?["id"]);
        Assert.Equal((second, proof), (seen["meter"], seen["proof"]));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync($"{customer.Address()}/{first}")).StatusCode); // the second took its place

        await customer.Answering("meter", second).SubmitAsync();
        platform.Clock.Advance(TimeSpan.FromDays(1.1));
        await platform.Service<SweepFiles>().RunAsync(default);

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync($"{customer.Address()}/{second}/content")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync($"{customer.Address()}/{proof}")).StatusCode);
        Assert.Equal(1, await InStoreAsync(customer, (db, id) => db.CaseFiles.CountAsync(f => f.CaseId == id)));
    }

    [Fact]
    public async Task An_answer_can_be_exchanged_and_its_file_goes_with_the_new_answer_and_not_before()
    {
        var (http, customer) = await OpenAsync();
        var old = await http.AcceptedAsync(customer, "meter", "old.png", Samples.Png);
        await customer.Answering("meter", old).SubmitAsync();
        var back = await platform.InScopeOfAsync(customer, "aurora", (GoBack.Handler handler) => handler.HandleAsync(customer.Number, new(null, null), default));
        Assert.True(back.Ok);

        using var taken = await http.DeleteAsync($"{customer.Address()}/{old}");
        var newer = await http.AcceptedAsync(customer, "meter", "new.png", Samples.Png);
        await customer.ReadAsync();
        await customer.Answering("meter", newer).SubmitAsync();

        Assert.Equal((409, "file.in_use"), await CodeAsync(taken));
        Assert.Equal([(Guid.Parse(newer), true)], await InStoreAsync(customer, async (db, id) => (await db.CaseFiles.AsNoTracking().Where(f => f.CaseId == id).ToListAsync()).Select(f => (f.Id, f.Used)).ToList()));
    }

    [Fact]
    public async Task What_is_stored_is_sealed_and_no_part_of_it_can_be_read_in_the_database()
    {
        var (http, customer) = await OpenAsync();
        await http.AcceptedAsync(customer, "proof", "a.pdf", Samples.Pdf(objects: "% a word that nobody should see"));

        var parts = await InStoreAsync(customer, (db, id) => db.FileParts.AsNoTracking().Join(db.CaseFiles.Where(f => f.CaseId == id), p => p.FileId, f => f.Id, (p, _) => p).ToListAsync());

        Assert.All(parts, part => Assert.True(part.Clean));
        Assert.DoesNotContain(parts, part => Encoding.Latin1.GetString(part.Content).Contains("nobody", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_files_of_a_case_go_with_it()
    {
        var (http, customer) = await OpenAsync();
        await http.AcceptedAsync(customer, "meter", "a.png", Samples.Png);

        var left = await InStoreAsync(customer, async (db, id) =>
        {
            await db.Set<JournalRow>().Where(j => j.CaseId == id).ExecuteDeleteAsync();
            await db.Cases.Where(c => c.Id == id).ExecuteDeleteAsync();
            var others = db.CaseFiles.Select(f => f.Id);
            return await db.CaseFiles.CountAsync(f => f.CaseId == id) + await db.FileParts.CountAsync(p => !others.Contains(p.FileId));
        });

        Assert.Equal(0, left);
    }

    [Fact]
    public async Task The_customer_is_told_in_the_own_language()
    {
        var customer = await Papers.StartAsync(platform, locale: "ar");

        using var refused = await platform.Bearer(customer.Token).UploadAsync(customer, "meter", "a.pdf", Samples.Pdf("/Names<</JavaScript 3 0 R>>"));

        Assert.StartsWith("يحتوي ملف PDF", (string?)(await Papers.JsonAsync(refused))["errors"]!["meter"]![0], StringComparison.Ordinal);
    }

    private async Task<(HttpClient Http, ApiCustomer Customer)> OpenAsync()
    {
        var customer = await Papers.StartAsync(platform);
        return (platform.Bearer(customer.Token), customer);
    }

    private Task<T> InStoreAsync<T>(ApiCustomer customer, Func<PorticoDb, Guid, Task<T>> use) => platform.InStoreAsync("aurora", async db => await use(db, await db.Cases.Where(c => c.Number == customer.Number).Select(c => c.Id).SingleAsync()));

    private static string? Header(HttpResponseMessage reply, string name) => reply.Headers.TryGetValues(name, out var values) ? string.Join(' ', values) : null;

    private static async Task<(int, string?)> CodeAsync(HttpResponseMessage reply) => ((int)reply.StatusCode, (string?)(await Papers.JsonAsync(reply))["code"]);
}

/// <summary>Where files are not to be kept as long as their case.</summary>
public sealed class FileRetentionTests
{
    [Fact]
    public async Task Files_go_when_their_case_ended_long_ago_and_the_answer_still_says_which_they_were()
    {
        var platform = new TestPortico { Extra = ["--Portico:Uploads:KeepAfterEnd=30.00:00:00"] };
        await platform.InitializeAsync();
        try
        {
            await Papers.PublishAsync(platform);
            var customer = await Papers.StartAsync(platform);
            var http = platform.Bearer(customer.Token);
            var file = await http.AcceptedAsync(customer, "meter", "a.png", Samples.Png);
            await customer.Answering("meter", file).FinishAsync();
            platform.Clock.Advance(TimeSpan.FromDays(29));
            var early = await platform.Service<SweepFiles>().RunAsync(default);
            platform.Clock.Advance(TimeSpan.FromDays(2));

            var late = await platform.Service<SweepFiles>().RunAsync(default);

            Assert.Equal((0, 1, HttpStatusCode.NotFound), (early, late, (await http.GetAsync($"{customer.Address()}/{file}/content")).StatusCode));
            var answers = await platform.InStoreAsync("aurora", async db => (await db.Cases.AsNoTracking().SingleAsync(c => c.Number == customer.Number)).Run().Answers);
            Assert.Equal("a.png", (string?)answers["meter"]!["name"]);
        }
        finally
        {
            await platform.DisposeAsync();
        }
    }
}

public sealed class PapersPortico : TestPortico, IAsyncLifetime
{
    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await Papers.PublishAsync(this);
    }
}

public sealed class PapersOnPostgres() : TestPortico(Engine.Postgres), IAsyncLifetime
{
    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await Papers.PublishAsync(this);
    }
}

public sealed class UploadsOnSqliteTests(PapersPortico platform) : UploadTests(platform), IClassFixture<PapersPortico>;

public sealed class UploadsOnPostgresTests(PapersOnPostgres platform) : UploadTests(platform), IClassFixture<PapersOnPostgres>;
