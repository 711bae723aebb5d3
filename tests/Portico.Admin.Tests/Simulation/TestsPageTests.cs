using Bunit;
using Microsoft.EntityFrameworkCore;
using Portico.Admin.Simulation;
using Portico.App.Journeys;
using Portico.App.Simulation;
using Portico.App.Users;

namespace Portico.Admin.Tests.Simulation;

public sealed class TestsPageTests : AdminBench
{
    [Fact]
    public async Task Without_a_test_the_page_says_how_to_begin()
    {
        await DrawAsync();
        SignIn(Roles.Admin);

        var page = Open();

        page.WaitForAssertion(() => Assert.Equal("No tests yet", page.Find(".empty h2").TextContent));
        Assert.DoesNotContain(page.FindAll("button"), b => b.TextContent.Contains("Run all", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_test_is_saved_run_and_green_and_the_save_is_recorded()
    {
        await DrawAsync();
        SignIn(Roles.Admin);
        var page = Open();
        page.WaitForElement(".empty button").Click();

        Field(page, "Name").Change("Smooth");
        Field(page, "Ends with outcome").Change("Approved");
        Button(page, "Save and run all").Click();

        page.WaitForAssertion(() => Assert.Equal("The test passed.", page.Find(".notice-success").TextContent));
        Assert.EndsWith("Passed", page.Find("summary .badge").TextContent, StringComparison.Ordinal);
        Assert.Equal("Smooth", Assert.Single((await StoreAsync(db => db.JourneyTests.SingleAsync())).Read()).Name);
        Assert.Equal("journey.tests_saved", (await StoreAsync(db => db.Set<App.Audit.AuditEntry>().SingleAsync())).Action);
    }

    [Fact]
    public async Task A_red_test_says_the_first_difference_in_words()
    {
        await DrawAsync(new JourneyTest { Name = "Declined", Outcome = "Approved", Acts = [new("ask", "Declined")] });
        SignIn(Roles.Admin);
        var page = Open();

        page.WaitForAssertion(() => Button(page, "Run all").Click());

        page.WaitForAssertion(() => Assert.Equal("1 of 1 failed.", page.Find(".notice-danger").TextContent));
        Assert.Equal("It ended with “Declined” instead of “Approved”.", page.Find("summary .error").TextContent);
        Assert.Contains("Decide → Over", page.Find(".test-path").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_happens_at_an_activity_is_chosen_among_its_own_outcomes()
    {
        await DrawAsync(new JourneyTest { Name = "Declined", Acts = [new("ask", "Declined")] });
        SignIn(Roles.Admin);

        var page = Open();

        page.WaitForAssertion(() => Assert.Equal(["approved", "declined", "nobody decides"], page.FindAll("select[aria-label=Outcome] option").Select(option => option.TextContent)));
    }

    [Fact]
    public async Task A_test_without_a_name_is_refused_at_the_field()
    {
        await DrawAsync();
        SignIn(Roles.Admin);
        var page = Open();
        page.WaitForElement(".empty button").Click();

        Button(page, "Save").Click();

        page.WaitForAssertion(() => Assert.StartsWith("Give the test a name", page.Find(".field-bad .error").TextContent, StringComparison.Ordinal));
        Assert.Equal(0, await StoreAsync(db => db.JourneyTests.CountAsync()));
    }

    [Fact]
    public async Task A_changed_test_is_no_longer_green_until_it_is_run_again()
    {
        await DrawAsync(new JourneyTest { Name = "Smooth" });
        SignIn(Roles.Admin);
        var page = Open();
        page.WaitForAssertion(() => Button(page, "Run all").Click());
        page.WaitForElement(".notice-success");

        Field(page, "Ends with outcome").Change("Declined");

        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".notice-success")));
        Assert.Contains("Not saved", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_reads_and_runs_and_changes_nothing()
    {
        await DrawAsync(new JourneyTest { Name = "Smooth" });
        SignIn(Roles.Agent);

        var page = Open();

        page.WaitForAssertion(() => Assert.NotNull(page.Find("fieldset[disabled]")));
        Assert.Equal(["Run all"], page.FindAll(".page-actions button").Select(b => b.TextContent.Replace("play_arrow", "", StringComparison.Ordinal).Trim()));
    }

    private IRenderedComponent<TestsPage> Open() => Render<TestsPage>(p => p.Add(c => c.Key, "ask-one"));

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<TestsPage> page, string words) => page.FindAll("button").Single(b => b.TextContent.Trim().EndsWith(words, StringComparison.Ordinal));

    private static AngleSharp.Dom.IElement Field(IRenderedComponent<TestsPage> page, string label)
    {
        var id = page.FindAll("label").First(l => l.TextContent.StartsWith(label, StringComparison.Ordinal)).GetAttribute("for");
        return page.Find("#" + id);
    }

    private async Task DrawAsync(params JourneyTest[] tests)
    {
        await FurnishAsync(Aurora, AskOne.Journey, AskOne.Draft);
        if (tests.Length == 0) return;
        var kept = new JourneyTests { JourneyKey = "ask-one" };
        kept.Write(tests);
        await FurnishAsync(kept);
    }
}

/// <summary>A journey that asks a colleague and ends with what was decided.</summary>
internal static class AskOne
{
    public static Journey Journey => new() { Key = "ask-one", Name = "Ask one" };

    public static JourneyVersion Draft => new()
    {
        Id = "v1", JourneyKey = "ask-one", Number = 1, CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch,
        Definition = """
            {"definitionId":"ask-one","name":"Ask one","version":1,"root":{"id":"flow","type":"Elsa.Flowchart","version":1,"activities":[
              {"id":"ask","type":"Portico.AgentDecision","version":1,"metadata":{"displayText":"Decide"},"title":{"typeName":"String","expression":{"type":"Literal","value":"Well?"}}},
              {"id":"over","type":"Portico.EndJourney","version":1,"metadata":{"displayText":"Over"},"outcome":{"typeName":"String","expression":{"type":"Literal","value":"Approved"}}},
              {"id":"no","type":"Portico.EndJourney","version":1,"metadata":{"displayText":"Over"},"outcome":{"typeName":"String","expression":{"type":"Literal","value":"Declined"}}},
              {"id":"lonely","type":"Portico.EndJourney","version":1,"metadata":{"displayText":"Nobody comes here"}}],
             "connections":[{"source":{"activity":"ask","port":"Approved"},"target":{"activity":"over","port":"In"}},{"source":{"activity":"ask","port":"Declined"},"target":{"activity":"no","port":"In"}},
              {"source":{"activity":"ask","port":"Expired"},"target":{"activity":"lonely","port":"In"}}]}}
            """,
    };
}
