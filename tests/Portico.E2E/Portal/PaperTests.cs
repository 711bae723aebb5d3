using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Portico.App.Forms;
using Portico.App.Shared;
using SkiaSharp;
using static Microsoft.Playwright.Assertions;

namespace Portico.E2E.Portal;

/// <summary>Files and signatures with script: on a bad network, with the keyboard, and back again.</summary>
[Collection(SqliteStage.Name)]
public sealed class PaperTests(SqliteStage stage)
{
    [Fact]
    public async Task A_photo_goes_on_after_the_network_was_cut_and_is_still_there_after_going_back()
    {
        var page = await OpenAsync(width: 390);
        var pieces = 0;
        await page.RouteAsync("**/files/*", route => route.Request.Method == "PATCH" && Interlocked.Increment(ref pieces) == 2 ? route.AbortAsync() : route.ContinueAsync());

        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "meter.png", MimeType = "image/png", Buffer = Noise(700) });

        await Expect(page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("meter.png was added.");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Choose another file: Photo" })).ToBeFocusedAsync();
        Assert.True(pieces > 3, $"Only {pieces} pieces.");
        Assert.Empty(await Axe.LookAtAsync(page));
        await page.ReloadAsync();
        await Expect(page.Locator(".upload-name")).ToHaveTextAsync("meter.png");

        await SignAsync(page, "Amina Haddad");
        await page.GetByRole(AriaRole.Button, new() { Name = "Back" }).ClickAsync();
        await Expect(page.Locator(".upload-name")).ToHaveTextAsync("meter.png");
        await Expect(page.GetByLabel("Type your full name")).ToHaveValueAsync("Amina Haddad");
    }

    [Fact]
    public async Task What_cannot_be_taken_says_so_at_once_and_can_be_tried_again()
    {
        var page = await OpenAsync();
        var input = page.Locator("input[type=file]");

        await input.SetInputFilesAsync(new FilePayload { Name = "page.jpg", MimeType = "image/jpeg", Buffer = "<svg onload=alert(1)>"u8.ToArray() });

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This is neither a photo nor a PDF.");
        Assert.Empty(await Axe.LookAtAsync(page));
        await input.SetInputFilesAsync(new FilePayload { Name = "meter.png", MimeType = "image/png", Buffer = Noise(50) });
        await Expect(page.Locator(".upload-name")).ToHaveTextAsync("meter.png");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove this file" }).ClickAsync();
        await Expect(page.Locator(".upload-file")).ToBeHiddenAsync();
        await page.ReloadAsync();
        await Expect(page.Locator(".upload-file")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_signature_is_drawn_cleared_and_drawn_again()
    {
        var page = await OpenAsync();
        await page.Locator("label[for=f-sign-drawn]").ClickAsync();

        await DrawAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        Assert.Equal("", await page.Locator("[data-ink]").GetAttributeAsync("d"));
        await DrawAsync(page);
        Assert.Empty(await Axe.LookAtAsync(page));
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Check");
        await Expect(page.Locator(".summary")).ToContainTextAsync("Signed by hand");
    }

    [Fact]
    public async Task Both_can_be_done_with_the_keyboard_alone()
    {
        var page = await OpenAsync();
        // Listened to before the page comes: the browser hears of keys and of listeners on two ways, and a key can overtake.
        TaskCompletionSource<IFileChooser> opened = new();
        page.FileChooser += (_, chooser) => opened.TrySetResult(chooser);
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose a file: Photo" }).FocusAsync();

        await page.Keyboard.PressAsync("Enter");
        var chooser = await opened.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await chooser.SetFilesAsync(new FilePayload { Name = "meter.png", MimeType = "image/png", Buffer = Noise(50) });
        await Expect(page.Locator(".upload-name")).ToHaveTextAsync("meter.png");
        await page.GetByLabel("Type your full name").FocusAsync();
        await page.Keyboard.TypeAsync("Amina Haddad");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator(".summary")).ToContainTextAsync("Signed: Amina Haddad");
    }

    private static async Task SignAsync(IPage page, string name)
    {
        await page.Locator("label[for=f-sign-typed]").ClickAsync();
        await page.GetByLabel("Type your full name").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Check");
    }

    private static async Task DrawAsync(IPage page)
    {
        var sheet = (await page.Locator("[data-sheet]").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(sheet.X + 40, sheet.Y + 40);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(sheet.X + 200, sheet.Y + 90, new() { Steps = 12 });
        await page.Mouse.MoveAsync(sheet.X + 300, sheet.Y + 30, new() { Steps = 12 });
        await page.Mouse.UpAsync();
    }

    /// <summary>At the first step of a journey that asks for a photo and a signature.</summary>
    private async Task<IPage> OpenAsync(int width = 1280)
    {
        var key = await Journey.Value;
        var page = await stage.DeviceAsync(width: width);
        await page.GotoAsync($"/t/aurora/start/{key}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start now" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Your papers");
        return page;
    }

    private Lazy<Task<string>> Journey => journey ??= new(async () =>
    {
        FormDefinition[] forms =
        [
            new()
            {
                Key = "e2e-papers", Title = LocalText.Of("Your papers"), Fields =
                [
                    new() { Name = "photo", Type = FieldTypes.File, Label = LocalText.Of("Photo"), Purpose = LocalText.Of("To compare."), Required = false },
                    new() { Name = "sign", Type = FieldTypes.Signature, Label = LocalText.Of("Your signature") },
                ],
            },
            new() { Key = "e2e-check", Kind = "summary", Title = LocalText.Of("Check") },
        ];
        foreach (var form in forms) Assert.True((await stage.Platform.AsStaffAsync("aurora", "admin", (SaveForm.Handler save) => save.HandleAsync(new(0, 0, form), default))).Ok);
        static string Shown(string id, string form) => new JsonObject { ["id"] = id, ["type"] = "Portico.ShowForm", ["version"] = 1, ["form"] = new JsonObject { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = form } } }.ToJsonString();
        return (await stage.Platform.StartOwnAsync("aurora", Shown("papers", "e2e-papers"), Shown("check", "e2e-check"))).Case.Journey;
    });

    private static Lazy<Task<string>>? journey;

    /// <summary>A picture that cannot be made small: it comes in several pieces.</summary>
    private static byte[] Noise(int side)
    {
        using var picture = SKImage.FromPixelCopy(new SKImageInfo(side, side, SKColorType.Rgba8888, SKAlphaType.Opaque), RandomNumberGenerator.GetBytes(side * side * 4));
        using var png = picture.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }
}
