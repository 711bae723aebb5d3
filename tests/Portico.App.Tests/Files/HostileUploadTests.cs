using System.Net;
using System.Text.Json.Nodes;
using Portico.TestKit;
using SkiaSharp;
using Xunit.Abstractions;

namespace Portico.App.Tests.Files;

/// <summary>Whatever is sent: it is refused with a reason at the field, or becomes harmless; nothing is shown inline, nothing breaks.</summary>
public sealed class HostileUploadTests(PapersPortico platform, ITestOutputHelper says) : IClassFixture<PapersPortico>
{
    public static TheoryData<string> Everything => [.. Hostile.All.Select(upload => upload.What)];

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Nothing_hostile_comes_through(string what)
    {
        var upload = Hostile.All.Single(one => one.What == what);
        var customer = await Papers.StartAsync(platform);
        var http = platform.Bearer(customer.Token);

        using var reply = await http.UploadAsync(customer, "meter", upload.Name, upload.Content());
        var body = await Papers.JsonAsync(reply);

        if (upload.Outcome != Hostile.Harmless)
        {
            Assert.Equal((422, upload.Outcome), ((int)reply.StatusCode, (string?)body["code"]));
            Assert.NotEmpty((string?)body["errors"]!["meter"]![0] ?? "");
            Assert.DoesNotContain(Hostile.Marker, body.ToJsonString(), StringComparison.Ordinal);
            Assert.Null((await customer.ReadAsync()).Step!.Fields.Single(f => f.Name == "meter").Value);
            return;
        }

        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        using var saved = await http.GetAsync($"{customer.Address()}/{body["id"]}/content");
        var content = Samples.Latin(await saved.Content.ReadAsByteArrayAsync());
        Assert.DoesNotContain(Hostile.Marker, content, StringComparison.Ordinal);
        Assert.Contains(saved.Content.Headers.ContentType!.MediaType, new[] { "image/jpeg", "image/png" });
        Assert.StartsWith("attachment;", string.Join(' ', saved.Content.Headers.GetValues("Content-Disposition")), StringComparison.Ordinal);
        Assert.Equal("nosniff", string.Join(' ', saved.Headers.GetValues("X-Content-Type-Options")));
        var name = (string?)body["name"];
        Assert.Matches(@"\A[^/\\\p{C}<>:""|?*]{1,190}\.(jpg|png)\z", name);
        Assert.DoesNotContain("..", name, StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_at_least_60_and_each_is_another()
    {
        says.WriteLine($"{Hostile.All.Count} hostile uploads, {Hostile.All.Count(upload => upload.Outcome == Hostile.Harmless)} of them made harmless.");
        Assert.True(Hostile.All.DistinctBy(upload => upload.What).Count() == Hostile.All.Count && Hostile.All.Count >= 60);
    }

    [Theory]
    [InlineData("jpg", "image/jpeg")]
    [InlineData("png", "image/png")]
    [InlineData("webp", "image/jpeg")]
    [InlineData("pdf", "application/pdf")]
    [InlineData("packed", "application/pdf")]
    public async Task What_customers_have_comes_through(string kind, string type)
    {
        var customer = await Papers.StartAsync(platform);
        var http = platform.Bearer(customer.Token);

        using var reply = await http.UploadAsync(customer, "meter", $"Scan 25.11.2026.{(kind == "packed" ? "pdf" : kind)}", kind switch { "jpg" => Samples.Jpeg, "png" => Samples.Png, "webp" => Samples.WebP, "pdf" => Samples.Pdf(), _ => Samples.PdfWithPacked("3 0 <</Type/Page/Parent 2 0 R>>") });

        var body = await Papers.JsonAsync(reply);
        Assert.Equal((type, "Scan 25.11.2026"), ((string?)body["type"], Path.GetFileNameWithoutExtension((string?)body["name"])));
    }

    [Fact]
    public async Task A_photo_stands_upright_and_says_nothing_of_where_it_was_taken()
    {
        var customer = await Papers.StartAsync(platform);
        var http = platform.Bearer(customer.Token);

        var id = await http.AcceptedAsync(customer, "meter", "a.jpg", Samples.JpegWithExif(6, "52.5200N"));

        var content = await http.GetByteArrayAsync($"{customer.Address()}/{id}/content");
        Assert.DoesNotContain("52.5200N", Samples.Latin(content), StringComparison.Ordinal);
        using var picture = SKBitmap.Decode(content);
        Assert.Equal((80, 120), (picture.Width, picture.Height)); // it was 120 by 80, and the camera was held upright
        Assert.True(picture.GetPixel(75, 5).Red > 100 && picture.GetPixel(5, 5).Red is > 80 and < 120); // its top left corner is at the top right now
    }
}
