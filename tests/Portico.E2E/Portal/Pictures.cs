using Microsoft.Playwright;

namespace Portico.E2E.Portal;

/// <summary>Pages as they look, for people to look at: kept where PORTICO_PICTURES says, and nowhere without it.</summary>
internal static class Pictures
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("PORTICO_PICTURES");

    /// <summary>On a phone in daylight, and on a desk in the dark.</summary>
    public static async Task TakeAsync(IPage page, string name)
    {
        if (Folder is null) return;
        Directory.CreateDirectory(Folder);
        var size = page.ViewportSize!;
        await page.SetViewportSizeAsync(390, 844);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{name}-390.png"), FullPage = true });
        await page.SetViewportSizeAsync(1280, 900);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{name}-1280-dark.png"), FullPage = true });
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(size.Width, size.Height);
    }
}
