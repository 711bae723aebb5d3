using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Users;
using static Microsoft.Playwright.Assertions;

namespace Portico.E2E.Admin;

/// <summary>The designer's own table of journeys: what its menus say they do, they do.</summary>
[Collection(SqliteStage.Name)]
public sealed class DesignerTableTests(SqliteStage stage)
{
    private const string Tenant = "clearwater";
    private const float Patience = 60_000;

    [Fact]
    public async Task Journeys_are_published_retracted_exported_deleted_and_imported_one_by_one_and_several_at_once()
    {
        foreach (var key in new[] { "tabled-one", "tabled-two" }) await DrawAsync(key);
        var page = await stage.StaffAsync($"admin@{Tenant}.example");
        await page.GotoAsync("/admin/journeys/table");
        var table = new Table(page);
        await Expect(table.Row("tabled-one")).ToBeVisibleAsync(new() { Timeout = Patience });

        await table.ChooseAsync("tabled-one", "Publish");
        await table.SeePublishedAsync("tabled-one", "1");
        await table.ChooseAsync("tabled-one", "Unpublish");
        await table.SeePublishedAsync("tabled-one", "-");
        await table.ChooseForAllAsync("Publish", "tabled-one", "tabled-two");
        foreach (var key in new[] { "tabled-one", "tabled-two" }) await table.SeePublishedAsync(key, "1");
        Assert.Equal([1, 1], await LiveAsync());
        await table.ChooseForAllAsync("Unpublish", "tabled-one", "tabled-two");
        foreach (var key in new[] { "tabled-one", "tabled-two" }) await table.SeePublishedAsync(key, "-");
        Assert.Equal([null, null], await LiveAsync());

        var file = await (await page.RunAndWaitForDownloadAsync(() => table.ChooseAsync("tabled-one", "Export", sure: true))).PathAsync();
        await table.ChooseAsync("tabled-one", "Delete", sure: true);
        await Expect(table.Row("tabled-one")).ToHaveCountAsync(0);
        Assert.Single(await LiveAsync());
        var chooser = await page.RunAndWaitForFileChooserAsync(table.ImportAsync);
        await chooser.SetFilesAsync(new FilePayload { Name = "tabled-one.json", MimeType = "application/json", Buffer = await File.ReadAllBytesAsync(file) });
        await Expect(table.Row("tabled-one")).ToBeVisibleAsync(new() { Timeout = Patience });
        await table.ChooseForAllAsync("Delete", "tabled-one", "tabled-two");
        await Expect(table.Row("tabled-")).ToHaveCountAsync(0, new() { Timeout = Patience });
        Assert.Empty(await LiveAsync());
    }

    [Fact]
    public async Task What_cannot_be_published_from_the_table_says_why()
    {
        await DrawAsync("endless-drawing", """{"id":"wait","type":"Elsa.Event","version":1,"eventName":{"typeName":"String","expression":{"type":"Literal","value":"Paid"}}}""");
        var page = await stage.StaffAsync($"admin@{Tenant}.example");
        await page.GotoAsync("/admin/journeys/table");
        var table = new Table(page);

        await table.ChooseAsync("endless-drawing", "Publish");

        await Expect(page.GetByText("1 warning needs a word of justification")).ToBeVisibleAsync(new() { Timeout = Patience });
        await table.SeePublishedAsync("endless-drawing", "-");
    }

    private Task<List<int?>> LiveAsync() => stage.Platform.InStoreAsync(Tenant, db => db.Journeys.AsNoTracking().Where(j => j.Key == "tabled-one" || j.Key == "tabled-two").Select(j => j.LiveVersion).ToListAsync());

    private async Task DrawAsync(string key, string activity = """{"id":"line","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"Literal","value":"x"}}}""")
    {
        var drawing = JsonNode.Parse($$$"""{"definitionId":"{{{key}}}","name":"{{{key}}}","root":{"id":"root","type":"Elsa.Sequence","version":1,"activities":[{{{activity}}}]}}""")!.AsObject();
        var saved = await stage.Platform.AsStaffAsync(Tenant, Roles.Admin, (SaveJourney.Handler save) => save.HandleAsync(new(drawing), default));
        Assert.True(saved.Ok, saved.Error?.Text);
    }

    private sealed class Table(IPage page)
    {
        private readonly IFrameLocator designer = page.FrameLocator("iframe.studio-frame");

        public ILocator Row(string key) => designer.Locator(".mud-table-body .mud-table-row").Filter(new() { HasText = key });

        public Task SeePublishedAsync(string key, string version) => Expect(Row(key).Locator("td[data-label='Published version']")).ToHaveTextAsync(version, new() { Timeout = Patience });

        /// <param name="sure">The designer asks once more.</param>
        public async Task ChooseAsync(string key, string what, bool sure = false)
        {
            await Row(key).Locator(".mud-menu button").ClickAsync(new() { Timeout = Patience });
            await PickAsync(what, sure);
        }

        public async Task ChooseForAllAsync(string what, params string[] keys)
        {
            foreach (var key in keys) await Row(key).Locator("input[type=checkbox]").CheckAsync(new() { Timeout = Patience });
            await designer.GetByRole(AriaRole.Button, new() { Name = "Bulk actions" }).ClickAsync();
            await PickAsync(what, sure: true);
        }

        public async Task ImportAsync()
        {
            await designer.Locator("button.mud-menu-icon-button-activator").First.ClickAsync();
            await PickAsync("Import", sure: false);
        }

        private async Task PickAsync(string what, bool sure)
        {
            await designer.Locator(".mud-popover-open").GetByText(what, new() { Exact = true }).ClickAsync(new() { Timeout = Patience });
            if (sure) await designer.Locator(".mud-dialog").GetByRole(AriaRole.Button, new() { Name = what, Exact = true }).ClickAsync(new() { Timeout = Patience });
        }
    }
}
