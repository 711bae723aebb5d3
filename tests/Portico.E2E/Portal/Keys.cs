using System.Text.Json;
using Microsoft.Playwright;

namespace Portico.E2E.Portal;

/// <summary>A keyboard and nothing else: the next thing with Tab, a choice with the arrows, a button with Enter.</summary>
internal static class Keys
{
    private const int Most = 120;

    /// <summary>Goes to the first thing that matches, presses it, and waits for the page that it leads to: what is typed into the one that is left is typed for nothing.</summary>
    public static async Task ToAsync(IPage page, string selector)
    {
        for (var presses = 0; presses < Most; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (!await page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector)) continue;
            await page.EvaluateAsync("() => { document.body.dataset.left = ''; }");
            await page.Keyboard.PressAsync("Enter");
            await page.Locator("body:not([data-left])").WaitForAsync(new() { State = WaitForSelectorState.Attached });
            await page.WaitForLoadStateAsync();
            return;
        }

        throw new InvalidOperationException($"{selector} cannot be reached with the keyboard at {page.Url}.");
    }

    /// <summary>Answers each input of the step on the way through it.</summary>
    /// <param name="answers">By the name of the input.</param>
    public static async Task FillInAsync(IPage page, Dictionary<string, string> answers)
    {
        var open = new Dictionary<string, string>(answers);
        for (var presses = 0; open.Count > 0; presses++)
        {
            if (presses == Most) throw new InvalidOperationException($"{string.Join(", ", open.Keys)} cannot be reached with the keyboard at {page.Url}.");
            await page.Keyboard.PressAsync("Tab");
            var at = await page.EvaluateAsync<JsonElement>("() => { const e = document.activeElement; return { name: e.form?.id === 'step' ? e.name : '', type: e.type ?? '' }; }");
            if (!open.Remove(at.GetProperty("name").GetString() ?? "", out var answer)) continue;
            await (at.GetProperty("type").GetString() switch { "radio" => ChooseAsync(page, answer), "checkbox" => TickAsync(page, answer), _ => TypeAsync(page, answer) });
        }
    }

    private static async Task TypeAsync(IPage page, string text)
    {
        await page.Keyboard.PressAsync("Control+A");
        if (text.Length == 0) await page.Keyboard.PressAsync("Delete");
        else await page.Keyboard.InsertTextAsync(text);
    }

    private static async Task TickAsync(IPage page, string answer)
    {
        if (await page.EvaluateAsync<bool>("() => document.activeElement.checked") != (answer == "true")) await page.Keyboard.PressAsync("Space");
    }

    private static async Task ChooseAsync(IPage page, string value)
    {
        await page.Keyboard.PressAsync("Space");
        for (var moves = 0; await page.EvaluateAsync<string>("() => document.activeElement.value") != value; moves++)
        {
            if (moves == 20) throw new InvalidOperationException($"{value} cannot be chosen with the keyboard.");
            await page.Keyboard.PressAsync("ArrowDown");
        }
    }
}
