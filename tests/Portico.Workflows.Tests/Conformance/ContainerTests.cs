using System.Text.Json.Nodes;
using static Portico.Workflows.Tests.Tree;

namespace Portico.Workflows.Tests.Conformance;

/// <summary>What Elsa's own tests of sequences, forks, switches and ends expect, told with definitions of ours.</summary>
public sealed class ContainerTests
{
    private static string Lines(JsonObject root)
    {
        var run = root.Run();
        Assert.Equal(RunStatus.Completed, run.State.Status);
        return string.Join('|', run.Lines);
    }

    [Fact]
    public void A_sequence_runs_in_order() => Assert.Equal("Activity 1|Activity 2|Activity 3", Lines(Sequence(Line("Activity 1"), Line("Activity 2"), Line("Activity 3"))));

    [Fact]
    public void An_empty_sequence_completes() => Assert.Equal("", Lines(Sequence()));

    [Fact]
    public void A_break_ends_a_sequence_also_without_a_loop() => Assert.Equal("Before Break", Lines(Sequence(Line("Before Break"), Break(), Line("After Break"))));

    [Fact]
    public void A_break_inside_an_if_ends_the_sequence() =>
        Assert.Equal("Iteration 1|Iteration 2", Lines(Sequence(Line("Iteration 1"), Set("N", "=2"), Line("Iteration 2"), If("=getN() >= 2", Break()), Line("Iteration 3")).Declaring(("N", "Int32", 0))));

    [Fact]
    public void A_break_ends_the_sequences_around_it() =>
        Assert.Equal("Outer: Start|Inner: Activity 1", Lines(Sequence(Line("Outer: Start"), Sequence(Line("Inner: Activity 1"), Break(), Line("Inner: Activity 2")), Line("Outer: End"))));

    [Fact]
    public void Complete_ends_the_run() => Assert.Equal("Before Complete", Lines(Sequence(Line("Before Complete"), Act("Elsa.Complete"), Line("After Complete"))));

    [Fact]
    public void The_variables_of_a_sequence_are_known_inside() => Assert.Equal("Counter: 0, Name: Initial|Counter: 10, Name: Updated", Lines(Sequence(
        Line("=`Counter: ${getCounter()}, Name: ${getName()}`"), Set("Counter", "10"), Set("Name", "Updated"), Line("=`Counter: ${getCounter()}, Name: ${getName()}`"))
        .Declaring(("Counter", "Int32", 0), ("Name", "String", "Initial"))));

    [Fact]
    public void Inner_variables_hide_outer_ones_and_go_with_their_container()
    {
        var inner = Sequence(Line("=`Inner: ${getValue()}`"), Set("Value", "=21")).Declaring(("Value", "Int32", 20));
        inner["variables"]![0]!["id"] = "inner";
        inner["activities"]![1]!["variable"]!["id"] = "inner";

        Assert.Equal("Outer: 10|Inner: 20|Outer again: 10", Lines(Sequence(Line("=`Outer: ${getValue()}`"), inner, Line("=`Outer again: ${getValue()}`")).Declaring(("Value", "Int32", 10))));
    }

    [Fact]
    public void A_variable_can_be_set_from_another()
    {
        Assert.Equal("Variable 2: The value of variable 1", Lines(Sequence(Set("Variable1", "The value of variable 1"), Set("Variable2", "=getVariable1()"), Line("=`Variable 2: ${getVariable2()}`"))
            .Declaring(("Variable1", "String", ""), ("Variable2", "String", ""))));
    }

    [Fact]
    public void A_variable_can_be_set_by_its_name() =>
        Assert.Equal("Foo = Bar|Foo = Baz", Lines(Sequence(Line("=`Foo = ${getVariable('Foo')}`"), Act("Elsa.RunJavaScript", ("script", "setVariable('Foo', 'Baz')")), Line("=`Foo = ${getVariable('Foo')}`")).Declaring(("Foo", "String", "Bar"))));

    [Fact]
    public void A_fork_runs_all_branches() => Assert.Equal("Branch 1|Branch 2|Branch 3", Lines(Fork("WaitAll", Line("Branch 1"), Line("Branch 2"), Line("Branch 3"))));

    [Fact]
    public void A_fork_without_branches_completes() => Assert.Equal("Before fork|After fork", Lines(Sequence(Line("Before fork"), Fork("WaitAll"), Line("After fork"))));

    [Fact]
    public void A_fork_that_waits_for_any_goes_on_with_the_first()
    {
        JsonObject Branch(int number) => Sequence(Event($"Event {number}", $"Event{number}"), Line($"Branch {number}"));
        var run = Sequence(Line("Start"), Fork("WaitAny", Branch(1), Branch(2), Branch(3)), Line("End")).Run();

        run.Push(new RunEvent.EventReceived(run.WaitOf("Event2").Id, null));

        Assert.Equal(["Start", "Branch 2", "End"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.Empty(run.State.Waits);
    }

    private static JsonObject Branch(int number, params JsonObject[] more) => Sequence([Line($"Branch {number}"), Event($"Branch {number}", $"b{number}"), Line($"Branch {number} - Resumed"), .. more]);

    [Fact]
    public void A_fork_that_waits_for_all_goes_on_with_the_last()
    {
        var run = Sequence(Line("Start"), Fork("WaitAll", Branch(1), Branch(2)), Line("End")).Run();

        run.Push(new RunEvent.EventReceived(run.WaitOf("b1").Id, null)).Push(new RunEvent.EventReceived(run.WaitOf("b2").Id, null));

        Assert.Equal(["Start", "Branch 1", "Branch 2", "Branch 1 - Resumed", "Branch 2 - Resumed", "End"], run.Lines);
    }

    [Fact]
    public void Break_in_a_fork_ends_the_loop_however_far_out()
    {
        var run = Sequence(Line("Start"), While("=true", Sequence(Fork("WaitAll", Branch(1, Break()), Branch(2)))), Line("End")).Run();

        run.Push(new RunEvent.EventReceived(run.WaitOf("b1").Id, null));

        Assert.Empty(run.State.Waits);
        Assert.Equal(["Start", "Branch 1", "Branch 2", "Branch 1 - Resumed", "End"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void What_follows_a_wait_runs_when_the_wait_is_over()
    {
        var run = Sequence(Line("Line 1"), Event("Resume", "resume"), Line("Line 2"), Line("Line 3")).Run();
        Assert.Equal(["Line 1"], run.Lines);

        run.Push(new RunEvent.EventReceived(run.WaitOf("resume").Id, null));

        Assert.Equal(["Line 1", "Line 2", "Line 3"], run.Lines);
    }

    [Fact]
    public void Finish_ends_a_sequence() => Assert.Equal("Line 1", Lines(Sequence(Line("Line 1"), Act("Elsa.Finish"), Line("Line 2"))));

    [Fact]
    public void Finish_in_one_branch_ends_all()
    {
        var run = Fork("WaitAll", Sequence(Line("Branch 1"), Event("Event 1")), Sequence(Line("Branch 2"), Act("Elsa.Finish"))).Run();

        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.Empty(run.State.Waits);
    }

    [Fact]
    public void Parallel_runs_all_children_nested_ones_too() =>
        Assert.Equal("Outer 1|Outer 2|Inner 1|Inner 2", Lines(Parallel(Line("Outer 1"), Parallel(Line("Inner 1"), Line("Inner 2")), Line("Outer 2"))));

    [Fact]
    public void Parallel_goes_on_beside_a_fault_and_does_not_complete()
    {
        var run = Parallel(Line("Before Fault"), Act("Elsa.Fault", ("message", "Test fault")), Line("After Fault")).Run();

        Assert.Equal(["Before Fault", "After Fault"], run.Lines);
        Assert.Equal(RunStatus.Faulted, run.State.Status);
    }

    private static JsonObject Switch(string mode, bool withDefault, params bool[] holds)
    {
        var cases = new JsonArray([.. holds.Select((hold, index) => new JsonObject
        {
            ["label"] = $"Case {index + 1}", ["condition"] = new JsonObject { ["type"] = "JavaScript", ["value"] = hold ? "true" : "false" }, ["activity"] = Line($"Case {index + 1}"),
        })]);
        return Act("Elsa.Switch", ("cases", cases), ("mode", mode), ("default", withDefault ? Line("Default") : null));
    }

    [Theory]
    [InlineData("MatchFirst", false, new[] { false, false }, "")]
    [InlineData("MatchFirst", true, new[] { false, false }, "Default")]
    [InlineData("MatchFirst", true, new[] { false, true, true }, "Case 2")]
    [InlineData("MatchAny", true, new[] { false, true, true, false, true }, "Case 2|Case 3|Case 5")]
    [InlineData("MatchAny", false, new[] { true, true, true }, "Case 1|Case 2|Case 3")]
    public void A_switch_does_what_holds(string mode, bool withDefault, bool[] holds, string lines) => Assert.Equal(lines, Lines(Switch(mode, withDefault, holds)));

    [Fact]
    public void A_switch_whose_matching_case_is_empty_completes()
    {
        var root = Switch("MatchFirst", true, true);
        root["cases"]![0]!["activity"] = null;

        Assert.Equal("", Lines(root));
    }

    [Fact]
    public void A_node_with_a_body_is_left_when_the_body_is_done() => Assert.Equal("Line 2", Lines(Act("Elsa.FlowNode", ("body", Line("Line 2")))));

    [Theory]
    [InlineData("Elsa.Workflows.IncidentStrategies.FaultStrategy, Elsa.Workflows.Core", "Start|Step 1a|Step 2a", RunStatus.Faulted)]
    [InlineData("Elsa.Workflows.IncidentStrategies.ContinueWithIncidentsStrategy, Elsa.Workflows.Core", "Start|Step 1a|Step 2a|Step 1b", RunStatus.Faulted)]
    public void The_incident_strategy_of_the_definition_decides_whether_others_go_on(string strategy, string lines, RunStatus status)
    {
        var journey = new Journey();
        foreach (var step in (string[])["Start", "Step 1a", "Step 1b", "Step 2a", "Step 2b"]) journey.Add(step, "Elsa.WriteLine", ("text", step));
        journey.Add("event1", "Elsa.Event", ("eventName", "Event 1")).Add("event2", "Elsa.Event", ("eventName", "Event 2")).Add("fault", "Elsa.Fault", ("message", "Whoops!"));
        journey.Connect("Start > Step 1a > event1 > Step 1b").Connect("Start > Step 2a > fault > event2 > Step 2b");
        var json = journey.ToNode();
        json["options"] = new JsonObject { ["incidentStrategyType"] = strategy };
        var run = TestRun.Start(WorkflowDefinition.Parse(json.ToJsonString()), continueWithIncidents: null);

        if (run.State.Status == RunStatus.Running) run.Push(new RunEvent.EventReceived(run.WaitOf("event1").Id, null));

        Assert.Equal(lines, string.Join('|', run.Lines));
        Assert.Equal(status, run.State.Status);
        Assert.Single(run.State.Incidents);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_braided_flowchart_runs_each_activity_once(bool counters)
    {
        var journey = new Journey();
        for (var number = 1; number <= 7; number++) journey.Add($"w{number}", "Elsa.WriteLine", ("text", $"WriteLine{number}"));
        foreach (var path in (string[])["w1 > w2", "w1 > w3", "w2 > w4", "w2 > w5", "w3 > w5", "w3 > w6", "w4 > w7", "w5 > w7", "w6 > w7"]) journey.Connect(path);
        if (counters) journey.WithCounters();

        var run = TestRun.Start(journey);

        Assert.Equal(Enumerable.Range(1, 7).Select(number => $"WriteLine{number}"), run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void A_join_runs_once()
    {
        var run = TestRun.Start(new Journey().Add("start", "Elsa.Start").Add("a", "Elsa.WriteLine").Add("b", "Elsa.WriteLine").Add("join", "Elsa.FlowJoin", ("mode", "WaitAny")).Add("end", "Elsa.End")
            .Connect("start > a > join").Connect("start > b > join > end"));

        Assert.Single(run.Journal, entry => entry is { Kind: JournalKinds.ActivityCompleted, ActivityId: "join" });
    }

    [Fact]
    public void A_parallel_body_with_a_join_completes()
    {
        var body = new Journey().Add("s", "Elsa.Start").Add("a", "Elsa.WriteLine", ("text", "=`Current fruit: ${getCurrentValue()}`")).Add("join", "Elsa.FlowJoin", ("mode", "WaitAll")).Connect("s > a > join").ToNode()["root"]!.DeepClone().AsObject();
        var run = Sequence(Line("Start"), ForEach("[\"Apple\", \"Banana\", \"Cherry\"]", body, "Elsa.ParallelForEach"), Line("End")).Run();

        Assert.Equal(["Start", "Current fruit: Apple", "Current fruit: Banana", "Current fruit: Cherry", "End"], run.Lines);
    }
}
