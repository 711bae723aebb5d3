using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portico.App.Journeys;
using Portico.App.Users;
using Portico.E2E.Portal;
using static Microsoft.Playwright.Assertions;

namespace Portico.E2E.Admin;

/// <summary>An admin changes a journey in the designer and publishes it; who is inside goes on undisturbed.</summary>
[Collection(SqliteStage.Name)]
public sealed class DesignerTests(SqliteStage stage)
{
    private const float Patience = 60_000;

    [Fact]
    public async Task What_an_admin_publishes_in_the_designer_is_seen_by_the_next_customer_and_not_by_the_one_inside()
    {
        var inside = new Visitor(await stage.DeviceAsync(), "clearwater", "en");
        await inside.StartAsync();
        var admin = await stage.StaffAsync("admin@clearwater.example");
        await ChangeTheTitleOfAFormAsync(admin);

        await admin.GotoAsync("/admin/journeys/move-in/design");
        var designer = admin.FrameLocator("iframe.studio-frame");
        var node = designer.Locator(".x6-node").Filter(new() { HasText = "About you" });
        await node.ClickAsync(new() { Timeout = Patience });
        await designer.GetByRole(AriaRole.Tab, new() { Name = "Common" }).ClickAsync();
        await designer.GetByLabel("Display text").FillAsync("Who are you");
        await designer.GetByLabel("Display text").PressAsync("Tab");
        await Expect(admin.GetByText(new Regex("Draft: version \\d+"))).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(designer.Locator(".x6-node").Filter(new() { HasText = "Who are you" })).ToBeVisibleAsync();
        await designer.Locator(".mud-toolbar button.mud-primary-text").First.ClickAsync();
        await Expect(admin.GetByText(new Regex("Published. New customers start on version \\d+"))).ToBeVisibleAsync(new() { Timeout = Patience });

        var next = new Visitor(await stage.DeviceAsync(), "clearwater", "en");
        await next.StartAsync();
        foreach (var form in new[] { "about-you", "supply", "move-in-date" }) await AnswerAsync(next, form);
        await Expect(Heading(next)).ToHaveTextAsync(NewTitle);
        await inside.GoToAsync("tariff");
        await Expect(Heading(inside)).ToHaveTextAsync(inside.TitleOf("tariff"));
    }

    [Fact]
    public async Task A_warning_leads_from_the_designers_button_to_its_activity_and_is_published_with_a_word()
    {
        var saved = await stage.Platform.AsStaffAsync("aurora", Roles.Admin, (SaveJourney.Handler save) => save.HandleAsync(new(JsonNode.Parse(Endless)!.AsObject()), default));
        var admin = await stage.StaffAsync("admin@aurora.example");
        await admin.GotoAsync($"/admin/journeys/{saved.Value.Key}/design");
        var designer = admin.FrameLocator("iframe.studio-frame");
        await designer.Locator(".x6-node").First.WaitForAsync(new() { Timeout = Patience });

        await designer.Locator(".mud-toolbar button.mud-primary-text").First.ClickAsync();
        await admin.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Link, new() { Name = "Open Check" }).ClickAsync();
        await admin.GetByLabel("Why it is meant to be so").WaitForAsync();
        Assert.Empty(await Axe.LookAtAsync(admin));
        await admin.GetByRole(AriaRole.Link, new() { Name = "Open in the designer at Tell us about you" }).ClickAsync();
        await designer.Locator(".x6-widget-transform, .x6-node-selected").First.WaitForAsync(new() { Timeout = Patience });
        await designer.GetByRole(AriaRole.Tab, new() { Name = "Common" }).ClickAsync();
        await Expect(designer.GetByLabel("Display text")).ToHaveValueAsync("Tell us about you");
        await admin.GetByRole(AriaRole.Link, new() { Name = "Check", Exact = true }).ClickAsync();
        await admin.GetByLabel("Why it is meant to be so").FillAsync("They may take as long as they like.");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Publish", Exact = true }).ClickAsync();

        await Expect(admin.GetByText("Published. New customers start on version 1.")).ToBeVisibleAsync();
    }

    private const string Endless = """
        {"name":"As long as you like","root":{"id":"flow","nodeId":"Workflow1:flow","name":"Flowchart1","type":"Elsa.Flowchart","version":1,"customProperties":{},"metadata":{},"activities":[
          {"id":"start","nodeId":"Workflow1:flow:start","name":"Start1","type":"Elsa.Start","version":1,"customProperties":{},"metadata":{"designer":{"position":{"x":40,"y":80},"size":{"width":120,"height":50}}}},
          {"id":"ask","nodeId":"Workflow1:flow:ask","name":"Ask1","type":"Portico.ShowForm","version":1,"customProperties":{},"metadata":{"displayText":"Tell us about you","designer":{"position":{"x":260,"y":80},"size":{"width":200,"height":50}}},"form":{"typeName":"String","expression":{"type":"Literal","value":"move-in-date"}}},
          {"id":"end","nodeId":"Workflow1:flow:end","name":"End1","type":"Portico.EndJourney","version":1,"customProperties":{},"metadata":{"designer":{"position":{"x":560,"y":80},"size":{"width":120,"height":50}}},"page":{"typeName":"String","expression":{"type":"Literal","value":"done"}}}],
         "connections":[{"source":{"activity":"start","port":"Done"},"target":{"activity":"ask","port":"In"}},{"source":{"activity":"ask","port":"Submitted"},"target":{"activity":"end","port":"In"}}]}}
        """;

    private const string NewTitle = "Which charge suits you?";

    private static async Task ChangeTheTitleOfAFormAsync(IPage admin)
    {
        await admin.GotoAsync("/admin/forms/tariff");
        await admin.GetByLabel("Title").FillAsync(NewTitle);
        await admin.GetByRole(AriaRole.Button, new() { Name = "Save draft" }).ClickAsync();
        await Expect(admin.GetByText("Draft saved.")).ToBeVisibleAsync();
    }

    private static async Task AnswerAsync(Visitor visitor, string form)
    {
        await visitor.SeeAsync(form);
        await visitor.FillInAsync(form);
        await visitor.SendAsync();
    }

    private static ILocator Heading(Visitor visitor) => visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 });
}
