using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Portico.App.Cases;
using Portico.App.Journeys;
using Portico.E2E.Portal;
using static Microsoft.Playwright.Assertions;

namespace Portico.E2E.Admin;

/// <summary>Each screen that the designer offers opens inside the admin, for whoever may draw and for whoever may only look, and asks the platform for nothing that it refuses.</summary>
[Collection(SqliteStage.Name)]
public sealed class DesignerScreensTests(SqliteStage stage) : IAsyncLifetime
{
    private const float Patience = 60_000;

    private readonly List<IPage> open = [];

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>A designer left open goes on asking.</summary>
    public async Task DisposeAsync()
    {
        foreach (var page in open) await page.Context.CloseAsync();
    }

    public static TheoryData<string, string, string> Screens
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var who in (string[])["admin", "agent"])
            {
                data.Add(who, "/admin/journeys/table", ".mud-table tbody tr");
                data.Add(who, "/admin/journeys/move-in/design", ".x6-node");
                data.Add(who, "/admin/journeys/move-in/test-run", ".x6-node");
                data.Add(who, "/admin/cases/table", ".mud-table");
                data.Add(who, "/admin/cases/{case}/diagram", ".x6-node");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task A_screen_opens_without_a_refusal_or_an_error(string who, string path, string seen)
    {
        var customer = new Visitor(await stage.DeviceAsync(), "aurora", "en");
        if (path.Contains("{case}", StringComparison.Ordinal)) await customer.StartAsync();
        var (page, troubles) = await WatchedAsync(who);

        await page.GotoAsync(path.Contains("{case}", StringComparison.Ordinal) ? path.Replace("{case}", customer.CaseNumber, StringComparison.Ordinal) : path);
        var designer = page.FrameLocator("iframe.studio-frame");
        await designer.Locator(seen).First.WaitForAsync(new() { Timeout = Patience });
        await designer.Locator("html[data-ready]").WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = Patience });
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Assert.Empty(troubles);
    }

    [Theory]
    [InlineData("admin", "Output", "Common", "Test", "Info", "Variables", "Input/Output", "Version history", "Code View")]
    [InlineData("agent", "Output", "Common", "Test", "Info", "Variables", "Input/Output", "Version history")]
    public async Task The_tabs_of_the_designer_open_without_a_refusal_or_an_error(string who, params string[] tabs)
    {
        var (page, troubles) = await WatchedAsync(who);
        await page.GotoAsync("/admin/journeys/move-in/design?node=verify");
        var designer = page.FrameLocator("iframe.studio-frame");
        await designer.Locator("html[data-settled]").WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = Patience });

        foreach (var tab in tabs)
        {
            await designer.GetByRole(AriaRole.Tab, new() { Name = tab, Exact = true }).ClickAsync();
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        }

        Assert.Empty(troubles);
    }

    [Fact]
    public async Task A_test_run_shows_its_way_on_the_canvas_and_opens_no_case()
    {
        var (page, troubles) = await WatchedAsync("admin");
        var before = await CasesAsync();
        await page.GotoAsync("/admin/journeys/move-in/design");
        var designer = page.FrameLocator("iframe.studio-frame");
        await designer.GetByRole(AriaRole.Button, new() { Name = "Run a test" }).ClickAsync(new() { Timeout = Patience });

        await page.WaitForURLAsync("**/admin/journeys/move-in/test-run");
        await Expect(designer.Locator(".x6-node[data-cell-id='verify'] .mud-badge").First).ToHaveTextAsync("1", new() { Timeout = Patience });
        Assert.Equal(before, await CasesAsync());
        Assert.Empty(troubles);
    }

    [Fact]
    public async Task A_test_of_one_activity_says_how_it_ends()
    {
        var (page, troubles) = await WatchedAsync("admin");
        await page.GotoAsync("/admin/journeys/move-in/design?node=verify");
        var designer = page.FrameLocator("iframe.studio-frame");
        await designer.Locator("html[data-settled]").WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = Patience });
        await designer.GetByRole(AriaRole.Tab, new() { Name = "Test", Exact = true }).ClickAsync();

        await designer.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();

        await Expect(designer.GetByRole(AriaRole.Tabpanel).GetByText("Completed")).ToBeVisibleAsync(new() { Timeout = Patience });
        Assert.Empty(troubles);
    }

    [Fact]
    public async Task A_line_is_pulled_from_a_step_that_is_selected_and_a_name_given_at_once_does_not_take_back_the_form()
    {
        var (page, _) = await WatchedAsync("admin", "clearwater");
        await page.GotoAsync("/admin/journeys/move-in/design?node=tariff");
        var designer = page.FrameLocator("iframe.studio-frame");
        await designer.Locator("html[data-settled]").WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = Patience });

        await designer.Locator(".mud-input-control").Filter(new() { HasText = "The form the customer fills in." }).Locator(".mud-input-control-input-container").First.ClickAsync();
        await designer.GetByRole(AriaRole.Option, new() { Name = "About you" }).ClickAsync();
        await designer.GetByRole(AriaRole.Tab, new() { Name = "Common", Exact = true }).ClickAsync();
        await designer.GetByLabel("Display text").FillAsync("Quickly named");
        await designer.GetByLabel("Display text").PressAsync("Tab");

        var saved = await TestKit.Eventually.SeeAsync(NewestAsync, drawing => drawing.Contains("Quickly named", StringComparison.Ordinal), "the name is saved");
        var tariff = System.Text.Json.Nodes.JsonNode.Parse(saved)!["root"]!["activities"]!.AsArray().Single(activity => activity!["id"]!.ToString() == "tariff")!;
        Assert.Equal(("Quickly named", "about-you"), (tariff["metadata"]!["displayText"]!.ToString(), tariff["form"]!["expression"]!["value"]!.ToString()));
        var over = await designer.Locator(".x6-node[data-cell-id='tariff'] [port='Submitted']").EvaluateAsync<string>("port => { const box = port.getBoundingClientRect(); return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2).getAttribute('class'); }");
        Assert.Contains("elsa-designer-port", over, StringComparison.Ordinal);
    }

    private Task<string> NewestAsync() => stage.Platform.InStoreAsync("clearwater", db => db.Set<JourneyVersion>().Where(v => v.JourneyKey == "move-in").OrderByDescending(v => v.Number).Select(v => v.Definition).FirstAsync());

    private Task<int> CasesAsync() => stage.Platform.InStoreAsync("aurora", db => db.Set<Case>().CountAsync());

    private async Task<(IPage Page, List<string> Troubles)> WatchedAsync(string who, string tenant = "aurora")
    {
        var page = await stage.StaffAsync($"{who}@{tenant}.example");
        open.Add(page);
        var troubles = new List<string>();
        page.Response += (_, reply) =>
        {
            if (reply.Status >= 400) troubles.Add($"{reply.Status} {reply.Request.Method} {new Uri(reply.Url).PathAndQuery}");
        };
        page.Console += (_, said) =>
        {
            if (said.Type == "error") troubles.Add(said.Text);
        };
        page.PageError += (_, error) => troubles.Add(error);
        return (page, troubles);
    }
}
