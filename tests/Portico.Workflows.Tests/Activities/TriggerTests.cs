using System.Text.Json.Nodes;
using static Portico.Workflows.Tests.Tree;

namespace Portico.Workflows.Tests.Activities;

public sealed class TriggerTests
{
    private static JsonObject Methods(params string[] names) =>
        new() { ["typeName"] = "String[]", ["expression"] = new JsonObject { ["type"] = "Object", ["value"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]).ToJsonString() } };

    [Fact]
    public void A_definition_tells_what_starts_it()
    {
        var definition = Parallel(
            Act("Elsa.Timer", ("id", "timer"), ("interval", "01:00:00")).Starting(),
            Act("Elsa.Cron", ("id", "cron"), ("cronExpression", "0 0 * * * *")).Starting(),
            Act("Elsa.StartAt", ("id", "at"), ("dateTime", "2027-01-31T09:00:00+01:00")).Starting(),
            Event("Order Shipped", "event").Starting(),
            Act("Elsa.HttpEndpoint", ("id", "http"), ("path", "meters/{id}/"), ("supportedMethods", Methods("get", "POST")), ("authorize", "True")).Starting(),
            Event("not a start"), Line("no trigger").Starting()).Build();

        Assert.Equal("activity.no_time_limit", Assert.Single(definition.Findings).Id);
        Assert.Equal(
            [
                new Starter("timer", StarterKind.Timer, Interval: TimeSpan.FromHours(1)), new("cron", StarterKind.Cron, CronExpression: "0 0 * * * *"),
                new("at", StarterKind.StartAt, At: new(2027, 1, 31, 8, 0, 0, TimeSpan.Zero)), new("event", StarterKind.Event, Event: "Order Shipped"),
                new("http", StarterKind.Http, Path: "/meters/{id}", Methods: definition.Starters[4].Methods, Authorize: true),
            ],
            definition.Starters);
        Assert.Equal(["GET", "POST"], definition.Starters[4].Methods);
    }

    [Fact]
    public void A_run_begins_at_what_started_it_and_does_not_wait_there()
    {
        var journey = new Journey().Add("start", "Elsa.Start").Add("normal", "Elsa.WriteLine", ("text", "normal")).Add("event", "Elsa.Event", ("eventName", "moved")).Add("after", "Elsa.WriteLine", ("text", "=getOutputFrom('event').street"))
            .Connect("start > normal").Connect("event > after");

        var run = TestRun.Start(journey.Build(), trigger: "event", payload: new JsonObject { ["street"] = "Main Street" });

        Assert.Equal(["Main Street"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void A_second_visit_of_the_trigger_waits()
    {
        var run = TestRun.Start(new Journey().Add("event", "Elsa.Event", ("eventName", "moved")).Add("line", "Elsa.WriteLine", ("text", "again")).Connect("event > line > event").Build(), trigger: "event");

        Assert.Equal(["again"], run.Lines);
        Assert.Equal(["event"], run.Waiting);
    }

    [Theory]
    [InlineData("Elsa.Timer", "interval", "01:00:00")]
    [InlineData("Elsa.Cron", "cronExpression", "0 0 9 * * *")]
    [InlineData("Elsa.StartAt", "dateTime", "2027-01-31T09:00:00Z")]
    public void A_schedule_that_started_the_run_is_over(string type, string input, string value)
    {
        var run = TestRun.Start(Sequence(Act(type, ("id", "trigger"), (input, value)), Line("on")).Build(), trigger: "trigger");

        Assert.Equal(["on"], run.Lines);
        Assert.Empty(run.Timers);
    }

    [Theory]
    [InlineData("Elsa.Timer", "interval", "01:00:00", "2026-03-01T13:00:00Z")]
    [InlineData("Elsa.Timer", "interval", "", "2026-03-01T12:01:00Z")]
    [InlineData("Elsa.Cron", "cronExpression", "0 0 9 * * *", "2026-03-02T09:00:00Z")]
    [InlineData("Elsa.StartAt", "dateTime", "2026-03-01T14:00:00+01:00", "2026-03-01T13:00:00Z")]
    public void Inside_a_journey_a_schedule_is_waited_for(string type, string input, string value, string due)
    {
        var run = Sequence(Act(type, (input, value)), Line("on")).Run();
        var timer = Assert.Single(run.Timers);
        Assert.Equal(DateTimeOffset.Parse(due, System.Globalization.CultureInfo.InvariantCulture), timer.DueAt);
        Assert.Equal(WaitKind.Timer, Assert.Single(run.State.Waits).Kind);

        run.Fire(timer);

        Assert.Equal(["on"], run.Lines);
    }

    [Fact]
    public void A_time_that_is_past_is_not_waited_for() => Assert.Equal(["on"], Sequence(Act("Elsa.StartAt", ("dateTime", "2026-01-01T00:00:00Z")), Line("on")).Run().Lines);

    [Fact]
    public void A_cron_expression_means_the_clock_of_the_tenant()
    {
        var definition = Act("Elsa.Cron", ("cronExpression", "0 0 9 * * *")).Build();

        var burst = WorkflowRunner.Start(definition, new("run-1", []), new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), 1, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")));

        Assert.Equal(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero), Assert.Single(burst.Timers).DueAt);
    }

    [Fact]
    public void An_event_is_waited_for_by_its_name_and_brings_something()
    {
        var run = Sequence(Event("Order Shipped", "event").Into("result", "Order"), Line("=getOrder().number")).Declaring(("Order", "Object", null)).Run();
        var wait = run.WaitOf("event");
        Assert.Equal((WaitKind.Event, """{"event":"Order Shipped","correlationId":"ref-1"}"""), (wait.Kind, wait.Data.ToJsonString()));

        run.Push(new RunEvent.EventReceived(wait.Id, JsonNode.Parse("""{"number":42}""")));

        Assert.Equal(["42"], run.Lines);
        Assert.Equal("""{"event":"Order Shipped"}""", run.Journal.Single(entry => entry.Kind == JournalKinds.EventReceived).Data.ToJsonString());
        Assert.Throws<StaleEventException>(() => run.Push(new RunEvent.EventReceived(wait.Id, null)));
    }

    [Fact]
    public void Publishing_is_left_to_whoever_commits_the_burst()
    {
        var run = Sequence(Act("Elsa.PublishEvent", ("eventName", "Order Shipped"), ("correlationId", "c-1"), ("isLocalEvent", "True"), ("payload", "={ number: 42 }")), Event("Order Shipped", "event")).Run();

        var published = Assert.Single(run.Burst.Events);
        Assert.Equal(("Order Shipped", "c-1", true, """{"number":42}"""), (published.Name, published.CorrelationId, published.IsLocal, published.Payload!.ToJsonString()));
        Assert.Equal(["event"], run.Waiting);
        Assert.DoesNotContain(run.Journal, entry => entry.Data.ToJsonString().Contains("42", StringComparison.Ordinal));
    }

    [Fact]
    public void There_is_no_way_back_behind_a_published_event()
    {
        var run = TestRun.Start(new Journey().Add("one", "Portico.ShowForm", ("form", "a")).Add("tell", "Elsa.PublishEvent", ("eventName", "e")).Add("two", "Portico.ShowForm", ("form", "b")).Connect("one:Submitted > tell > two"));

        run.Submit("one");

        Assert.False(run.State.CanGoBack);
    }

    [Fact]
    public void A_request_is_waited_for_and_its_parts_are_outputs()
    {
        var endpoint = Act("Elsa.HttpEndpoint", ("id", "http"), ("path", "/meters/{id}"), ("supportedMethods", Methods("POST")));
        var run = Sequence(endpoint, Line("=getOutputFrom('http', 'RouteData').id + getOutputFrom('http', 'ParsedContent').reading + getOutputFrom('http', 'QueryStringData').unit + Object.keys(getOutputFrom('http', 'Headers')).length")).Run();
        var wait = run.WaitOf("http");
        Assert.Equal((WaitKind.Http, """{"path":"/meters/{id}","methods":["POST"],"authorize":false}"""), (wait.Kind, wait.Data.ToJsonString()));

        run.Push(new RunEvent.HttpReceived(wait.Id, JsonNode.Parse("""{"routeData":{"id":"M1"},"queryStringData":{"unit":"kWh"},"parsedContent":{"reading":7}}""")!.AsObject()));

        Assert.Equal(["M17kWh0"], run.Lines);
        Assert.DoesNotContain(run.Journal, entry => entry.Kind == JournalKinds.HttpReceived && entry.Data.ToJsonString().Contains("kWh", StringComparison.Ordinal));
    }

    [Fact]
    public void A_starter_that_is_not_there_is_the_callers_mistake() => Assert.Throws<ArgumentException>(() => TestRun.Start(Line("x").Build(), trigger: "ghost"));
}
