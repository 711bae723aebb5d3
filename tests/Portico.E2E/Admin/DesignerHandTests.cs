using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Users;
using Portico.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Portico.E2E.Admin;

/// <summary>What is typed goes to the activity that was clicked, whatever the hand, the network and the messages on the screen do meanwhile.</summary>
[Collection(SqliteStage.Name)]
public sealed class DesignerHandTests(SqliteStage stage)
{
    private const string Tenant = "clearwater";
    private const float Patience = 60_000;

    private static readonly string[] Nodes = ["first", "second", "third"];

    [Fact]
    public async Task A_click_of_a_trembling_hand_selects_the_activity_and_does_not_move_it()
    {
        var (page, designer) = await OpenAsync("trembling");
        await SeeAsync(designer, "first", click: true);

        var box = (await Node(designer, "third").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width / 2) + 2, box.Y + (box.Height / 2) - 1);
        await page.Mouse.UpAsync();

        await SeeAsync(designer, "third");
        Assert.Equal(box.X, (await Node(designer, "third").BoundingBoxAsync())!.X);
    }

    [Fact]
    public async Task A_refused_save_is_told_without_moving_the_canvas_or_lying_over_its_activities()
    {
        var (page, designer) = await OpenAsync("refused");
        var frame = (await page.Locator("iframe.studio-frame").BoundingBoxAsync())!;
        await DrawAsync("refused", "drawn meanwhile");

        await RenameAsync(designer, "third", "mine 1");
        await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Somebody else saved this journey meanwhile" })).ToBeVisibleAsync(new() { Timeout = Patience });
        await RenameAsync(designer, "second", "mine 2");
        await RenameAsync(designer, "mine 1", "mine 3");

        var after = (await page.Locator("iframe.studio-frame").BoundingBoxAsync())!;
        Assert.Equal((frame.X, frame.Y, frame.Height), (after.X, after.Y, after.Height));
        Assert.DoesNotContain("saved this journey meanwhile", string.Join('\n', await designer.Locator(".mud-snackbar:visible").AllTextContentsAsync()), StringComparison.OrdinalIgnoreCase);
        foreach (var name in new[] { "first", "mine 2", "mine 3" })
            Assert.True(await Node(designer, name).EvaluateAsync<bool>("node => { const box = node.getBoundingClientRect(); return node.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)); }"), $"Something lies over “{name}”.");
        await Eventually.SeeAsync(() => SavesAsync("refused"), saves => saves.Exists(save => save.Revision < 0 && save.Definition.Contains("\"mine 2\"", StringComparison.Ordinal)), "what was refused is in the history");
    }

    [Fact]
    public async Task What_is_set_while_the_answer_of_an_earlier_save_is_on_its_way_takes_nothing_back()
    {
        using var answers = new SemaphoreSlim(0);
        var asked = 0;
        var (page, designer) = await OpenAsync("on-its-way");
        await page.RouteAsync("**/elsa/api/workflow-definitions", async route =>
        {
            if (route.Request.Method != "POST")
            {
                await route.ContinueAsync();
                return;
            }
            var answer = await route.FetchAsync();
            Interlocked.Increment(ref asked);
            await answers.WaitAsync();
            await route.FulfillAsync(new() { Response = answer });
        });
        await RenameAsync(designer, "first", "earlier");
        await Eventually.SeeAsync(() => Task.FromResult(Volatile.Read(ref asked)), number => number == 1, "the first save is sent");
        await NameAsync(designer, "later");

        answers.Release();
        // The designer took over the answer: it thinks that all is saved.
        await Expect(designer.Locator(".elsa-toolbar-icon .mud-badge")).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("mud-theme-success"), new() { Timeout = Patience });
        await SeeAsync(designer, "later");
        await designer.GetByLabel("Show description").ClickAsync();
        answers.Release(100);

        await Eventually.SeeAsync(() => SavesAsync("on-its-way"), saves => Newest(saves)["showDescription"]?.ToString() == "true", "the second setting is saved");
        Assert.Equal("later", Newest(await SavesAsync("on-its-way"))["displayText"]!.ToString());

        static JsonNode Newest(List<JourneySave> saves) => JsonNode.Parse(saves.OrderBy(save => save.Number).ThenBy(save => save.Revision).Last().Definition)!["root"]!["activities"]!.AsArray().Single(activity => activity!["id"]!.ToString() == "first")!["metadata"]!;
    }

    private async Task<(IPage Page, IFrameLocator Designer)> OpenAsync(string key)
    {
        await DrawAsync(key, "first");
        var page = await stage.StaffAsync($"admin@{Tenant}.example");
        await page.GotoAsync($"/admin/journeys/{key}/design");
        var designer = page.FrameLocator("iframe.studio-frame");
        await designer.Locator("html[data-settled]").WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = Patience });
        return (page, designer);
    }

    private static ILocator Node(IFrameLocator designer, string name) => designer.Locator(".x6-node").Filter(new() { HasText = name });

    private static async Task RenameAsync(IFrameLocator designer, string from, string to)
    {
        await SeeAsync(designer, from, click: true);
        await NameAsync(designer, to);
    }

    private static async Task NameAsync(IFrameLocator designer, string name)
    {
        await designer.GetByLabel("Display text").FillAsync(name);
        await designer.GetByLabel("Display text").PressAsync("Tab");
        await Expect(Node(designer, name)).ToBeVisibleAsync(new() { Timeout = Patience });
    }

    /// <summary>The panel shows this activity.</summary>
    private static async Task SeeAsync(IFrameLocator designer, string name, bool click = false)
    {
        if (click) await Node(designer, name).ClickAsync(new() { Timeout = Patience });
        await designer.GetByRole(AriaRole.Tab, new() { Name = "Common" }).ClickAsync(new() { Timeout = Patience });
        await Expect(designer.GetByLabel("Display text")).ToHaveValueAsync(name, new() { Timeout = Patience });
    }

    private Task<List<JourneySave>> SavesAsync(string key) => stage.Platform.InStoreAsync(Tenant, db => db.Set<JourneySave>().AsNoTracking().Where(save => save.JourneyKey == key).ToListAsync());

    /// <param name="first">What the first activity is called.</param>
    private async Task DrawAsync(string key, string first)
    {
        var activities = new JsonArray([.. Nodes.Select((node, i) => (JsonNode)new JsonObject
        {
            ["id"] = node, ["nodeId"] = $"flow:{node}", ["name"] = node, ["type"] = "Elsa.WriteLine", ["version"] = 1,
            ["text"] = new JsonObject { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = "x" } },
            ["metadata"] = new JsonObject { ["displayText"] = i == 0 ? first : node, ["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = 80 + (260 * i), ["y"] = 120 } } },
        })]);
        var drawing = new JsonObject
        {
            ["definitionId"] = key, ["name"] = key,
            ["root"] = new JsonObject { ["id"] = "flow", ["nodeId"] = "flow", ["type"] = "Elsa.Flowchart", ["version"] = 1, ["activities"] = activities, ["connections"] = new JsonArray() },
        };
        var saved = await stage.Platform.AsStaffAsync(Tenant, Roles.Admin, (SaveJourney.Handler save) => save.HandleAsync(new(drawing), default));
        Assert.True(saved.Ok, saved.Error?.Text);
    }
}
