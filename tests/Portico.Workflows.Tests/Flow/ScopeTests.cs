using System.Text.Json.Nodes;
using static Portico.Workflows.Tests.Tree;

namespace Portico.Workflows.Tests.Flow;

/// <summary>What belongs to one execution stays with it: over retries, ways back, cancellations and the stored form.</summary>
public sealed class ScopeTests
{
    private static JsonObject Form(string id) => Act("Portico.ShowForm", ("id", id), ("form", id), ("expiresAfter", "2"));

    [Fact]
    public void A_retry_inside_a_loop_is_in_the_same_turn()
    {
        var run = Parallel(Form("form"), ForEach("=['a', 'b']", Sequence(Line("=`${getCurrentIndex()}${getCurrentValue()}${getAnswer('x').y}`")))).Run();
        Assert.Single(run.State.Incidents);

        run.Submit("form", """{"x":{"y":"!"}}""").Push(new RunEvent.Retry(run.State.Incidents.Single().Id));

        Assert.Equal(["0a!", "1b!"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void Skipping_inside_a_loop_goes_on_with_the_next_turn()
    {
        var run = ForEach("=['a', 'b']", If("=getCurrentValue() === 'a'", Act("Elsa.Fault"), Line("=getCurrentValue()"))).Run();

        run.Push(new RunEvent.Skip(run.State.Incidents.Single().Id, null));

        Assert.Equal(["b"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void A_condition_that_fails_later_is_looked_at_again_when_the_incident_is_skipped()
    {
        var run = Sequence(While("=getList().length < 2", Sequence(Set("List", "=getN() === 0 ? null : [1, 2]"), Set("N", "=getN() + 1"))), Line("=getN()")).Declaring(("List", "Object", new JsonArray()), ("N", "Int32", 0)).Run();
        Assert.Single(run.State.Incidents);

        run.Push(new RunEvent.Retry(run.State.Incidents.Single().Id));

        Assert.Equal(["2"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void Going_back_into_an_earlier_turn_has_the_values_of_that_turn()
    {
        var run = ForEach("=['a', 'b']", Sequence(Form("form"), Line("=getCurrentValue()"))).Run();
        run.Submit("form");
        Assert.Equal(["a"], run.Lines);

        run.Back().Submit("form").Submit("form");

        Assert.Equal(["a", "a", "b"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void Going_back_keeps_the_variables_of_a_container_that_is_still_at_work()
    {
        var inner = Sequence(Form("one"), Set("Count", "=getCount() + 1"), Form("two"), Line("=getCount()")).Declaring(("Count", "Int32", 0));
        var run = Sequence(inner).Run().Submit("one").Back().Submit("one").Submit("two");

        Assert.Equal(["2"], run.Lines);
    }

    [Fact]
    public void A_race_cancels_a_loop_with_all_it_waits_for()
    {
        var journey = new Journey().Add("start", "Elsa.Start").Add("form", "Portico.ShowForm", ("form", "f")).Add("loop", "Elsa.ParallelForEach", ("items", "=[1, 2, 3]")).With("loop", "body", Sequence(Form("inner")))
            .Add("join", "Elsa.FlowJoin").Add("end", "Elsa.WriteLine", ("text", "end")).Connect("start > form").Connect("start > loop").Connect("form:Submitted > join").Connect("loop > join > end");
        var run = TestRun.Start(journey);
        Assert.Equal(3, run.Timers.Count);

        run.Submit("form");

        Assert.Equal(3, run.Burst.Cancelled.Count);
        Assert.Empty(run.State.Waits);
        Assert.Equal(["end"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void Cancelling_the_case_withdraws_what_every_container_waits_for()
    {
        var run = Fork("WaitAll", ForEach("=[1, 2]", Form("a"), "Elsa.ParallelForEach"), While("=true", Act("Elsa.Delay", ("timeSpan", "01:00:00"))), Act("Elsa.SendHttpRequest", ("url", "https://x.example"))).Run();

        run.Push(new RunEvent.Cancel("enough"));

        Assert.Equal(4, run.Burst.Cancelled.Count);
        Assert.Equal(RunStatus.Cancelled, run.State.Status);
    }

    [Fact]
    public void Viewers_see_the_variables_of_the_execution_at_work()
    {
        var run = ForEach("=['a', 'b']", Sequence(Form("form")).Declaring(("Inner", "String", "x"))).Declaring(("Outer", "String", "o")).Run();

        Assert.Equal("""{"Outer":"o","CurrentIndex":0,"CurrentValue":"a","Inner":"x"}""", run.State.Variables.ToJsonString());
    }

    [Fact]
    public void The_value_of_a_turn_can_be_changed_for_the_rest_of_it() =>
        Assert.Equal(["a!", "b!"], ForEach("=['a', 'b']", Sequence(Act("Elsa.RunJavaScript", ("script", "setVariable('CurrentValue', getCurrentValue() + '!')")), Line("=getCurrentValue()"))).Run().Lines);

    [Fact]
    public void A_variable_of_a_container_begins_anew_in_each_turn()
    {
        var body = Sequence(Set("N", "=getN() + 1"), Line("=getN()")).Declaring(("N", "Int32", 0));

        Assert.Equal(["1", "1", "1"], For(1, 3, 1, body).Run().Lines);
    }

    [Fact]
    public void A_run_that_was_stored_when_inner_variables_were_the_journeys_goes_on()
    {
        var definition = Sequence(Sequence(Form("form"), Set("Inner", "=getInner() + '!'"), Line("=getInner()")).Declaring(("Inner", "String", "x"))).Build();
        var state = JsonNode.Parse(TestRun.Start(definition).State.ToJson())!.AsObject();
        var holder = state["contexts"]!.AsArray().Single(context => context!["locals"] is not null)!.AsObject();
        state["variables"] = holder["locals"]!.DeepClone();
        holder.Remove("locals");

        var run = RunState.Parse(state.ToJsonString());
        var burst = WorkflowRunner.Push(definition, run, new RunEvent.Submitted(run.Waits.Single().Id, []), new(DateTimeOffset.UnixEpoch, 1));

        Assert.Equal("x!", burst.Journal.Single(entry => entry.Kind == JournalKinds.LineWritten).Data["line"]!.GetValue<string>());
    }

    [Fact]
    public void Progress_counts_the_forms_of_a_loop_once_and_of_all_branches()
    {
        var definition = Sequence(ForEach("=[1, 2, 3]", Sequence(Form("a"), If("=true", Break()))), Fork("WaitAll", Form("b"), Form("c")), Form("d")).Build();

        Assert.Equal(new Progress(0, 4), definition.Progress(TestRun.Start(definition).State));
    }
}
