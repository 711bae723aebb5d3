using System.Text.Json.Nodes;

namespace Portico.Workflows.Tests.Flow;

public sealed class FlowchartTests
{
    private static Journey Line(params string[] ids) => ids.Aggregate(new Journey(), (journey, id) => journey.Add(id, "Elsa.WriteLine", ("text", id)));

    [Fact]
    public void A_branch_ends_where_a_port_is_not_connected()
    {
        var run = TestRun.Start(Line("a", "b").Add("d", "Elsa.FlowDecision", ("condition", "=false")).Connect("a > d").Connect("d:True > b"));

        Assert.Equal(["a"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.Null(run.State.Outcome);
    }

    [Fact]
    public void End_stops_the_other_branches_of_its_flowchart()
    {
        var run = TestRun.Start(Line("a").Add("form", "Portico.ShowForm", ("form", "f")).Add("end", "Elsa.End").Connect("a > form").Connect("a > end"));

        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.Empty(run.State.Waits);
    }

    [Fact]
    public void A_race_cancels_what_is_still_on_its_way()
    {
        var run = TestRun.Start(Race());

        run.Submit("form");

        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.Equal(["start", "end"], run.Lines);
        Assert.Single(run.Burst.Cancelled);
        Assert.Contains(JournalKinds.ActivityCancelled, run.Kinds);
    }

    [Fact]
    public void The_slower_racer_may_win_too()
    {
        var run = TestRun.Start(Race());

        run.Fire(run.Timers.Single());

        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.Equal(["start", "end"], run.Lines);
        Assert.Empty(run.Burst.Cancelled);
    }

    private static Journey Race() => Line("start", "end").Add("form", "Portico.ShowForm", ("form", "f")).Add("delay", "Elsa.Delay", ("timeSpan", "1.00:00:00")).Add("join", "Elsa.FlowJoin")
        .Connect("start > form").Connect("start > delay").Connect("form:Submitted > join").Connect("delay > join > end");

    [Theory]
    [InlineData("Merge", "start|a|b|c")]
    [InlineData("Stream", "start|a|b|c")]
    [InlineData("Converge", "start|a|b|c")]
    [InlineData("Cascade", "start|a|b|c")]
    [InlineData("Race", "start|a|b|c")]
    public void Two_branches_meet_once_in_every_mode(string mode, string lines)
    {
        var run = TestRun.Start(Line("start", "a", "b", "c").Merge("c", mode).Connect("start > a > c").Connect("start > b > c"));

        Assert.Equal(lines, string.Join('|', run.Lines));
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void A_merge_waits_for_the_slower_branch()
    {
        var run = TestRun.Start(Line("start", "c").Merge("c", "Merge").Add("form", "Portico.ShowForm", ("form", "f")).Connect("start > c").Connect("start > form").Connect("form:Submitted > c"));
        Assert.Equal(["start"], run.Lines);

        run.Submit("form");

        Assert.Equal(["start", "c"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void A_merge_inside_a_loop_does_not_wait_for_the_way_back()
    {
        var run = TestRun.Start(Line("start", "body", "done").Merge("body", "Merge").Variable("n", "Int32", "0").Add("count", "Elsa.SetVariable", ("value", "=getN() + 1")).With("count", "variable", new JsonObject { ["id"] = "v-n" })
            .Add("again", "Elsa.FlowDecision", ("condition", "=getN() < 3")).Connect("start > body > count > again").Connect("again:True > body").Connect("again:False > done"));

        Assert.Equal(["start", "body", "body", "body", "done"], run.Lines);
    }

    [Fact]
    public void A_stream_that_held_back_goes_on_when_its_predecessor_went_another_way()
    {
        var run = TestRun.Start(Line("start", "a", "other", "c").Add("choose", "Elsa.FlowDecision", ("condition", "=false"))
            .Connect("start > a > c").Connect("start > choose").Connect("choose:True > c").Connect("choose:False > other"));

        Assert.Equal(["start", "a", "other", "c"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void A_blocked_join_can_be_run_by_a_person()
    {
        var run = TestRun.Start(Line("start", "a", "b", "c").Merge("c", "Converge").Add("choose", "Elsa.FlowDecision", ("condition", "=false")).Connect("start > a > c").Connect("start > choose").Connect("choose:True > b > c"));
        Assert.Equal(RunStatus.Faulted, run.State.Status);

        run.Push(new RunEvent.Retry(run.State.Incidents.Single().Id));

        Assert.Equal(["start", "a", "c"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void A_fork_goes_all_its_ways()
    {
        var run = TestRun.Start(Line("a", "b").Add("fork", "Elsa.FlowFork").With("fork", "branches", JsonNode.Parse("""{"typeName":null,"expression":{"type":"Object","value":"[\"Legal\",\"Finance\"]"}}""")!)
            .Connect("fork:Legal > a").Connect("fork:Finance > b"));

        Assert.Equal(["a", "b"], run.Lines);
    }

    [Theory]
    [InlineData("MatchFirst", "x")]
    [InlineData("MatchAny", "x|y")]
    public void A_switch_goes_the_first_way_or_all_that_hold(string mode, string lines)
    {
        var cases = JsonNode.Parse("""[{"label":"No","condition":{"type":"JavaScript","value":"false"}},{"label":"X","condition":{"type":"JavaScript","value":"1 < 2"}},{"label":"Y","condition":{"type":"Literal","value":"True"}}]""")!;
        var run = TestRun.Start(Line("x", "y", "other").Add("switch", "Elsa.FlowSwitch", ("mode", mode)).With("switch", "cases", cases).Connect("switch:X > x").Connect("switch:Y > y").Connect("switch:Default > other"));

        Assert.Equal(lines, string.Join('|', run.Lines));
    }

    [Fact]
    public void A_switch_without_a_match_goes_the_default_way()
    {
        var run = TestRun.Start(Line("other").Add("switch", "Elsa.FlowSwitch").With("switch", "cases", JsonNode.Parse("""[{"label":"No","condition":{"type":"JavaScript","value":"false"}}]""")!).Connect("switch:Default > other"));

        Assert.Equal(["other"], run.Lines);
    }

    [Theory]
    [InlineData("=true", "yes|after")]
    [InlineData("=false", "no|after")]
    [InlineData("False", "no|after")]
    public void An_if_runs_one_of_its_slots_and_goes_on(string condition, string lines)
    {
        var run = TestRun.Start(Line("after").Add("if", "Elsa.If", ("condition", condition)).With("if", "then", Slot("yes")).With("if", "else", Slot("no")).Connect("if > after"));

        Assert.Equal(lines, string.Join('|', run.Lines));
    }

    private static JsonObject Slot(string text) => new() { ["id"] = "slot-" + text, ["type"] = "Elsa.WriteLine", ["version"] = 1, ["text"] = Journey.Input(text) };

    [Fact]
    public void A_flowchart_within_a_flowchart_ends_by_itself()
    {
        var inner = JsonNode.Parse("""{"id":"inner","type":"Elsa.Flowchart","version":1,"activities":[{"id":"i1","type":"Elsa.WriteLine","version":1,"text":"one"},{"id":"i2","type":"Elsa.End","version":1}],"connections":[{"source":{"activity":"i1","port":"Done"},"target":{"activity":"i2","port":"In"}}]}""")!;
        var run = TestRun.Start(Line("after").Add("if", "Elsa.If", ("condition", "=true")).With("if", "then", inner).Connect("if > after"));

        Assert.Equal(["one", "after"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void Finish_ends_the_run_from_within()
    {
        var inner = JsonNode.Parse("""{"id":"inner","type":"Elsa.Sequence","version":1,"activities":[{"id":"i1","type":"Elsa.Finish","version":1},{"id":"i2","type":"Elsa.WriteLine","version":1,"text":"never"}]}""")!;
        var run = TestRun.Start(Line("after").Add("if", "Elsa.If", ("condition", "=true")).With("if", "then", inner).Connect("if > after"));

        Assert.Empty(run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void A_loop_that_never_rests_becomes_an_incident()
    {
        var run = TestRun.Start(Line("a", "b").Connect("a > b > a"));

        Assert.Equal("workflow.runaway", Assert.Single(run.State.Incidents).Code);
        Assert.Equal(RunStatus.Faulted, run.State.Status);
        Assert.InRange(run.Lines.Count(), 490, 500);
    }

    [Theory]
    [InlineData("WaitAll", "start|a")]
    [InlineData("WaitAllActive", "start|a|end")]
    [InlineData("WaitAny", "start|a|end")]
    public void With_counters_a_join_counts_the_ways_that_were_taken(string mode, string lines)
    {
        var run = TestRun.Start(Line("start", "a", "b", "end").WithCounters().Add("choose", "Elsa.FlowDecision", ("condition", "=false")).Add("join", "Elsa.FlowJoin", ("mode", mode))
            .Connect("start > a > join > end").Connect("start > choose").Connect("choose:True > b > join"));

        Assert.Equal(lines, string.Join('|', run.Lines));
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void With_counters_a_join_waits_for_a_branch_that_rests()
    {
        var run = TestRun.Start(Line("start", "end").WithCounters().Add("form", "Portico.ShowForm", ("form", "f")).Add("join", "Elsa.FlowJoin", ("mode", "WaitAll"))
            .Connect("start > join > end").Connect("start > form").Connect("form:Submitted > join"));
        Assert.Equal(["start"], run.Lines);

        run.Submit("form");

        Assert.Equal(["start", "end"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void With_counters_the_first_branch_cancels_the_others()
    {
        var run = TestRun.Start(Race().WithCounters());

        run.Submit("form");

        Assert.Equal(["start", "end"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.Single(run.Burst.Cancelled);
    }
}
