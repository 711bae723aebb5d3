using Bunit;
using Portico.Admin.Simulation;
using Portico.App.Users;

namespace Portico.Admin.Tests.Simulation;

public sealed class SimulationPageTests : AdminBench
{
    [Fact]
    public async Task A_simulation_shows_where_customers_end_and_what_nobody_came_to()
    {
        var page = await OpenAsync();

        page.Find("#customers").Change("200");
        page.Find("form").Submit();

        page.WaitForAssertion(() => Assert.Equal(["Approved", "Declined"], page.FindAll("td[data-label=End]").Select(td => td.TextContent.Trim()).Order()), TimeSpan.FromSeconds(20));
        Assert.Equal(["Nobody comes here"], page.FindAll(".badges .badge").Select(badge => badge.TextContent));
        Assert.Contains("200 customers through version 1", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_never_decided_about_stands_in_a_dead_end()
    {
        var page = await OpenAsync();

        page.FindAll(".shares label").Single(label => label.TextContent.StartsWith("nobody decides", StringComparison.Ordinal)).QuerySelector("input")!.Change("50");
        page.Find("form").Submit();

        page.WaitForAssertion(() => Assert.Contains("Dead ends", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        Assert.Contains("Never ends", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_customers_are_refused_at_the_field()
    {
        var page = await OpenAsync();

        page.Find("#customers").Change("10001");
        page.Find("form").Submit();

        page.WaitForAssertion(() => Assert.Equal("Send 1 to 10000 customers.", page.Find("#customers-help.error").TextContent));
    }

    [Fact]
    public async Task A_journey_that_is_gone_says_so()
    {
        await FurnishAsync(Aurora);
        SignIn(Roles.Admin);

        var page = Render<SimulationPage>(p => p.Add(c => c.Key, "gone"));

        page.WaitForAssertion(() => Assert.StartsWith("There is no such journey", page.Find(".empty h2").TextContent, StringComparison.Ordinal));
    }

    private async Task<IRenderedComponent<SimulationPage>> OpenAsync()
    {
        await FurnishAsync(Aurora, AskOne.Journey, AskOne.Draft);
        SignIn(Roles.Admin);
        var page = Render<SimulationPage>(p => p.Add(c => c.Key, "ask-one"));
        page.WaitForElement("form");
        return page;
    }
}
