using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Users;
using Portico.TestKit;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Portico.E2E.Admin;

/// <summary>
/// R9: two admins draw the same journey at the same time over a slow network, while the designer saves by itself. Each edit is in the drawing, or in the history with a word to whoever made it; nobody's edit takes back another's.
/// </summary>
[Collection(SqliteStage.Name)]
public sealed class DesignerRaceTests(SqliteStage stage, ITestOutputHelper says)
{
    private const string Key = "drawn-by-two", Tenant = "clearwater";
    private const float Patience = 60_000;

    private static readonly string[] Nodes = ["first", "second", "third"];

    /// <summary>A release runs two hundred; each change a few.</summary>
    private static readonly int Scripts = Environment.GetEnvironmentVariable("PORTICO_RELIABILITY") == "release" ? 200 : 6;

    [Fact]
    public async Task Nothing_that_two_admins_draw_at_the_same_time_is_lost_or_taken_back_unseen()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PORTICO_TEST_SEED"), out var given) ? given : RandomNumberGenerator.GetInt32(int.MaxValue);
        says.WriteLine($"PORTICO_TEST_SEED={seed}");
        var random = new Random(seed);
        await DrawAsync();
        Tab[] tabs = [await Tab.OpenAsync(stage, random.Next()), await Tab.OpenAsync(stage, random.Next())];

        var (edits, told) = (0, 0);
        for (var script = 1; script <= Scripts; script++)
        {
            // What somebody changed again himself, before it was saved, he took back himself.
            var lasting = new Dictionary<(Tab, string), string>();
            foreach (var edit in Enumerable.Range(1, random.Next(3, 7)))
            {
                var (tab, node, token) = (tabs[random.Next(2)], Nodes[random.Next(Nodes.Length)], $"edit {script}.{edit}");
                await tab.RenameAsync(node, token);
                lasting[(tab, node)] = token;
                edits++;
            }

            var tokens = lasting.Values.ToList();
            string Missing(List<JourneySave> all) => string.Join(", ", tokens.Where(token => !all.Exists(save => save.Definition.Contains($"\"{token}\"", StringComparison.Ordinal))));
            try
            {
                await Eventually.SeeAsync(async () => Missing(await SavesAsync()), missing => missing.Length == 0, $"seed {seed}, script {script}: each edit is in the history; missing are those shown");
            }
            catch (TimeoutException)
            {
                says.WriteLine(Story(await SavesAsync()));
                throw;
            }
            var saves = await SavesAsync();
            AssertNothingWasTakenBack(saves, seed, script);
            var aside = saves.Where(save => save.Revision < 0).Select(save => save.Definition).ToList();
            var refused = tokens.Where(token => aside.Exists(drawing => drawing.Contains($"\"{token}\"", StringComparison.Ordinal))).ToList();
            foreach (var tab in tabs.Where(tab => refused.Exists(tab.Made)))
            {
                told++;
                await tab.SeeItIsOvertakenAsync();
                await tab.GoOnFromTheNewestAsync();
            }
        }

        says.WriteLine($"{Scripts} scripts, {edits} edits, {told} times somebody was told that somebody else had saved.");
        Assert.True(told > 0, $"Seed {seed}: the two never got into each other's way: the test did not bite.");
    }

    /// <summary>Over the drafts, the name of an activity never becomes what it was before: that would be an edit that somebody drew on an old state.</summary>
    private static void AssertNothingWasTakenBack(List<JourneySave> saves, int seed, int script)
    {
        var drafts = saves.Where(save => save.Revision > 0).OrderBy(save => save.Number).ThenBy(save => save.Revision).ToList();
        foreach (var node in Nodes)
        {
            var names = drafts.ConvertAll(save => NameOf(save, node));
            var changes = names.Where((name, i) => i == 0 || name != names[i - 1]).ToList();
            Assert.True(changes.Distinct().Count() == changes.Count, $"Seed {seed}, script {script}: the name of “{node}” went back: {string.Join(", ", changes)}");
        }
    }

    /// <summary>Who saved what when, for whoever has to find out where an edit went.</summary>
    private static string Story(List<JourneySave> saves) => string.Join('\n', saves.OrderBy(save => save.At).Select(save => $"{save.At:HH:mm:ss.fff} {save.Number}.{save.Revision}: {string.Join(", ", Nodes.Select(node => $"{node} = {NameOf(save, node)}"))}"));

    private static string NameOf(JourneySave save, string node) => JsonNode.Parse(save.Definition)!["root"]!["activities"]!.AsArray().Single(a => a!["id"]!.ToString() == node)!["metadata"]?["displayText"]?.ToString() ?? "";

    private Task<List<JourneySave>> SavesAsync() => stage.Platform.InStoreAsync(Tenant, db => db.Set<JourneySave>().AsNoTracking().Where(save => save.JourneyKey == Key).ToListAsync());

    private async Task DrawAsync()
    {
        var activities = new JsonArray([.. Nodes.Select((node, i) => (JsonNode)new JsonObject
        {
            ["id"] = node, ["nodeId"] = $"flow:{node}", ["name"] = node, ["type"] = "Elsa.WriteLine", ["version"] = 1,
            ["text"] = new JsonObject { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = node } },
            ["metadata"] = new JsonObject { ["displayText"] = node, ["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = 80 + (260 * i), ["y"] = 120 } } },
        })]);
        var drawing = new JsonObject
        {
            ["definitionId"] = Key, ["name"] = "Drawn by two",
            ["root"] = new JsonObject { ["id"] = "flow", ["nodeId"] = "flow", ["type"] = "Elsa.Flowchart", ["version"] = 1, ["activities"] = activities, ["connections"] = new JsonArray() },
        };
        var saved = await stage.Platform.AsStaffAsync(Tenant, Roles.Admin, (SaveJourney.Handler save) => save.HandleAsync(new(drawing), default));
        Assert.True(saved.Ok, saved.Error?.Text);
    }

    private sealed class Tab
    {
        private readonly IPage page;
        private readonly IFrameLocator designer;
        private readonly HashSet<string> made = [];

        /// <summary>What a node is called on this canvas, which may be behind.</summary>
        private readonly Dictionary<string, string> names = [];

        private ILocator Overtaken => page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Somebody else saved this journey meanwhile" });

        private Tab(IPage page) => (this.page, designer) = (page, page.FrameLocator("iframe.studio-frame"));

        public static async Task<Tab> OpenAsync(Stage stage, int seed)
        {
            var random = new Random(seed);
            var tab = new Tab(await stage.StaffAsync($"admin@{Tenant}.example"));
            // A network on which a later request may well overtake an earlier one.
            await tab.page.RouteAsync("**/elsa/api/**", async route =>
            {
                int late;
                lock (random) late = random.Next(0, 400);
                await Task.Delay(late);
                await route.ContinueAsync();
            });
            await tab.page.GotoAsync($"/admin/journeys/{Key}/design");
            await tab.SeeNodesAsync();
            return tab;
        }

        public bool Made(string token) => made.Contains(token);

        public async Task RenameAsync(string node, string token)
        {
            made.Add(token);
            await designer.Locator(".x6-node").Filter(new() { HasText = names[node] }).ClickAsync(new() { Timeout = Patience });
            await designer.GetByRole(AriaRole.Tab, new() { Name = "Common" }).ClickAsync(new() { Timeout = Patience });
            // Whoever types looks where: it is the activity that was clicked, as it is on the canvas.
            await Expect(designer.GetByLabel("Display text")).ToHaveValueAsync(names[node], new() { Timeout = Patience });
            await designer.GetByLabel("Display text").FillAsync(token);
            await designer.GetByLabel("Display text").PressAsync("Tab");
            names[node] = token;
            await Expect(designer.Locator(".x6-node").Filter(new() { HasText = token })).ToBeVisibleAsync(new() { Timeout = Patience });
        }

        public Task SeeItIsOvertakenAsync() => Expect(Overtaken).ToBeVisibleAsync(new() { Timeout = Patience });

        public async Task GoOnFromTheNewestAsync()
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Go on from the newest drawing" }).ClickAsync();
            await Expect(Overtaken).ToHaveCountAsync(0);
            await SeeNodesAsync();
        }

        private async Task SeeNodesAsync()
        {
            // Until then the canvas moves under the hand.
            await designer.Locator("html[data-settled]").WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = Patience });
            await Expect(designer.Locator(".x6-node")).ToHaveCountAsync(Nodes.Length, new() { Timeout = Patience });
            var shown = await designer.Locator(".x6-node").EvaluateAllAsync<string[]>("nodes => nodes.sort((a, b) => a.getBoundingClientRect().left - b.getBoundingClientRect().left).map(node => node.textContent.trim().split('\\n')[0].trim())");
            for (var i = 0; i < Nodes.Length; i++) names[Nodes[i]] = shown[i];
        }
    }
}
