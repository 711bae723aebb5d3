namespace Portico.Workflows.Tests.Flow;

public sealed class GoingBackTests
{
    private static Journey Three(params (string, string)[] inputs) => new Journey().Add("one", "Portico.ShowForm", [("form", "a"), .. inputs]).Add("two", "Portico.ShowForm", ("form", "b")).Add("three", "Portico.ShowForm", ("form", "c"))
        .Add("check", "Portico.VerifyIdentity").Connect("one:Submitted > two").Connect("two:Submitted > three").Connect("three:Submitted > check");

    [Fact]
    public void The_customer_can_see_the_previous_step_again_with_the_answers()
    {
        var run = TestRun.Start(Three());
        Assert.False(run.State.CanGoBack);
        var first = run.WaitOf("one").Id;
        run.Submit("one", """{"x":1}""");
        Assert.True(run.State.CanGoBack);

        run.Back();

        Assert.Equal(["one"], run.Waiting);
        Assert.NotEqual(first, run.WaitOf("one").Id);
        Assert.Equal("""{"x":1}""", run.State.Answers.ToJsonString());
        Assert.Empty(run.State.StepsDone);
        Assert.False(run.State.CanGoBack);
        Assert.Equal(JournalKinds.StepReopened, run.Burst.Journal.Single().Kind);
    }

    [Fact]
    public void The_customer_can_jump_to_an_earlier_step_and_forward_again()
    {
        var run = TestRun.Start(Three()).Submit("one", """{"x":1}""").Submit("two", """{"y":1}""");
        Assert.Equal(["one", "two"], run.State.BackSteps);

        run.Back("one").Submit("one", """{"x":2}""").Submit("two");

        Assert.Equal(["three"], run.Waiting);
        Assert.Equal("""{"x":2,"y":1}""", run.State.Answers.ToJsonString());
        Assert.Equal(["one", "two"], run.State.StepsDone.Select(step => step.ActivityId));
    }

    [Fact]
    public void There_is_no_way_back_behind_a_question_to_a_provider()
    {
        var run = TestRun.Start(Three()).Submit("one").Submit("two").Submit("three");

        Assert.False(run.State.CanGoBack);
        Assert.Throws<StaleEventException>(() => run.Back());
    }

    [Fact]
    public void The_timers_of_the_left_step_are_called_off_and_those_of_the_reopened_one_set_anew()
    {
        var run = TestRun.Start(Three(("expiresAfter", "10")).With("two", "expiresAfter", Journey.Input("20")));
        var first = run.Timers.Single();
        run.Submit("one");
        Assert.Equal([first.Id], run.Burst.Cancelled);
        var second = run.Timers.Single();
        run.Now = run.Now.AddHours(3);

        run.Back();

        Assert.Equal([second.Id], run.Burst.Cancelled);
        var renewed = Assert.Single(run.Burst.Timers);
        Assert.NotEqual(first.Id, renewed.Id);
        Assert.Equal(run.Now.AddHours(10), renewed.DueAt);
        Assert.Throws<StaleEventException>(() => run.Push(new RunEvent.TimerFired(first.Id)));
    }

    [Fact]
    public void A_step_that_reminded_does_not_remind_again()
    {
        var run = TestRun.Start(Three(("reminderAfter", "1"), ("reminderTemplate", "nudge")));
        run.Fire(run.Timers.Single()).Submit("one");

        run.Back();

        Assert.Empty(run.Burst.Timers);
    }

    [Fact]
    public void What_another_branch_waits_for_is_left_alone()
    {
        var run = TestRun.Start(new Journey().Add("start", "Elsa.Start").Add("one", "Portico.ShowForm", ("form", "a")).Add("two", "Portico.ShowForm", ("form", "b")).Add("delay", "Elsa.Delay", ("timeSpan", "1.00:00:00"))
            .Connect("start > one").Connect("start > delay").Connect("one:Submitted > two"));
        var timer = run.Timers.Single();

        run.Submit("one").Back();

        Assert.Empty(run.Burst.Cancelled);
        Assert.Equal(["delay", "one"], run.Waiting.Order());
        Assert.Equal(["one"], run.Fire(timer).Waiting);
    }

    [Fact]
    public void What_another_branch_went_through_meanwhile_cannot_be_undone()
    {
        var run = TestRun.Start(new Journey().Add("start", "Elsa.Start").Add("one", "Portico.ShowForm", ("form", "a")).Add("two", "Portico.ShowForm", ("form", "b")).Add("check", "Portico.VerifyIdentity")
            .Connect("start > one").Connect("start > check").Connect("one:Submitted > two"));
        run.Submit("one");
        Assert.True(run.State.CanGoBack);

        run.Answer("check", """{"decision":"approved"}""");

        Assert.False(run.State.CanGoBack);
    }

    [Fact]
    public void Progress_counts_forms_along_the_smooth_way()
    {
        var definition = Three().Build();
        var run = TestRun.Start(definition);
        Assert.Equal(new Progress(0, 3), definition.Progress(run.State));

        run.Submit("one").Submit("two");
        Assert.Equal(new Progress(2, 3), definition.Progress(run.State));

        run.Back();
        Assert.Equal(new Progress(1, 3), definition.Progress(run.State));
    }

    [Fact]
    public void Progress_stops_at_loops_and_ends()
    {
        var definition = new Journey().Add("one", "Portico.ShowForm", ("form", "a")).Add("ok", "Elsa.FlowDecision", ("condition", "=true")).Add("end", "Portico.EndJourney").Add("two", "Portico.ShowForm", ("form", "b"))
            .Connect("one:Submitted > ok").Connect("ok:True > two").Connect("two:Submitted > one").Connect("ok:False > end").Build();

        Assert.Equal(new Progress(0, 2), definition.Progress(TestRun.Start(definition).State));
    }
}
