using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Portico.App.Demo;
using Portico.E2E.Portal;
using static Microsoft.Playwright.Assertions;

namespace Portico.E2E.Admin;

/// <summary>
/// Somebody who has never drawn a journey follows the page “Your first change” of the help: a new form, a step that shows it, a test, the check, a pilot, and everybody. Each stop is a picture for the help,
/// written to the folder that PORTICO_PICTURES names.
/// </summary>
public sealed class NewcomerTests(SqliteStage stage) : IClassFixture<SqliteStage>
{
    private const float Patience = 60_000;
    private const string Title = "Do you need extra support?", Step = "Ask about support", NewStep = "ShowForm";

    [Fact]
    public async Task With_the_help_alone_a_newcomer_adds_a_step_with_a_new_form_tests_it_pilots_it_and_publishes_it()
    {
        var admin = await stage.StaffAsync("admin@aurora.example");
        await admin.GetByRole(AriaRole.Link, new() { Name = "Help" }).ClickAsync();
        await Expect(admin.GetByRole(AriaRole.Heading, new() { Name = "Your first change" })).ToBeVisibleAsync();

        await admin.GetByRole(AriaRole.Link, new() { Name = "Forms", Exact = true }).Last.ClickAsync();
        await MakeTheFormAsync(admin);

        await OpenFromHelpAsync(admin, "Journeys");
        await admin.GetByRole(AriaRole.Link, new() { Name = "Move in", Exact = true }).ClickAsync();
        await DrawTheStepAsync(admin);

        await admin.GetByRole(AriaRole.Link, new() { Name = "Tests", Exact = true }).ClickAsync();
        await TestItAsync(admin);

        await admin.GetByRole(AriaRole.Link, new() { Name = "Designer", Exact = true }).ClickAsync();
        await admin.GetByRole(AriaRole.Link, new() { Name = "Check", Exact = true }).ClickAsync();
        await CheckAndPilotAsync(admin);

        await admin.GetByRole(AriaRole.Link, new() { Name = "Read what differs" }).ClickAsync();
        await CompareAsync(admin);

        await admin.GoBackAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Scale" }).ClickAsync();
        await admin.Locator(".rz-dialog").GetByRole(AriaRole.Button, new() { Name = "Scale", Exact = true }).ClickAsync();
        await Expect(admin.GetByText("New customers start on version 2.")).ToBeVisibleAsync();
        await CustomerMeetsItAsync();
    }

    private static async Task OpenFromHelpAsync(IPage admin, string where)
    {
        await admin.GetByRole(AriaRole.Link, new() { Name = "Help" }).ClickAsync();
        await admin.GetByRole(AriaRole.Article).GetByRole(AriaRole.Link, new() { Name = where, Exact = true }).First.ClickAsync();
    }

    private static async Task MakeTheFormAsync(IPage admin)
    {
        await admin.GetByRole(AriaRole.Link, new() { Name = "New form" }).ClickAsync();
        await SayAsync(admin.GetByLabel("Short name"), "extra-support");
        await SayAsync(admin.GetByLabel("Title"), Title);
        await admin.GetByRole(AriaRole.Button, new() { Name = "Add field" }).ClickAsync();
        await SayAsync(admin.GetByLabel("Question"), "Does somebody at home depend on electricity for their health?");
        await SayAsync(admin.GetByLabel("Why you ask"), "So that we call you before we switch off the power for repairs.");
        await admin.GetByLabel("Type").SelectOptionAsync(new SelectOptionValue { Label = "Yes or no" });
        await SayAsync(admin.GetByLabel("Name", new() { Exact = true }), "needsSupport");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Save draft" }).ClickAsync();
        await Expect(admin).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/admin/forms/extra-support$"));
        await PictureAsync(admin, "form");
    }

    private static async Task DrawTheStepAsync(IPage admin)
    {
        var designer = admin.FrameLocator("iframe.studio-frame");
        ILocator Node(string words) => designer.Locator(".x6-node").Filter(new() { HasText = words }).First;
        await Node("Where is supply needed?").WaitForAsync(new() { Timeout = Patience });
        await Expect(designer.Locator("html[data-settled]")).ToHaveCountAsync(1, new() { Timeout = Patience });

        // The line between the two is pointed at, and its cross pressed.
        var lines = JsonNode.Parse(DemoContent.Tenants.Single(tenant => tenant.Id == "aurora").Journeys[0].Definition)!["root"]!["connections"]!.AsArray().Count;
        await Expect(designer.Locator(".x6-edge")).ToHaveCountAsync(lines, new() { Timeout = Patience });
        var (from, to) = (await CenterAsync(Port(Node("About you"), "Submitted")), await CenterAsync(Port(Node("Where is supply needed?"), "In")));
        await admin.Mouse.MoveAsync((from.X + to.X) / 2, from.Y - 60);
        await admin.Mouse.MoveAsync((from.X + to.X) / 2, from.Y, new() { Steps = 5 });
        await designer.Locator(".x6-cell-tool-button").First.ClickAsync(new() { Force = true });
        await Expect(designer.Locator(".x6-edge")).ToHaveCountAsync(lines - 1);

        await designer.Locator("[data-activity='Portico.ShowForm']").DragToAsync(designer.Locator(".x6-graph"), new() { TargetPosition = new() { X = 330, Y = 120 } });
        await Expect(Node(NewStep)).ToBeVisibleAsync(new() { Timeout = Patience });
        await ConnectAsync(admin, Node("About you"), Node(NewStep));
        await Expect(designer.Locator(".x6-edge")).ToHaveCountAsync(lines);
        await ConnectAsync(admin, Node(NewStep), Node("Where is supply needed?"));
        await Expect(designer.Locator(".x6-edge")).ToHaveCountAsync(lines + 1);

        await Node(NewStep).Locator(".elsa-activity").ClickAsync();
        await designer.Locator(".mud-input-control").Filter(new() { HasText = "The form the customer fills in." }).Locator(".mud-input-control-input-container").First.ClickAsync();
        await designer.GetByRole(AriaRole.Option, new() { Name = Title }).ClickAsync();
        await designer.GetByRole(AriaRole.Tab, new() { Name = "Common" }).ClickAsync();
        await SayAsync(designer.GetByLabel("Display text"), Step);
        await Expect(Node(Step)).ToBeVisibleAsync(new() { Timeout = Patience });
        await designer.GetByRole(AriaRole.Tab, new() { Name = "Input", Exact = true }).ClickAsync();
        await Expect(designer.Locator("[id^=selectext]").GetByText(Title).First).ToBeVisibleAsync();
        await Expect(designer.Locator(".mud-toolbar .mud-badge.mud-theme-success")).ToBeVisibleAsync(new() { Timeout = Patience });
        await PictureAsync(admin, "designer");
    }

    private static async Task TestItAsync(IPage admin)
    {
        await admin.GetByRole(AriaRole.Button, new() { Name = "Add the first test" }).ClickAsync();
        await SayAsync(admin.GetByLabel("Name", new() { Exact = true }), "Somebody needs support");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Add answer" }).ClickAsync();
        await admin.GetByLabel("Field", new() { Exact = true }).SelectOptionAsync("needsSupport");
        await SayAsync(admin.GetByLabel("Answer", new() { Exact = true }), "true");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Add to the way" }).ClickAsync();
        await admin.GetByLabel("Activity of the way").SelectOptionAsync(new SelectOptionValue { Label = Step });
        await admin.GetByRole(AriaRole.Button, new() { Name = "Save and run all" }).ClickAsync();
        await Expect(admin.GetByText("The test passed.")).ToBeVisibleAsync(new() { Timeout = Patience });
        await PictureAsync(admin, "test");
    }

    private static async Task CheckAndPilotAsync(IPage admin)
    {
        var words = admin.GetByLabel("Why it is meant to be so");
        await words.First.WaitForAsync();
        foreach (var word in await words.AllAsync()) await SayAsync(word, "Known, and right for this try.");
        await PictureAsync(admin, "check");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Start as a pilot" }).ClickAsync();
        await admin.Locator(".rz-dialog").GetByRole(AriaRole.Button, new() { Name = "Start pilot" }).ClickAsync();
        await Expect(admin.GetByText("Running: version 2")).ToBeVisibleAsync();
        await Expect(admin.GetByText("Of 100 new customers, 10 start on version 2")).ToBeVisibleAsync();
        await PictureAsync(admin, "pilot");
    }

    private static async Task CompareAsync(IPage admin)
    {
        var canvas = admin.GetByRole(AriaRole.Region, new() { Name = "On the canvas" });
        await canvas.GetByRole(AriaRole.Button, new() { Name = Step }).ClickAsync();
        await Expect(canvas.Locator(".compare-words")).ToContainTextAsync("Submitted → Where is supply needed?");
        Assert.Empty(await Axe.LookAtAsync(admin));
        await PictureAsync(admin, "compare");
        await admin.SetViewportSizeAsync(390, 844);
        Assert.Empty(await Axe.LookAtAsync(admin));
        await admin.SetViewportSizeAsync(1600, 900);
    }

    private async Task CustomerMeetsItAsync()
    {
        var customer = new Visitor(await stage.DeviceAsync(), "aurora", "en");
        await customer.StartAsync();
        await customer.FillInAsync("about-you");
        await customer.SendAsync();
        await Expect(customer.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(Title, new() { Timeout = Patience });
        await customer.Page.GetByRole(AriaRole.Radio, new() { Name = "Yes" }).CheckAsync(new() { Force = true });
        await customer.SendAsync();
        await customer.SeeAsync("supply");
    }

    private static async Task ConnectAsync(IPage admin, ILocator source, ILocator target)
    {
        var (from, to) = (await CenterAsync(Port(source, "Submitted")), await CenterAsync(Port(target, "In")));
        await admin.Mouse.MoveAsync(from.X, from.Y);
        await admin.Mouse.DownAsync();
        await admin.Mouse.MoveAsync(to.X, to.Y, new() { Steps = 12 });
        await admin.Mouse.UpAsync();
    }

    private static ILocator Port(ILocator node, string name) => node.Locator($"[port='{name}']");

    private static async Task<(float X, float Y)> CenterAsync(ILocator what)
    {
        var box = (await what.BoundingBoxAsync())!;
        return (box.X + (box.Width / 2), box.Y + (box.Height / 2));
    }

    private static async Task SayAsync(ILocator field, string words)
    {
        await field.FillAsync(words);
        await field.PressAsync("Tab");
    }

    private static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("PORTICO_PICTURES") is not { Length: > 0 } folder) return;
        // What was just said covers a corner for some seconds.
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), Style = ".rz-notification { display: none; }" });
    }
}
