using System.Text.RegularExpressions;
using Microsoft.Playwright;
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
        var node = designer.Locator(".x6-node").Filter(new() { HasText = "An agent decides" });
        await node.ClickAsync(new() { Timeout = Patience });
        await designer.GetByRole(AriaRole.Tab, new() { Name = "Common" }).ClickAsync();
        await designer.GetByLabel("Display text").FillAsync("A colleague decides");
        await designer.GetByLabel("Display text").PressAsync("Tab");
        await Expect(admin.GetByText(new Regex("Draft: version \\d+"))).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(designer.Locator(".x6-node").Filter(new() { HasText = "A colleague decides" })).ToBeVisibleAsync();
        await designer.Locator(".mud-toolbar button.mud-primary-text").First.ClickAsync();
        await Expect(admin.GetByText(new Regex("Published. New customers start on version \\d+"))).ToBeVisibleAsync(new() { Timeout = Patience });

        var next = new Visitor(await stage.DeviceAsync(), "clearwater", "en");
        await next.StartAsync();
        foreach (var form in new[] { "about-you", "supply", "move-in-date" }) await AnswerAsync(next, form);
        await Expect(Heading(next)).ToHaveTextAsync(NewTitle);
        await inside.GoToAsync("tariff");
        await Expect(Heading(inside)).ToHaveTextAsync(inside.TitleOf("tariff"));
    }

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
