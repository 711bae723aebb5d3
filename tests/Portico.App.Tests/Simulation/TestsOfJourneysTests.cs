using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Simulation;
using Portico.App.Tests.Journeys;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Simulation;

/// <summary>An admin writes down how a case has to go, and is told in words where the drawing goes otherwise.</summary>
public sealed class TestsOfJourneysTests(TestPortico platform) : IClassFixture<TestPortico>
{
    [Fact]
    public async Task What_is_not_said_goes_smoothly()
    {
        var verdict = await RunAsync("move-in", new JourneyTest { Name = "Smooth", Outcome = "Activated", Passes = ["consents"], Avoids = ["payment-retry", "tell-rejected"] });

        Assert.Null(verdict.Difference);
        Assert.Equal(("Activated", TimeSpan.Zero), (verdict.Outcome, verdict.Duration));
    }

    [Fact]
    public async Task The_answers_of_a_test_decide_about_the_way()
    {
        var verdict = await RunAsync("move-in", new JourneyTest { Name = "Card", Answers = [new("paymentMethod", "card")], Outcome = "Activated", Passes = ["pay-card"], Avoids = ["pay-direct-debit"] });

        Assert.Null(verdict.Difference);
    }

    [Fact]
    public async Task A_provider_that_refuses_first_and_agrees_then_is_two_lines()
    {
        var verdict = await RunAsync("move-in", new JourneyTest
        {
            Name = "Second try", Answers = [new("paymentMethod", "card")], Acts = [new("pay-card", "refused"), new("pay-card", "active", AfterHours: 2)], Outcome = "Activated", Passes = ["payment-retry"],
        });

        Assert.Null(verdict.Difference);
        Assert.Equal(TimeSpan.FromHours(2), verdict.Duration);
    }

    [Fact]
    public async Task A_provider_that_never_answers_is_waited_for_until_its_time_is_over_and_an_agent_decides()
    {
        var verdict = await RunAsync("move-in", new JourneyTest { Name = "Silence", Acts = [new("verify", "never"), new("review", "Declined", AfterHours: 1)], Outcome = "Rejected", Passes = ["review"] });

        Assert.Null(verdict.Difference);
        Assert.Equal(TimeSpan.FromHours(73), verdict.Duration);
    }

    [Fact]
    public async Task A_customer_who_does_not_come_back_expires_after_thirty_virtual_days()
    {
        var verdict = await RunAsync("move-in", new JourneyTest { Name = "Gone", Acts = [new("supply", "never")], Outcome = "Expired" });

        Assert.Null(verdict.Difference);
        Assert.Equal(TimeSpan.FromDays(30), verdict.Duration);
    }

    [Theory]
    [InlineData("Rejected", null, null, "It ended with “Activated” instead of “Rejected”.")]
    [InlineData("Activated", "tell-rejected", null, "It did not come to “Say why we stop”.")]
    [InlineData("Activated", null, "welcome", "It came to “Welcome the customer”.")]
    [InlineData("Activated", "no-such", null, "The drawing has no activity “no-such” any more.")]
    public async Task The_first_difference_is_said_in_words(string outcome, string? passes, string? avoids, string words)
    {
        var verdict = await RunAsync("move-in", new JourneyTest { Name = "Red", Outcome = outcome, Passes = passes is null ? [] : [passes], Avoids = avoids is null ? [] : [avoids] });

        Assert.Equal(words, verdict.Difference);
    }

    [Fact]
    public async Task Answers_that_the_form_refuses_are_said_with_its_own_words()
    {
        var verdict = await RunAsync("move-in", new JourneyTest { Name = "Too young", Answers = [new("dateOfBirth", "2026-01-01")], StartsOn = "2026-11-22" });

        Assert.StartsWith("At “About you”: The form refuses the answers: dateOfBirth:", verdict.Difference, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_that_nobody_ends_is_found()
    {
        await DrawAsync("waits-for-ever", Drawn.Activity("ask", "Portico.AgentDecision", ("title", "Well?")));

        var verdict = await RunAsync("waits-for-ever", new JourneyTest { Name = "Nobody", Acts = [new("ask", "never")] });

        Assert.StartsWith("At “ask”: It waits for ever", verdict.Difference, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_is_found_with_the_words_of_its_incident()
    {
        await DrawAsync("faulty", Drawn.Activity("boom", "Elsa.Fault", ("code", "no.good"), ("message", "No good.")));

        var verdict = await RunAsync("faulty", new JourneyTest { Name = "Fault" });

        Assert.Contains("No good.", verdict.Difference, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journey_that_goes_round_in_a_circle_is_stopped()
    {
        await DrawAsync("circle", """{"id":"loop","type":"Elsa.While","version":1,"condition":{"typeName":"Boolean","expression":{"type":"Literal","value":true}},"body":{"id":"again","type":"Elsa.Delay","version":1,"timeSpan":{"typeName":"TimeSpan","expression":{"type":"Literal","value":"01:00:00"}}}}""");

        var verdict = await RunAsync("circle", new JourneyTest { Name = "Round" });

        Assert.Contains("goes round in a circle", verdict.Difference, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fourteen_days_of_cooling_off_take_less_than_a_second()
    {
        await DrawAsync("cooling-off", Drawn.Activity("clock", "Portico.WaitUntil", ("days", "14")));
        var clock = System.Diagnostics.Stopwatch.StartNew();

        var verdict = await RunAsync("cooling-off", new JourneyTest { Name = "Cooling off", StartsOn = "2026-11-22" });

        Assert.Null(verdict.Difference);
        Assert.InRange(verdict.Duration, TimeSpan.FromDays(14), TimeSpan.FromDays(15));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"It took {clock.Elapsed}.");
    }

    [Fact]
    public async Task Two_people_decide_where_two_are_needed()
    {
        await DrawAsync("four-eyes", Drawn.Activity("ask", "Portico.AgentDecision", ("title", "Well?"), ("fourEyes", "True")));

        Assert.Null((await RunAsync("four-eyes", new JourneyTest { Name = "Two" })).Difference);
    }

    [Fact]
    public async Task Events_arrive_and_requests_are_answered()
    {
        await DrawAsync("hears", Drawn.Activity("paid", "Elsa.Event", ("eventName", "Paid")), Drawn.Activity("call", "Elsa.SendHttpRequest", ("url", "https://example.com/x")), Drawn.Line("after", "x"));

        Assert.Null((await RunAsync("hears", new JourneyTest { Name = "Hears", Passes = ["after"] })).Difference);
    }

    [Fact]
    public async Task An_event_that_the_journey_publishes_reaches_the_branch_that_waits_for_it()
    {
        await DrawAsync("tells", $$"""{"id":"both","type":"Elsa.Parallel","version":1,"activities":[{{Drawn.Activity("heard", "Elsa.Event", ("eventName", "Paid"))}},{{Drawn.Activity("tell", "Elsa.PublishEvent", ("eventName", "Paid"))}}]}""");

        Assert.Null((await RunAsync("tells", new JourneyTest { Name = "Tells", Acts = [new("heard", "never")] })).Difference);
    }

    [Fact]
    public async Task A_journey_that_is_started_runs_too_and_its_stops_are_named_behind_its_key()
    {
        await platform.PublishAsync(Drawn.Sequence("sub-check", Drawn.Activity("ask", "Portico.AgentDecision", ("title", "Well?"))));
        await DrawAsync("starts-one", Drawn.Activity("child", "Elsa.ExecuteWorkflow", ("workflowDefinitionId", "sub-check"), ("waitForCompletion", "True")), Drawn.Line("after", "done"));

        var smooth = await RunAsync("starts-one", new JourneyTest { Name = "Smooth", Acts = [new("sub-check/ask", "Approved", AfterHours: 5)], Passes = ["after"] });
        var stuck = await RunAsync("starts-one", new JourneyTest { Name = "Stuck", Acts = [new("sub-check/ask", "never")] });

        Assert.Equal((null, TimeSpan.FromHours(5)), (smooth.Difference, smooth.Duration));
        Assert.Contains("waits for ever", stuck.Difference, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_outcome_that_can_be_chosen_for_a_provider_is_one_that_the_engine_knows()
    {
        var stops = (await ReadAsync("move-in")).Stops;
        var all = stops.Where(stop => stop.Kind == StopKind.Provider).SelectMany(stop => stop.Outcomes.Where(outcome => outcome != Stop.Never).Select(outcome => (stop, outcome))).ToList();
        Assert.NotEmpty(all);

        foreach (var (stop, outcome) in all)
        {
            var verdict = await RunAsync("move-in", new JourneyTest
            {
                Name = $"{stop.Id} {outcome}", Answers = [new("paymentMethod", stop.Id == "pay-card" ? "card" : "direct-debit")], Acts = [new(stop.Id, outcome), new(stop.Id, stop.Outcomes[0])], Passes = [stop.Id],
            });
            Assert.True(verdict.Passed, $"{verdict.Name}: {verdict.Difference}");
        }
    }

    [Fact]
    public async Task Only_an_admin_saves_tests_and_it_is_recorded()
    {
        await DrawAsync("guarded", Drawn.Line("line", "x"));
        var test = new JourneyTest { Name = "One" };

        var agent = await SaveAsync("guarded", new(0, false, [test]), Roles.Agent);
        var admin = await SaveAsync("guarded", new(0, false, [test]));

        Assert.Equal((403, true), (agent.Error?.Status, admin.Ok));
        Assert.Contains(await platform.InStoreAsync("aurora", db => db.Audit.AsNoTracking().ToListAsync()), entry => entry is { Action: "journey.tests_saved", Subject: "journey:guarded" });
    }

    [Fact]
    public async Task Who_started_from_an_older_page_is_told_and_overwrites_nothing()
    {
        await DrawAsync("raced", Drawn.Line("line", "x"));
        await SaveAsync("raced", new(0, false, [new() { Name = "First" }]));

        var late = await SaveAsync("raced", new(0, false, [new() { Name = "Second" }]));

        Assert.Equal("tests.changed_meanwhile", late.Error?.Code);
        Assert.Equal("First", Assert.Single((await ReadAsync("raced")).Tests).Name);
    }

    [Fact]
    public async Task What_is_wrong_with_a_test_is_said_at_its_place()
    {
        await DrawAsync("wrong", Drawn.Line("line", "x"));

        var saved = await SaveAsync("wrong", new(0, false, [new() { Name = "A" }, new() { Name = "A", StartsOn = "tomorrow", Answers = [new("", "x")], Acts = [new("", "", AfterHours: -1)] }]));

        Assert.Equal(["tests.1.acts.0.afterHours", "tests.1.acts.0.outcome", "tests.1.acts.0.stop", "tests.1.answers.0.field", "tests.1.name", "tests.1.startsOn"], saved.Error!.Fields!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_journey_whose_tests_are_required_is_published_only_when_they_pass()
    {
        await DrawAsync("required", Drawn.Line("line", "x"));
        await SaveAsync("required", new(0, Required: true, [new() { Name = "Impossible", Outcome = "Never" }]));

        var refused = await PublishAsync("required");
        await SaveAsync("required", new(1, Required: true, [new() { Name = "Possible", Passes = ["line"] }]));
        var published = await PublishAsync("required");

        Assert.Equal("journey.has_errors", refused.Error?.Code);
        Assert.StartsWith("It ended without an outcome instead of with “Never”.", Assert.Single(refused.Error!.Fields!["Test “Impossible”"]), StringComparison.Ordinal);
        Assert.True(published.Ok, published.Error?.Text);
    }

    private Task<Result<PublishJourney.Response>> PublishAsync(string key) => platform.PublishAsync("aurora", key);

    private async Task<TestVerdict> RunAsync(string key, JourneyTest test)
    {
        var saved = await SaveAsync(key, new((await ReadAsync(key)).Revision, false, [test]));
        Assert.True(saved.Ok, saved.Error?.Text);
        var run = await platform.AsStaffAsync("aurora", Roles.Agent, (RunTests.Handler handler) => handler.HandleAsync(key, test.Name, null, default));
        Assert.True(run.Ok, run.Error?.Text);
        return Assert.Single(run.Value);
    }

    private async Task<ReadTests.Response> ReadAsync(string key) => (await platform.AsStaffAsync("aurora", Roles.Agent, (ReadTests.Handler read) => read.HandleAsync(key, default))).Value;

    private Task<Result<int>> SaveAsync(string key, SaveTests.Request request, string role = Roles.Admin) => platform.AsStaffAsync("aurora", role, (SaveTests.Handler save) => save.HandleAsync(key, request, default));

    private async Task DrawAsync(string key, params string[] activities)
    {
        var saved = await platform.AsStaffAsync("aurora", Roles.Admin, (SaveJourney.Handler save) => save.HandleAsync(new(Drawn.Sequence(key, activities)), default));
        Assert.True(saved.Ok, saved.Error?.Text);
    }
}
