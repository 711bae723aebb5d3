using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Journeys;
using Portico.App.Pilots;
using Portico.App.Shared;
using Portico.App.Tests.Journeys;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Pilots;

/// <summary>What an admin reads before he scales or stops.</summary>
public abstract class ReadPilotTests(TestPortico platform)
{
    private static readonly string[] Asks = [Drawn.Activity("you", "Portico.ShowForm", ("form", "about-you")), Drawn.Activity("home", "Portico.ShowForm", ("form", "supply"))];

    [Fact]
    public async Task Each_group_is_counted_with_its_steps_and_its_time_and_goes_on_being_counted_after_the_end()
    {
        // The new version asks for the home first.
        var pilot = await PilotAsync("counted", 50, [Asks[0], Asks[1]], [Asks[1]]);
        var (tried, live) = await CustomersAsync("counted", 12);
        foreach (var customer in tried) await customer.FinishAsync();
        await platform.AdvanceAsync(TimeSpan.FromHours(3));
        foreach (var customer in live.Take(9)) await customer.FinishAsync();
        await live[9].SubmitAsync();
        await platform.AsStaffAsync("aurora", Roles.Agent, (CancelCase.Handler cancel) => cancel.HandleAsync(live[10].Number, default));

        await platform.AsStaffAsync("aurora", Roles.Admin, (EndPilot.Handler end) => end.HandleAsync(pilot, PilotEnd.Stopped, default));
        await live[9].FinishAsync();
        var report = (await ReadAsync("counted", pilot)).Shown!;

        Assert.Equal((tried.Count, tried.Count, 0, 0, 0), (report.Pilot.Started, report.Pilot.Completed, report.Pilot.Cancelled, report.Pilot.Incidents, report.Pilot.UnderWay));
        Assert.Equal((live.Count, 10, 1, 0, live.Count - 11), (report.Control.Started, report.Control.Completed, report.Control.Cancelled, report.Control.Incidents, report.Control.UnderWay));
        Assert.Equal(10.0 / live.Count, report.Control.Completion!.Value);
        Assert.InRange(report.Control.Time!.Value, TimeSpan.FromHours(3), TimeSpan.FromHours(3.1));
        Assert.InRange(report.Pilot.Time!.To, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        var (home, you) = (report.Steps[0], report.Steps[1]);
        Assert.Equal((tried.Count, tried.Count), (home.Pilot!.Reached, home.Pilot.Finished));
        Assert.Equal((10, 10), (home.Control!.Reached, home.Control.Finished));
        Assert.Null(you.Pilot); // the new version has no such step
        Assert.Equal((live.Count, 10), (you.Control!.Reached, you.Control.Finished));
        Assert.Equal(ReadPilot.Verdict.NotEnough, report.Verdict);
        Assert.False(report.Capped);
    }

    [Theory]
    [InlineData(150, 120, 150, 75, ReadPilot.Verdict.Better)]
    [InlineData(150, 75, 150, 120, ReadPilot.Verdict.Worse)]
    [InlineData(150, 80, 150, 75, ReadPilot.Verdict.NoDifference)]
    [InlineData(99, 99, 150, 1, ReadPilot.Verdict.NotEnough)]
    public async Task A_verdict_needs_enough_cases_and_an_interval_that_leaves_out_zero(int tried, int triedDone, int live, int liveDone, ReadPilot.Verdict verdict)
    {
        var key = $"verdict-{verdict.ToString().ToLowerInvariant()}";
        var pilot = await PilotAsync(key, 20, [Asks[0]], [Asks[1]]);
        await FurnishAsync(key, pilot, PilotGroup.Pilot, tried, triedDone);
        await FurnishAsync(key, pilot, PilotGroup.Control, live, liveDone);

        var report = (await ReadAsync(key)).Shown!;

        Assert.Equal((tried, triedDone, live, liveDone), (report.Pilot.Started, report.Pilot.Completed, report.Control.Started, report.Control.Completed));
        Assert.Equal(verdict, report.Verdict);
        Assert.Equal((double)triedDone / tried - (double)liveDone / live, report.Difference!.Value, 12);
    }

    [Fact]
    public async Task Of_very_many_the_first_ten_thousand_are_counted_and_it_is_said()
    {
        var pilot = await PilotAsync("many", 50, [Asks[0]], [Asks[1]]);
        await FurnishAsync("many", pilot, PilotGroup.Pilot, ReadPilot.MostCases + 30, ReadPilot.MostCases);
        await FurnishAsync("many", pilot, PilotGroup.Control, 120, 60);

        var report = (await ReadAsync("many")).Shown!;

        Assert.Equal((ReadPilot.MostCases, 120, true), (report.Pilot.Started, report.Control.Started, report.Capped));
    }

    [Fact]
    public async Task A_pilot_on_which_nobody_started_yet_has_figures_and_no_verdict()
    {
        await PilotAsync("empty", 5, [Asks[0]], [Asks[1]]);

        var view = await ReadAsync("empty");

        Assert.Equal((0, null, null), (view.Shown!.Pilot.Started, view.Shown.Pilot.Completion, view.Shown.Difference));
        Assert.Equal((ReadPilot.Verdict.NotEnough, 1, 2), (view.Shown.Verdict, view.Live, view.Newest));
        Assert.Null(view.Shown.Pilot.Time);
    }

    [Fact]
    public async Task A_journey_without_a_pilot_has_nothing_to_show()
    {
        await platform.PublishAsync(Drawn.Sequence("plain", Asks[0]));

        var view = await ReadAsync("plain");

        Assert.Empty(view.Pilots);
        Assert.Null(view.Shown);
    }

    private async Task<Guid> PilotAsync(string key, int percent, string[] live, string[] tried)
    {
        await platform.PublishAsync(Drawn.Sequence(key, live));
        await platform.AsStaffAsync("aurora", Roles.Admin, (SaveJourney.Handler save) => save.HandleAsync(new(Drawn.Sequence(key, tried)), default));
        var words = await platform.WordsAsync("aurora", key);
        var started = await platform.AsStaffAsync("aurora", Roles.Admin, (StartPilot.Handler start) => start.HandleAsync(key, new(percent, null, words), default));
        Assert.True(started.Ok, started.Error?.Text);
        return started.Value;
    }

    private Task<ReadPilot.View> ReadAsync(string key, Guid? pilot = null) => platform.AsStaffAsync("aurora", Roles.Agent, async (ReadPilot.Handler read) => (await read.HandleAsync(key, pilot, default)).Value);

    /// <summary>At half everybody is in one of the two groups.</summary>
    private async Task<(List<ApiCustomer> Tried, List<ApiCustomer> Live)> CustomersAsync(string key, int least)
    {
        var (tried, live) = (new List<ApiCustomer>(), new List<ApiCustomer>());
        while (Math.Min(tried.Count, live.Count) < least)
        {
            var customer = await ApiCustomer.StartAsync(platform.Customer("aurora"), key, "en");
            (customer.Case.Version == 2 ? tried : live).Add(customer);
        }

        return (tried, live);
    }

    /// <summary>Cases as they would lie there, the first ones completed after an hour.</summary>
    private Task<int> FurnishAsync(string key, Guid pilot, PilotGroup group, int started, int completed) => platform.InStoreAsync("aurora", async db =>
    {
        var version = await db.JourneyVersions.AsNoTracking().SingleAsync(v => v.JourneyKey == key && v.Number == (group == PilotGroup.Pilot ? 2 : 1));
        var now = platform.Clock.GetUtcNow();
        var cases = Enumerable.Range(0, started).Select(n => new Case
        {
            Id = platform.Service<Ids>().New(), Number = platform.Service<Ids>().CaseNumber(), JourneyKey = key, JourneyVersionId = version.Id, JourneyVersion = version.Number, Locale = "en", Seed = 1,
            StartedAt = now.AddMilliseconds(n), TokenHash = $"{key}{group}{n}", PilotId = pilot, PilotGroup = group,
        }).ToList();
        db.AddRange(cases);
        await db.SaveChangesAsync();
        var until = now.AddMilliseconds(completed);
        return await db.Cases.Where(c => c.PilotId == pilot && c.PilotGroup == group && c.StartedAt < until)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Status, CaseStatus.Completed).SetProperty(c => c.EndedAt, now.AddHours(1)));
    });
}

public sealed class ReadPilotOnSqliteTests(TestPortico platform) : ReadPilotTests(platform), IClassFixture<TestPortico>;

public sealed class ReadPilotOnPostgresTests(TestPorticoOnPostgres platform) : ReadPilotTests(platform), IClassFixture<TestPorticoOnPostgres>;
