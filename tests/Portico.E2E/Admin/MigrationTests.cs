using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Portico.App.Journeys;
using Portico.App.Users;
using Portico.E2E.Portal;
using Portico.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Portico.E2E.Admin;

/// <summary>An admin takes the customers who are inside an old version to the live one, first a few, then all, and one step back.</summary>
[Collection(SqliteStage.Name)]
public sealed class MigrationTests(SqliteStage stage)
{
    [Fact]
    public async Task A_canary_then_all_then_back_with_a_question_before_anything_moves()
    {
        await PublishAsync("Your supply");
        foreach (var _ in Enumerable.Range(0, 12)) await ApiCustomer.StartAsync(stage.Platform.Customer("aurora"), "walked", "en");
        await PublishAsync("Where is supply needed?", "extra");
        var admin = await stage.StaffAsync("admin@aurora.example");

        await admin.GotoAsync("/admin/journeys");
        await admin.GetByRole(AriaRole.Link, new() { Name = "Move cases of Walked" }).ClickAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Dry run" }).ClickAsync();
        await Expect(admin.GetByText("12 cases tried")).ToBeVisibleAsync();
        Assert.Empty(await Axe.LookAtAsync(admin));

        await admin.GetByLabel("Canary").FillAsync("5");
        await admin.GetByLabel("Canary").PressAsync("Tab");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Move a canary" }).ClickAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Move", Exact = true }).ClickAsync();
        await Expect(admin.GetByText("Paused")).ToBeVisibleAsync();
        await Expect(admin.GetByLabel("Progress")).ToContainTextAsync("Moved5");

        await admin.GetByRole(AriaRole.Button, new() { Name = "Go on with all" }).ClickAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Move", Exact = true }).ClickAsync();
        await Expect(admin.GetByText("Done", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(admin.GetByLabel("Progress")).ToContainTextAsync("Moved12");

        await admin.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Move back" }).ClickAsync();
        await Expect(admin.GetByLabel("Progress")).ToContainTextAsync("Moved back12");
        await admin.SetViewportSizeAsync(390, 844);
        Assert.Empty(await Axe.LookAtAsync(admin));
    }

    private async Task PublishAsync(string title, string? more = null)
    {
        static JsonObject Node(string id, string type, string title, string? input = null, string? value = null)
        {
            var node = new JsonObject { ["id"] = id, ["nodeId"] = "Workflow1:flow:" + id, ["name"] = id, ["type"] = type, ["version"] = 1, ["customProperties"] = new JsonObject(), ["metadata"] = new JsonObject { ["displayText"] = title } };
            if (input is not null) node[input] = new JsonObject { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value } };
            return node;
        }

        static JsonObject Way(string from, string port, string to) => new() { ["source"] = new JsonObject { ["activity"] = from, ["port"] = port }, ["target"] = new JsonObject { ["activity"] = to, ["port"] = "In" } };
        var supply = more is null ? "supply" : "supply-2";
        JsonArray activities = more is null ? [] : [Node(more, "Portico.ShowForm", "One more question", "form", "tariff")];
        foreach (var node in (JsonObject[])[Node("start", "Elsa.Start", "Start"), Node(supply, "Portico.ShowForm", title, "form", "supply"), Node("end", "Portico.EndJourney", "End", "outcome", "Done")]) activities.Add(node);
        JsonArray ways = more is null ? [Way("start", "Done", supply), Way(supply, "Submitted", "end")] : [Way("start", "Done", supply), Way(supply, "Submitted", more), Way(more, "Submitted", "end")];
        var drawing = new JsonObject
        {
            ["definitionId"] = "walked", ["name"] = "Walked",
            ["root"] = new JsonObject { ["id"] = "flow", ["nodeId"] = "Workflow1:flow", ["type"] = "Elsa.Flowchart", ["version"] = 1, ["activities"] = activities, ["connections"] = ways },
        };
        var saved = await stage.Platform.AsStaffAsync("aurora", Roles.Admin, (SaveJourney.Handler save) => save.HandleAsync(new(drawing), default));
        Assert.True(saved.Ok, saved.Error?.Text);
        var published = await stage.Platform.PublishAsync("aurora", "walked");
        Assert.True(published.Ok, published.Error?.Text);
    }
}
