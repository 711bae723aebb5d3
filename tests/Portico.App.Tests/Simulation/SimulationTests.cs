using System.Text.Json;
using Portico.App.Shared;
using Portico.App.Simulation;
using Portico.App.Tests.Journeys;
using Portico.App.Users;
using Portico.TestKit;
using Xunit.Abstractions;

namespace Portico.App.Tests.Simulation;

/// <summary>Many made-up customers walk through a draft before a real one does.</summary>
public sealed class SimulationTests(TestPortico platform, ITestOutputHelper output) : IClassFixture<TestPortico>
{
    private const string Day = "2026-11-22";

    [Fact]
    public async Task A_thousand_customers_walk_through_moving_in_within_ten_seconds()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();

        var report = await SimulateAsync("move-in", new(1_000, 1, Day, []));

        output.WriteLine($"1,000 customers in {clock.Elapsed.TotalSeconds:0.00} s");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"It took {clock.Elapsed}.");
        Assert.Equal(1_000, report.Ends.Sum(end => end.Customers));
        Assert.Equal(["Activated", "Expired", "Rejected"], report.Ends.Select(end => end.Outcome).Order());
        Assert.Empty(report.Faults);
        Assert.Empty(report.DeadEnds);
        Assert.Empty(report.NeverVisited);
        Assert.Equal(1_000, report.Funnel[0].Reached);
        Assert.All(report.Funnel, step => Assert.True(step.Finished <= step.Reached));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_report_and_another_one_another()
    {
        var first = await SimulateAsync("move-in", new(200, 7, Day, []));
        var second = await SimulateAsync("move-in", new(200, 7, Day, []));
        var other = await SimulateAsync("move-in", new(200, 8, Day, []));

        Assert.Equal(JsonSerializer.Serialize(first), JsonSerializer.Serialize(second));
        Assert.NotEqual(JsonSerializer.Serialize(first with { Seed = 0 }), JsonSerializer.Serialize(other with { Seed = 0 }));
    }

    [Fact]
    public async Task The_shares_of_the_outcomes_are_those_that_were_asked_for()
    {
        var steady = new[] { "about-you", "supply", "move-in-date", "tariff", "identity", "payment", "payment-retry", "consents", "summary" }.Select(form => new StopHabit(form, Share(("submitted", 1)), 1, 1));

        var report = await SimulateAsync("move-in", new(1_000, 3, Day, [.. steady, new("verify", Share(("approved", 70), ("declined", 30)), 2, 2)]));

        var rejected = report.Ends.Single(end => end.Outcome == "Rejected");
        Assert.InRange(rejected.Customers, 250, 350);
        Assert.True(rejected.Median >= TimeSpan.FromHours(7) && rejected.P90 < TimeSpan.FromHours(8), $"{rejected.Median} {rejected.P90}");
        Assert.Contains("An agent decides", report.NeverVisited);
        Assert.Equal(1_000, report.Calls.Single(call => call.Name == "Check the identity").Count);
    }

    [Fact]
    public async Task Who_drops_off_is_missing_from_the_next_step_on()
    {
        var report = await SimulateAsync("move-in", new(1_000, 5, Day, [new("about-you", Share(("submitted", 50), ("never", 50)), 0, 1)]));

        Assert.InRange(report.Funnel[0].Finished, 440, 560);
        Assert.Equal(report.Funnel[0].Finished, report.Funnel[1].Reached);
    }

    [Fact]
    public async Task A_step_without_a_time_limit_is_a_dead_end_for_those_who_do_not_come_back()
    {
        await platform.AsStaffAsync("aurora", Roles.Admin, (Portico.App.Journeys.SaveJourney.Handler save) => save.HandleAsync(new(Drawn.Sequence("leaky", Drawn.Activity("ask", "Portico.ShowForm", ("form", "supply")))), default));

        var report = await SimulateAsync("leaky", new(100, 1, Day, [new("ask", Share(("submitted", 50), ("never", 50)), 0, 1)]));

        var end = Assert.Single(report.DeadEnds);
        Assert.Equal(("ask", report.Ends.Single(e => !e.Ended).Customers), (end.Place, end.Customers));
    }

    [Fact]
    public async Task A_live_version_can_be_simulated_with_the_forms_it_was_published_with()
    {
        Assert.Equal(1, (await SimulateAsync("move-in", new(10, 1, Day, [], Version: 1))).Version);
        Assert.Equal("journey.not_found", (await TryAsync("move-in", new(10, 1, Day, [], Version: 99))).Error?.Code);
    }

    [Fact]
    public async Task What_is_wrong_with_a_request_is_said_at_its_place()
    {
        var no = await TryAsync("move-in", new(0, 1, "soon", [new("verify", Share(("approved", 0)), 0, 1), new("supply", Share(("submitted", 1)), 3, 2)]));

        Assert.Equal(["customers", "startsOn", "supply", "verify"], no.Error!.Fields!.Keys.Order());
    }

    [Fact]
    public async Task A_drawing_with_an_error_says_so_instead()
    {
        await platform.AsStaffAsync("aurora", Roles.Admin, (Portico.App.Journeys.SaveJourney.Handler save) => save.HandleAsync(new(Drawn.Sequence("unfinished", Drawn.Activity("ask", "Portico.ShowForm"))), default));

        Assert.Equal("journey.cannot_run", (await TryAsync("unfinished", new(10, 1, Day, []))).Error?.Code);
    }

    [Fact]
    public async Task An_agent_starts_no_simulation() =>
        Assert.Equal(403, (await platform.AsStaffAsync("aurora", Roles.Agent, (RunSimulation.Handler run) => run.HandleAsync("move-in", new(10, 1, Day, []), default))).Error?.Status);

    private static Dictionary<string, double> Share(params (string Outcome, double Share)[] shares) => shares.ToDictionary(share => share.Outcome, share => share.Share);

    private async Task<SimulationReport> SimulateAsync(string key, RunSimulation.Request request)
    {
        var report = await TryAsync(key, request);
        Assert.True(report.Ok, report.Error?.Text);
        return report.Value;
    }

    private Task<Result<SimulationReport>> TryAsync(string key, RunSimulation.Request request) => platform.AsStaffAsync("aurora", Roles.Admin, (RunSimulation.Handler run) => run.HandleAsync(key, request, default));
}
