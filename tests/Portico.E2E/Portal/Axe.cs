using System.Text.Json;
using Microsoft.Playwright;

namespace Portico.E2E.Portal;

/// <summary>axe-core, run in the page as a browser extension would be.</summary>
internal static class Axe
{
    private static readonly Lazy<string> Script = new(() => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "axe.min.js")));

    /// <returns>A line for each thing that axe has against the page as it is now.</returns>
    public static async Task<IReadOnlyList<string>> LookAtAsync(IPage page)
    {
        for (var again = 0; ; again++)
        {
            try
            {
                return await LookOnceAsync(page);
            }
            catch (PlaywrightException e) when (again < 3 && e.Message.Contains("navigation", StringComparison.Ordinal))
            {
                await page.WaitForLoadStateAsync(); // a waiting page moved on by itself, as it should: look at what it is now
            }
        }
    }

    private static async Task<IReadOnlyList<string>> LookOnceAsync(IPage page)
    {
        await page.EvaluateAsync(Script.Value);
        var found = await page.EvaluateAsync<JsonElement>(
            "async () => (await axe.run(document, { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] } })).violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 200) + ' ' + n.failureSummary))");
        return [.. found.EnumerateArray().Select(line => line.GetString()!)];
    }
}
