using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Portico.App.Outbox;
using Portico.App.Starters;
using Portico.App.Tests.Journeys;
using Portico.TestKit;
using Portico.Workflows;

namespace Portico.App.Tests.Starters;

/// <summary>Journeys that start by the clock: each time once, however many nodes there are and however long they slept.</summary>
public abstract class ScheduleTests(TestPortico platform)
{
    [Fact]
    public async Task A_timer_starts_a_case_each_time_until_the_journey_is_retracted()
    {
        await platform.PublishAsync(Drawn.Sequence("hourly", Drawn.Starting("t", "Elsa.Timer", ("interval", "01:00:00")), Drawn.Line("say", "on time")));

        await platform.AdvanceAsync(TimeSpan.FromMinutes(59));
        var before = (await platform.CasesAsync("hourly")).Count;
        for (var hour = 0; hour < 3; hour++) await platform.AdvanceAsync(TimeSpan.FromHours(1));
        await platform.RetractAsync("hourly");
        await platform.AdvanceAsync(TimeSpan.FromHours(3));

        Assert.Equal((0, 3), (before, (await platform.CasesAsync("hourly")).Count));
        Assert.Equal(["on time"], await platform.LinesAsync((await platform.CasesAsync("hourly"))[0].Number));
        Assert.Empty(await platform.InStoreAsync("aurora", db => db.Starters.Where(s => s.JourneyKey == "hourly").ToListAsync()));
    }

    [Fact]
    public async Task What_was_missed_happens_once_and_then_goes_on_in_step()
    {
        await platform.PublishAsync(Drawn.Sequence("missed", Drawn.Starting("t", "Elsa.Timer", ("interval", "01:00:00"))));

        await platform.AdvanceAsync(TimeSpan.FromHours(5.5));
        var afterSleep = (await platform.CasesAsync("missed")).Count;
        await platform.AdvanceAsync(TimeSpan.FromMinutes(31));

        Assert.Equal((1, 2), (afterSleep, (await platform.CasesAsync("missed")).Count));
        await platform.RetractAsync("missed");
    }

    [Fact]
    public async Task Nine_o_clock_is_nine_by_the_clock_of_the_tenant()
    {
        // Aurora is in Britain. Whatever the season, its nine o'clock is the one to meet.
        await platform.PublishAsync(Drawn.Sequence("nine", Drawn.Starting("c", "Elsa.Cron", ("cronExpression", "0 0 9 * * *"))));
        var london = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

        var due = await DueAsync("nine");
        await platform.AdvanceAsync(due.DueAt - platform.Clock.GetUtcNow());

        Assert.Equal(9, TimeZoneInfo.ConvertTime(due.DueAt, london).Hour);
        var started = Assert.Single(await platform.CasesAsync("nine"));
        Assert.Equal("Europe/London", started.Zone);
        Assert.Equal(9, TimeZoneInfo.ConvertTime((await DueAsync("nine")).DueAt, london).Hour);
        await platform.RetractAsync("nine");
    }

    [Fact]
    public async Task A_fixed_time_happens_once_also_when_the_journey_is_published_again()
    {
        var at = platform.Clock.GetUtcNow().AddDays(1).ToString("O");
        await platform.PublishAsync(Drawn.Sequence("once", Drawn.Starting("s", "Elsa.StartAt", ("dateTime", at))));

        await platform.AdvanceAsync(TimeSpan.FromDays(1.1));
        await platform.PublishAsync(Drawn.Sequence("once", Drawn.Starting("s", "Elsa.StartAt", ("dateTime", at)), Drawn.Line("say", "changed")));
        await platform.AdvanceAsync(TimeSpan.FromDays(1));

        Assert.Single(await platform.CasesAsync("once"));
    }

    [Fact]
    public async Task A_new_version_keeps_the_time_of_a_timer_that_did_not_change_and_starts_the_new_drawing()
    {
        await platform.PublishAsync(Drawn.Sequence("kept", Drawn.Starting("t", "Elsa.Timer", ("interval", "1.00:00:00"))));
        var due = (await DueAsync("kept")).DueAt;
        await platform.AdvanceAsync(TimeSpan.FromHours(20));

        await platform.PublishAsync(Drawn.Sequence("kept", Drawn.Starting("t", "Elsa.Timer", ("interval", "1.00:00:00")), Drawn.Line("say", "second drawing")));

        Assert.Equal(due, (await DueAsync("kept")).DueAt);
        await platform.AdvanceAsync(TimeSpan.FromHours(4));
        var started = Assert.Single(await platform.CasesAsync("kept"));
        Assert.Equal(2, started.JourneyVersion);
        await platform.RetractAsync("kept");
    }

    [Fact]
    public async Task Of_two_nodes_one_starts_the_case()
    {
        await platform.PublishAsync(Drawn.Sequence("nodes", Drawn.Starting("t", "Elsa.Timer", ("interval", "00:10:00"))));
        var neighbour = platform.Neighbour();
        await neighbour.StartAsync();
        try
        {
            for (var round = 0; round < 6; round++)
            {
                neighbour.Clock.Advance(TimeSpan.FromMinutes(10));
                platform.Clock.Advance(TimeSpan.FromMinutes(10));
                neighbour.Service<OutboxSignal>().Wake();
                platform.Service<OutboxSignal>().Wake();
                await platform.DrainAsync();
                await neighbour.DrainAsync();
            }

            Assert.Equal(6, (await platform.CasesAsync("nodes")).Count);
        }
        finally
        {
            await neighbour.StopAsync();
            await platform.RetractAsync("nodes");
        }
    }

    [Fact]
    public async Task A_journey_that_allows_one_case_does_not_start_a_second_and_says_so()
    {
        var drawing = Drawn.Sequence("single", Drawn.Starting("t", "Elsa.Timer", ("interval", "01:00:00")), Drawn.Activity("wait", "Elsa.Event", ("eventName", "never")));
        drawing["options"] = new System.Text.Json.Nodes.JsonObject { ["activationStrategyType"] = "Elsa.Workflows.ActivationValidators.SingletonStrategy, Elsa.Workflows.Core" };
        await platform.PublishAsync(drawing);

        for (var hour = 0; hour < 3; hour++) await platform.AdvanceAsync(TimeSpan.FromHours(1));
        using var refused = await platform.Customer("aurora").PostAsJsonAsync("/api/v1/journeys/single/cases", new { locale = "en" });

        Assert.Equal(409, (int)refused.StatusCode);
        Assert.Contains("case.already_running", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Single(await platform.CasesAsync("single"));
        await platform.RetractAsync("single");
    }

    private Task<Due> DueAsync(string journey) => platform.InStoreAsync("aurora", db => db.Starters.Where(s => s.JourneyKey == journey).Join(db.Due.AsNoTracking(), s => s.Id, d => d.CaseId, (_, due) => due).SingleAsync());
}

public sealed class SchedulesOnSqliteTests(TestPortico platform) : ScheduleTests(platform), IClassFixture<TestPortico>;

public sealed class SchedulesOnPostgresTests(TestPorticoOnPostgres platform) : ScheduleTests(platform), IClassFixture<TestPorticoOnPostgres>;
