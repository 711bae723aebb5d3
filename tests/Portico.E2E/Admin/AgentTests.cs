using Microsoft.Playwright;
using Portico.E2E.Portal;
using static Microsoft.Playwright.Assertions;

namespace Portico.E2E.Admin;

[Collection(SqliteStage.Name)]
public sealed class AgentTests(SqliteStage stage)
{
    [Theory]
    [InlineData("Approve", "payment")]
    [InlineData("Decline", "rejected")]
    public async Task An_agent_decides_and_the_customers_page_moves_on_by_itself(string decision, string next)
    {
        var customer = new Visitor(await stage.DeviceAsync(), "aurora", "en").Answering("familyName", "Review").Answering("preferredChannel", "sms");
        await customer.StartAsync();
        await customer.GoToAsync("identity");
        await customer.SendAsync();
        await Expect(customer.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("A colleague is looking at your request", new() { Timeout = 30_000 });

        var agent = await stage.StaffAsync("agent@aurora.example");
        await agent.GotoAsync($"/admin/cases/{customer.CaseNumber}");
        await agent.GetByRole(AriaRole.Button, new() { Name = decision, Exact = true }).ClickAsync();

        await customer.SeeAsync(next);
    }

    [Fact]
    public async Task An_agent_finds_a_case_by_its_number_and_reads_what_happened()
    {
        var customer = new Visitor(await stage.DeviceAsync(), "aurora", "en");
        await customer.StartAsync();
        await customer.GoToAsync("supply");
        var number = customer.CaseNumber;

        var agent = await stage.StaffAsync("agent@aurora.example");
        await agent.GotoAsync($"/admin/cases?search={number}");
        await agent.GetByRole(AriaRole.Link, new() { Name = number }).ClickAsync();

        await Expect(agent.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(number);
        await Expect(agent.GetByText("About you").First).ToBeVisibleAsync();
    }
}
