using System.Text.Json.Nodes;

namespace Portico.Workflows.Tests.Flow;

public sealed class IncidentTests
{
    private static Journey Broken() => new Journey().Add("start", "Elsa.Start").Add("bad", "Elsa.WriteLine", ("text", "=getAnswer('x').name")).Add("after", "Elsa.WriteLine", ("text", "after")).Add("form", "Portico.ShowForm", ("form", "f")).Add("other", "Elsa.WriteLine", ("text", "other"))
        .Connect("start > bad > after").Connect("start > form").Connect("form:Submitted > other");

    [Fact]
    public void A_fault_stops_its_branch_and_nothing_else()
    {
        var run = TestRun.Start(Broken());
        Assert.Equal(("bad", "Elsa.WriteLine", "expression.nothing_there"), run.State.Incidents.Select(incident => (incident.ActivityId, incident.ActivityType, incident.Code)).Single());
        Assert.Equal(RunStatus.Running, run.State.Status);

        run.Submit("form");

        Assert.Equal(["other"], run.Lines);
        Assert.Equal(RunStatus.Faulted, run.State.Status);
    }

    [Fact]
    public void Retry_runs_the_activity_again_with_what_is_known_now()
    {
        var run = TestRun.Start(Broken()).Submit("form", """{"x":{"name":"Ada"}}""");

        run.Push(new RunEvent.Retry(run.State.Incidents.Single().Id));

        Assert.Equal(["other", "Ada", "after"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.Throws<StaleEventException>(() => run.Push(new RunEvent.Retry("i1")));
    }

    [Fact]
    public void A_retry_that_fails_again_is_a_new_incident()
    {
        var run = TestRun.Start(Broken());
        var first = run.State.Incidents.Single().Id;

        run.Push(new RunEvent.Retry(first));

        Assert.NotEqual(first, run.State.Incidents.Single().Id);
    }

    [Fact]
    public void Skip_leaves_by_the_first_outcome_without_running()
    {
        var run = TestRun.Start(Broken());

        run.Push(new RunEvent.Skip(run.State.Incidents.Single().Id, null));

        Assert.Equal(["after"], run.Lines);
    }

    [Fact]
    public void Skip_can_choose_the_way_and_only_one_that_exists()
    {
        var run = TestRun.Start(new Journey().Add("check", "Portico.VerifyIdentity", ("givenName", "=nothing")).Add("no", "Elsa.WriteLine", ("text", "no")).Connect("check:Refused > no"));
        var incident = run.State.Incidents.Single().Id;
        Assert.Throws<ArgumentException>(() => run.Push(new RunEvent.Skip(incident, "Elsewhere")));

        run.Push(new RunEvent.Skip(incident, "Refused"));

        Assert.Equal(["no"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void Without_going_on_beside_incidents_the_whole_run_stands_still()
    {
        var run = TestRun.Start(Broken(), continueWithIncidents: false);
        Assert.Equal(RunStatus.Faulted, run.State.Status);
        Assert.Contains(JournalKinds.RunFaulted, run.Kinds);
        Assert.Empty(run.Lines);

        run.Push(new RunEvent.Skip(run.State.Incidents.Single().Id, null));

        Assert.Equal(["form"], run.Waiting);
        Assert.Equal(["after"], run.Lines);
    }

    [Fact]
    public void A_fault_of_the_journey_carries_its_code()
    {
        var run = TestRun.Start(new Journey().Add("fault", "Elsa.Fault", ("code", "credit.low"), ("message", "Ask the credit team.")));

        Assert.Equal(("credit.low", "Ask the credit team."), run.State.Incidents.Select(incident => (incident.Code, incident.Message)).Single());
    }

    [Fact]
    public void An_activity_that_is_not_known_is_an_incident_when_it_is_reached()
    {
        var run = TestRun.Start(new Journey().Add("a", "Acme.Unknown"));

        Assert.Equal("activity.unknown", run.State.Incidents.Single().Code);
    }

    [Fact]
    public void Variables_may_not_grow_without_end()
    {
        var run = TestRun.Start(new Journey().Variable("text", "String", "x").Add("grow", "Elsa.SetVariable", ("value", "=getText().length < 20000 ? getText() + getText() : getText()")).With("grow", "variable", JsonNode.Parse("""{"id":"v-text"}""")!)
            .Add("form", "Portico.ShowForm", ("form", "f")).Connect("grow > form").Connect("form:Submitted > grow"));

        for (var i = 0; i < 20 && run.State.Incidents.Count == 0; i++) run.Submit("form", $$"""{"f{{i}}":"{{new string('y', 30000)}}"}""");

        Assert.Equal("workflow.too_large", run.State.Incidents.Single().Code);
        Assert.InRange(run.State.Answers.ToJsonString().Length, 30000, 256 * 1024);
    }

    [Fact]
    public void An_answer_has_at_most_32_KiB()
    {
        var run = TestRun.Start(new Journey().Add("form", "Portico.ShowForm", ("form", "f")));

        run.Submit("form", $$"""{"short":"x","long":"{{new string('y', 33_000)}}"}""");

        Assert.Equal(("workflow.value_too_large", "The value of 'long' has more than 32 KiB."), (run.State.Incidents.Single().Code, run.State.Incidents.Single().Message));
        Assert.Empty(run.State.Answers);
    }

    [Fact]
    public void When_the_journal_is_full_no_branch_goes_on_and_there_is_no_way_back()
    {
        var run = TestRun.Start(new Journey().Add("start", "Elsa.Start").Add("a", "Portico.ShowForm", ("form", "a")).Add("b", "Portico.ShowForm", ("form", "b")).Add("c", "Portico.ShowForm", ("form", "c")).Connect("start > a").Connect("start > b").Connect("a:Submitted > c").Add("d", "Portico.ShowForm", ("form", "d")).Connect("b:Submitted > d"));
        run.JournalRoom = 1;

        run.Submit("a");
        var first = run.State.Incidents.Single();
        run.Submit("b");

        Assert.Equal("workflow.journal_full", first.Code);
        Assert.Equal((RunStatus.Faulted, false), (run.State.Status, run.State.CanGoBack));
        Assert.Equal(first.Id, run.State.Incidents.Single().Id);
        Assert.Empty(run.State.Waits);
    }

    [Fact]
    public void A_person_can_let_a_run_go_on_once_there_is_room_in_its_journal()
    {
        var run = TestRun.Start(new Journey().Add("form", "Portico.ShowForm", ("form", "f")).Add("line", "Elsa.WriteLine", ("text", "on")).Connect("form:Submitted > line"));
        run.JournalRoom = 1;
        run.Submit("form");

        run.Push(new RunEvent.Retry(run.State.Incidents.Single().Id));
        Assert.Equal("workflow.journal_full", run.State.Incidents.Single().Code);
        run.JournalRoom = 100;
        run.Push(new RunEvent.Retry(run.State.Incidents.Single().Id));

        Assert.Equal((RunStatus.Completed, "on"), (run.State.Status, run.Lines.Single()));
    }

    [Fact]
    public void Cancelling_calls_off_everything_that_is_open()
    {
        var run = TestRun.Start(new Journey().Add("start", "Elsa.Start").Add("check", "Portico.VerifyIdentity").Add("form", "Portico.ShowForm", ("form", "f"), ("expiresAfter", "2")).Add("child", "Elsa.ExecuteWorkflow", ("workflowDefinitionId", "x"), ("waitForCompletion", "True"))
            .Connect("start > check").Connect("start > form").Connect("start > child"));
        var open = run.Timers.Select(timer => timer.Id).Append(run.CallOf("check")).Append(run.Burst.Children.Single().Id).Order().ToList();

        run.Push(new RunEvent.Cancel("withdrawn"));

        Assert.Equal(RunStatus.Cancelled, run.State.Status);
        Assert.Equal(open, run.Burst.Cancelled.Order());
        Assert.Empty(run.State.Waits);
        Assert.Throws<StaleEventException>(() => run.Push(new RunEvent.Retry("i1")));
    }
}
