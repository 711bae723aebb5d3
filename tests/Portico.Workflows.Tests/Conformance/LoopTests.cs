using static Portico.Workflows.Tests.Tree;

namespace Portico.Workflows.Tests.Conformance;

/// <summary>What Elsa's own tests of its loops expect, told with definitions of ours.</summary>
public sealed class LoopTests
{
    private const string Languages = "=['C#', 'Rust', 'Go']";

    [Fact]
    public void For_each_goes_through_the_items()
    {
        var run = Sequence(ForEach(Languages, Line("=getCurrentItem()")).Into("currentValue", "CurrentItem")).Declaring(("CurrentItem", "String", "")).Run();

        Assert.Equal(["C#", "Rust", "Go"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Theory]
    [InlineData("=['a', 'b', 'c']", "a|b|c")]
    [InlineData("=['a']", "a")]
    [InlineData("=[]", "")]
    [InlineData("=['a', 2, null, true]", "a|2||true")]
    [InlineData("[\"a\", \"b\"]", "a|b")]
    public void The_current_value_is_known_by_its_name(string items, string lines)
    {
        var run = ForEach(items, Line("=getVariable('CurrentValue') ?? ''")).Run();

        Assert.Equal(lines, string.Join('|', run.Lines));
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void For_each_faults_when_there_is_no_list()
    {
        var run = ForEach("=null", Line("x")).Run();

        Assert.Equal("expression.type", Assert.Single(run.State.Incidents).Code);
    }

    [Fact]
    public void Break_ends_for_each()
    {
        var body = Sequence(If("=getCurrentItem() === 'Rust'", Break()), Line("=getCurrentItem()"));
        var run = Sequence(Line("Start"), ForEach(Languages, body).Into("currentValue", "CurrentItem"), Line("End")).Declaring(("CurrentItem", "String", "")).Run();

        Assert.Equal(["Start", "C#", "End"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void Break_that_is_the_whole_body_ends_for_each() =>
        Assert.Equal(["a"], ForEach("=['a', 'b', 'c']", If("=getCurrentValue() === 'b'", Break(), Line("=getCurrentValue()"))).Run().Lines);

    [Fact]
    public void Break_ends_only_the_loop_around_it()
    {
        var inner = ForEach("=['Classes', 'Functions', 'Modules']", Sequence(If("=getCurrentValue() === 'Functions'", Break()), Line("=getCurrentValue()")));
        var run = ForEach(Languages, Sequence(Line("=getCurrentValue()"), inner)).Run();

        Assert.Equal(["C#", "Classes", "Rust", "Classes", "Go", "Classes"], run.Lines);
    }

    [Fact]
    public void Break_ends_for()
    {
        var body = Sequence(If("=getCurrentValue() === 2", Break()), Line("=getCurrentValue()"));
        var run = Sequence(Line("Start"), For(0, 3, 1, body), Line("End")).Run();

        Assert.Equal(["Start", "0", "1", "End"], run.Lines);
    }

    [Fact]
    public void Break_ends_while()
    {
        var body = Sequence(Set("CurrentValue", "=getCurrentValue() + 1"), If("=getCurrentValue() === 3", Break()), Line("=getCurrentValue()"));
        var run = Sequence(Line("Start"), While("=true", body), Line("End")).Declaring(("CurrentValue", "Int32", 0)).Run();

        Assert.Equal(["Start", "1", "2", "End"], run.Lines);
    }

    [Theory]
    [InlineData(1, 3, 1, true, "1|2|3")]
    [InlineData(5, 1, -1, true, "5|4|3|2|1")]
    [InlineData(-1, -5, -1, true, "-1|-2|-3|-4|-5")]
    [InlineData(1, 3, 1, false, "1|2")]
    [InlineData(5, 5, 1, true, "5")]
    [InlineData(5, 5, 1, false, "")]
    [InlineData(5, 1, 1, true, "")]
    [InlineData(1, 5, -1, true, "")]
    [InlineData(0, 10, 4, true, "0|4|8")]
    [InlineData(3, 0, -1, false, "3|2|1")]
    public void For_counts_up_and_down(int start, int end, int step, bool inclusive, string lines)
    {
        var run = For(start, end, step, Line("=getCurrentValue()"), inclusive).Run();

        Assert.Equal(lines, string.Join('|', run.Lines));
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void While_looks_at_its_condition_each_time()
    {
        var run = Sequence(While("=getN() < 3", Set("N", "=getN() + 1")), Line("=getN()")).Declaring(("N", "Int32", 0)).Run();

        Assert.Equal(["3"], run.Lines);
    }

    [Fact]
    public void For_each_waits_inside_and_goes_on()
    {
        var run = ForEach("=['a', 'b', 'c']", Sequence(Line("=`Processing item: ${getCurrentValue()}`"), Act("Elsa.Delay", ("timeSpan", "00:00:01")))).Run();
        Assert.Single(run.Lines);

        run.Fire(run.Timers[^1]).Fire(run.Timers[^1]).Fire(run.Timers[^1]);

        Assert.Equal(["Processing item: a", "Processing item: b", "Processing item: c"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void An_output_inside_a_loop_is_that_of_the_same_turn()
    {
        var read = Act("Elsa.RunJavaScript", ("id", "read"), ("script", "getCurrentValue()"));
        var run = ForEach("=['Item 1', 'Item 2']", Sequence(read, Line("=`Current value: ${getCurrentValue()}, Activity result: ${getOutputFrom('read')}`"))).Run();

        Assert.Equal(["Current value: Item 1, Activity result: Item 1", "Current value: Item 2, Activity result: Item 2"], run.Lines);
    }

    [Fact]
    public void A_list_in_a_variable_can_be_gone_through()
    {
        var run = Sequence(Set("Items", "=['Line 1', 'Line 2']"), ForEach("=getItems()", Line("=getCurrentValue()"))).Declaring(("Items", "Object", null)).Run();

        Assert.Equal(["Line 1", "Line 2"], run.Lines);
    }

    [Theory]
    [InlineData("Elsa.ParallelForEach")]
    [InlineData("Elsa.ParallelForEach<String>")]
    public void Parallel_for_each_does_all_items_and_knows_their_numbers(string type)
    {
        var run = ForEach("=['a', 'b', 'c']", Line("=getCurrentIndex() + getCurrentValue()"), type).Run();

        Assert.Equal(["0a", "1b", "2c"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Theory]
    [InlineData("=[]")]
    [InlineData("=null")]
    public void Parallel_for_each_of_nothing_completes(string items) =>
        Assert.Equal(RunStatus.Completed, ForEach(items, Line("x"), "Elsa.ParallelForEach").Run().State.Status);

    [Fact]
    public void Parallel_for_each_does_the_other_items_when_one_faults()
    {
        var run = ForEach("=['a', 'b', 'c']", Sequence(If("=getCurrentValue() === 'b'", Act("Elsa.Fault", ("message", "Faulted"))), Line("=getCurrentValue()")), "Elsa.ParallelForEach").Run();

        Assert.Equal(["a", "c"], run.Lines);
        Assert.Single(run.State.Incidents);
    }

    [Fact]
    public void Parallel_items_keep_their_values_apart_over_a_wait()
    {
        var run = ForEach("=['a', 'b']", Sequence(Set("Mine", "=getCurrentValue() + '!'"), Event("go"), Line("=getMine() + getCurrentIndex()")).Declaring(("Mine", "String", "")), "Elsa.ParallelForEach").Run();

        foreach (var wait in run.State.Waits.Reverse()) run.Push(new RunEvent.EventReceived(wait.Id, null));

        Assert.Equal(["b!1", "a!0"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }
}
