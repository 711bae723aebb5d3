using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Events;
using Portico.App.Outbox;
using Portico.App.Tests.Journeys;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Events;

/// <summary>What one case makes known reaches those who wait for it, once each, and nobody of another tenant.</summary>
public abstract class EventTests(TestPortico platform)
{
    [Fact]
    public async Task An_event_reaches_every_case_that_waits_for_it_and_brings_what_it_brings()
    {
        var name = await JourneysAsync("reach");
        var (one, other) = (await platform.StartAsync($"{name}-wait"), await platform.StartAsync($"{name}-wait"));

        await platform.StartAsync($"{name}-tell");
        await platform.DrainAsync();

        Assert.Equal(["got 42"], await platform.LinesAsync(one.Number));
        Assert.Equal(["got 42"], await platform.LinesAsync(other.Number));
        Assert.Equal(("completed", "completed"), ((await one.ReadAsync()).Status, (await other.ReadAsync()).Status));
        Assert.Empty(await WaitsAsync(name));
    }

    [Fact]
    public async Task An_event_that_comes_first_is_kept_for_the_first_who_waits_and_for_nobody_else()
    {
        var name = await JourneysAsync("early");
        await platform.StartAsync($"{name}-tell");
        await platform.AdvanceAsync(TimeSpan.FromDays(6));

        var first = await platform.StartAsync($"{name}-wait");
        await platform.DrainAsync();
        var second = await platform.StartAsync($"{name}-wait");
        await platform.DrainAsync();

        Assert.Equal(("completed", "waiting"), ((await first.ReadAsync()).Status, (await second.ReadAsync()).Status));
    }

    [Fact]
    public async Task After_its_time_an_event_reaches_nobody_and_an_admin_sees_it_unmatched_without_its_content()
    {
        var name = await JourneysAsync("late");
        await platform.StartAsync($"{name}-tell");
        await platform.AdvanceAsync(TimeSpan.FromDays(7.1));

        var late = await platform.StartAsync($"{name}-wait");
        await platform.DrainAsync();

        Assert.Equal("waiting", (await late.ReadAsync()).Status);
        var shown = await platform.AsStaffAsync("aurora", Roles.Admin, (ListEvents.Handler list) => list.HandleAsync(new(0, 100, EventState.Unmatched), default));
        Assert.Single(shown.Value.Rows, row => row.Name == name);
        Assert.All(await EventsAsync(name), e => Assert.Null(e.Payload));
        Assert.Equal(403, (await platform.AsStaffAsync("aurora", Roles.Agent, (ListEvents.Handler list) => list.HandleAsync(new(0, 10), default))).Error?.Status);
        await platform.AdvanceAsync(TimeSpan.FromDays(31));
        Assert.Empty(await EventsAsync(name));
    }

    [Fact]
    public async Task A_loop_that_waits_again_takes_one_event_each_time_round()
    {
        await platform.PublishAsync(Drawn.Sequence("loop-wait", """
            {"id":"again","type":"Elsa.For","version":1,"start":{"typeName":"Int32","expression":{"type":"Literal","value":"1"}},"end":{"typeName":"Int32","expression":{"type":"Literal","value":"3"}},
             "body":{"id":"inner","type":"Elsa.Event","version":1,"eventName":{"typeName":"String","expression":{"type":"Literal","value":"tick"}}}}
            """));
        await platform.PublishAsync(Drawn.Sequence("loop-tell", Drawn.Activity("tell", "Elsa.PublishEvent", ("eventName", "tick"))));
        var waiting = await platform.StartAsync("loop-wait");

        // All at once: only one of them can have the wait, and the others are kept for the next.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => platform.StartAsync("loop-tell")));
        await platform.DrainAsync();
        await platform.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal("completed", (await waiting.ReadAsync()).Status);
        Assert.Equal(3, (await platform.JournalAsync("aurora", waiting.Number)).Count(e => e.Kind == "event.received"));
        Assert.Equal([EventState.Received, EventState.Received, EventState.Received, EventState.Kept], (await EventsAsync("tick")).Select(e => e.State).OrderBy(s => s == EventState.Kept));
    }

    [Fact]
    public async Task An_event_for_a_reference_reaches_that_reference_only()
    {
        await platform.PublishAsync(Drawn.Sequence("ref-wait", Drawn.Activity("ref", "Elsa.Correlate", ("correlationId", "js:getWorkflowInstanceId()")), Drawn.Activity("wait", "Elsa.Event", ("eventName", "for-one"))));
        var (one, other) = (await platform.StartAsync("ref-wait"), await platform.StartAsync("ref-wait"));
        await platform.PublishAsync(Drawn.Sequence("ref-tell", Drawn.Activity("tell", "Elsa.PublishEvent", ("eventName", "for-one"), ("correlationId", one.Number))));

        await platform.StartAsync("ref-tell");
        await platform.DrainAsync();

        Assert.Equal(("completed", "waiting"), ((await one.ReadAsync()).Status, (await other.ReadAsync()).Status));
    }

    [Fact]
    public async Task A_local_event_is_heard_by_its_own_case_only()
    {
        await platform.PublishAsync(Drawn.Sequence("local-other", Drawn.Activity("wait", "Elsa.Event", ("eventName", "mine"))));
        await platform.PublishAsync(Drawn.Sequence("local", Drawn.Activity("tell", "Elsa.PublishEvent", ("eventName", "mine"), ("isLocalEvent", "True")), Drawn.Activity("wait", "Elsa.Event", ("eventName", "mine"))));
        var other = await platform.StartAsync("local-other");

        var own = await platform.StartAsync("local");
        await platform.DrainAsync();

        Assert.Equal(("completed", "waiting"), ((await own.ReadAsync()).Status, (await other.ReadAsync()).Status));
    }

    [Fact]
    public async Task An_event_of_another_tenant_is_not_heard()
    {
        var name = await JourneysAsync("tenants");
        await JourneysAsync("tenants", "clearwater");
        var ours = await platform.StartAsync($"{name}-wait");

        await platform.StartAsync($"{name}-tell", "clearwater");
        await platform.DrainAsync();

        Assert.Equal("waiting", (await ours.ReadAsync()).Status);
    }

    [Fact]
    public async Task An_event_starts_one_case_of_each_journey_that_begins_with_it()
    {
        await platform.PublishAsync(Drawn.Sequence("born", Drawn.Starting("begin", "Elsa.Event", ("eventName", "birth")), Drawn.Line("say", "js:'began with ' + getLastResult()")));
        await platform.PublishAsync(Drawn.Sequence("birth-tell", Drawn.Activity("tell", "Elsa.PublishEvent", ("eventName", "birth"), ("payload", "js:7"))));

        await platform.StartAsync("birth-tell");
        await platform.DrainAsync();

        var born = Assert.Single(await platform.CasesAsync("born"));
        Assert.Equal((CaseStatus.Completed, 1), (born.Status, born.Depth));
        Assert.Equal(["began with 7"], await platform.LinesAsync(born.Number));
        await platform.RetractAsync("born");
        await platform.StartAsync("birth-tell");
        await platform.DrainAsync();
        Assert.Single(await platform.CasesAsync("born"));
    }

    [Fact]
    public async Task A_journey_that_feeds_itself_ends_and_it_is_on_record()
    {
        await platform.PublishAsync(Drawn.Sequence("echo", Drawn.Starting("begin", "Elsa.Event", ("eventName", "echo")), Drawn.Activity("tell", "Elsa.PublishEvent", ("eventName", "echo"))));
        await platform.PublishAsync(Drawn.Sequence("shout", Drawn.Activity("tell", "Elsa.PublishEvent", ("eventName", "echo"))));

        await platform.StartAsync("shout");
        await platform.DrainAsync();

        Assert.Equal(7, (await platform.CasesAsync("echo")).Count);
        Assert.True(await platform.InStoreAsync("aurora", db => db.Set<Portico.App.Audit.AuditEntry>().AnyAsync(a => a.Action == "case.not_started" && a.Subject == "journey:echo" && a.Data.Contains("workflow.too_deep"))));
    }

    [Fact]
    public async Task Two_cases_that_push_each_other_for_ever_end_at_an_incident()
    {
        await platform.PublishAsync(Drawn.Sequence("ping", Drawn.ForEver(Drawn.Activity("wait", "Elsa.Event", ("eventName", "ping")), Drawn.Activity("tell", "Elsa.PublishEvent", ("eventName", "pong")))));
        await platform.PublishAsync(Drawn.Sequence("pong", Drawn.ForEver(Drawn.Activity("wait", "Elsa.Event", ("eventName", "pong")), Drawn.Activity("tell", "Elsa.PublishEvent", ("eventName", "ping")))));
        await platform.PublishAsync(Drawn.Sequence("serve", Drawn.Activity("tell", "Elsa.PublishEvent", ("eventName", "ping"))));
        var (ping, pong) = (await platform.StartAsync("ping"), await platform.StartAsync("pong"));

        await platform.StartAsync("serve");
        await platform.DrainAsync();

        // The first has no hops, the last that is delivered has 64; the one after it is told to people instead.
        var heard = await Task.WhenAll(HeardAsync(ping.Number), HeardAsync(pong.Number));
        Assert.Equal([33, 32], heard);
        var incident = Assert.Single((await FileAsync(ping.Number)).Incidents);
        Assert.Equal(("event.too_many_hops", null), (incident.Code, incident.ResolvedAt));
        Assert.Empty((await FileAsync(pong.Number)).Incidents);

        // Whoever has looked can let them play on.
        await platform.AsStaffAsync("aurora", Roles.Admin, (ResolveIncident.Handler resolve) => resolve.HandleAsync(incident.Id, new("skip", null), default));
        await platform.StartAsync("serve");
        await platform.DrainAsync();
        Assert.Equal(66, await HeardAsync(ping.Number));
    }

    [Fact]
    public async Task An_event_that_was_kept_begins_to_count_anew()
    {
        await platform.PublishAsync(Drawn.Sequence("rest-tell", Drawn.Activity("tell", "Elsa.PublishEvent", ("eventName", "rest"))));
        await platform.PublishAsync(Drawn.Sequence("rest-wait", Drawn.Activity("wait", "Elsa.Event", ("eventName", "rest")), Drawn.Activity("tell", "Elsa.PublishEvent", ("eventName", "rested"))));
        await platform.StartAsync("rest-tell");
        await platform.InStoreAsync("aurora", db => db.Events.Where(e => e.Name == "rest").ExecuteUpdateAsync(set => set.SetProperty(e => e.Hops, CaseEvent.MostHops)));

        var waiting = await platform.StartAsync("rest-wait");

        Assert.Empty((await FileAsync(waiting.Number)).Incidents);
        Assert.Equal(1, Assert.Single(await EventsAsync("rested")).Hops);
    }

    [Fact]
    public async Task A_wait_that_ends_otherwise_leaves_nothing_behind()
    {
        var name = await JourneysAsync("ended");
        var waiting = await platform.StartAsync($"{name}-wait");
        Assert.Single(await WaitsAsync(name));

        await platform.AsStaffAsync("aurora", Roles.Agent, (CancelCase.Handler cancel) => cancel.HandleAsync(waiting.Number, default));

        Assert.Empty(await WaitsAsync(name));
        await platform.StartAsync($"{name}-tell");
        await platform.DrainAsync();
        Assert.Equal(EventState.Kept, Assert.Single(await EventsAsync(name)).State);
    }

    [Fact]
    public async Task A_delivery_that_is_done_twice_is_heard_once()
    {
        var name = await JourneysAsync("twice");
        var waiting = await platform.StartAsync($"{name}-wait");
        await platform.StartAsync($"{name}-tell");
        await platform.DrainAsync();
        var found = Assert.Single(await EventsAsync(name));

        // A row that a crash brought back, after the journey has gone on.
        await platform.InStoreAsync("aurora", async db =>
        {
            var id = await db.Cases.Where(c => c.Number == waiting.Number).Select(c => c.Id).SingleAsync();
            db.Due.Add(new Due { CaseId = id, Id = "again", Kind = DueKind.Delivery, ActivityId = "", Operation = "w9", Subject = found.Id.ToString("N"), DueAt = platform.Clock.GetUtcNow(), CreatedAt = platform.Clock.GetUtcNow() });
            return await db.SaveChangesAsync();
        });
        platform.Service<OutboxSignal>().Wake();
        await platform.DrainAsync();

        Assert.Equal(["got 42"], await platform.LinesAsync(waiting.Number));
    }

    /// <summary>By the whole journal: the timeline of a page has only its newest lines.</summary>
    private Task<int> HeardAsync(string number) => platform.InStoreAsync("aurora", async db =>
        (await db.JournalAsync(await db.Cases.Where(c => c.Number == number).Select(c => c.Id).SingleAsync(), default)).Count(line => line.Kind == "event.received"));

    private async Task<ReadCaseFile.View> FileAsync(string number) => (await platform.AsStaffAsync("aurora", Roles.Admin, (ReadCaseFile.Handler read) => read.HandleAsync(number, default))).Value;

    /// <summary>One journey that waits for an event and one that publishes it, both named after the event.</summary>
    private async Task<string> JourneysAsync(string name, string tenant = "aurora")
    {
        await platform.PublishAsync(Drawn.Sequence($"{name}-wait", Drawn.Activity("wait", "Elsa.Event", ("eventName", name)), Drawn.Line("say", "js:'got ' + getLastResult()")), tenant);
        await platform.PublishAsync(Drawn.Sequence($"{name}-tell", Drawn.Activity("tell", "Elsa.PublishEvent", ("eventName", name), ("payload", "js:42"))), tenant);
        return name;
    }

    private Task<List<EventWait>> WaitsAsync(string name) => platform.InStoreAsync("aurora", db => db.Waits.AsNoTracking().Where(w => w.Event == name).ToListAsync());

    private Task<List<CaseEvent>> EventsAsync(string name) => platform.InStoreAsync("aurora", db => db.Events.AsNoTracking().Where(e => e.Name == name).ToListAsync());
}

public sealed class EventsOnSqliteTests(TestPortico platform) : EventTests(platform), IClassFixture<TestPortico>;

public sealed class EventsOnPostgresTests(TestPorticoOnPostgres platform) : EventTests(platform), IClassFixture<TestPorticoOnPostgres>;
