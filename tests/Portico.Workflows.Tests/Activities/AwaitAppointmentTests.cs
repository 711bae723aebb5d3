namespace Portico.Workflows.Tests.Activities;

/// <summary>A time that the customer chose: the run waits for what becomes of it, whenever that is known.</summary>
public sealed class AwaitAppointmentTests
{
    private const string Chosen = """{"visit":"2026-03-05T09:00:00+00:00"}""", Moved = "2026-03-09T09:00:00+00:00";

    [Theory]
    [InlineData("Held")]
    [InlineData("Cancelled")]
    [InlineData("NoShow")]
    public void What_becomes_of_it_is_the_way_out(string outcome)
    {
        var run = Start().Submit("pick", Chosen);
        Assert.Equal(["wait"], run.Waiting);

        run.Push(new RunEvent.AppointmentEnded("visit", outcome));

        Assert.Equal([outcome], run.Lines);
        Assert.Equal(outcome == "Cancelled", run.State.Answers["visit"] is null);
    }

    [Fact]
    public void Another_appointment_of_the_case_does_not_end_it()
    {
        var run = Start().Submit("pick", Chosen);

        run.Push(new RunEvent.AppointmentEnded("other", "Held"));

        Assert.Equal(["wait"], run.Waiting);
    }

    [Fact]
    public void The_reminder_comes_before_it_and_moves_with_it()
    {
        var run = Start().Submit("pick", Chosen);
        var first = Assert.Single(run.Timers);
        Assert.Equal(new DateTimeOffset(2026, 3, 4, 9, 0, 0, TimeSpan.Zero), first.DueAt);

        run.Push(new RunEvent.AppointmentMoved("visit", Moved));

        Assert.Equal([first.Id], run.Burst.Cancelled);
        run.Fire(run.Timers.Last());
        Assert.Equal("""{"template":"soon","channel":"preferred","appointment":"visit"}""", Assert.Single(run.Burst.Calls).Input.ToJsonString());
        Assert.Equal((new DateTimeOffset(2026, 3, 8, 9, 0, 0, TimeSpan.Zero), Moved), (run.Now, (string?)run.WaitOf("wait").Data["startsAt"]));
        Assert.Equal(["wait"], run.Waiting);
    }

    [Fact]
    public void Who_books_shortly_before_it_is_not_reminded()
    {
        var run = Start();
        run.Now = new(2026, 3, 4, 20, 0, 0, TimeSpan.Zero);

        run.Submit("pick", Chosen);

        Assert.Empty(run.Timers);
    }

    [Fact]
    public void What_became_of_it_before_the_run_comes_there_is_known_there_and_choosing_anew_forgets_it()
    {
        var early = Start(between: true).Submit("pick", Chosen).Push(new RunEvent.AppointmentEnded("visit", "NoShow"));
        var again = Start(between: true).Submit("pick", Chosen).Push(new RunEvent.AppointmentEnded("visit", "NoShow"));

        early.Submit("more");
        again.Submit("more", Chosen);

        Assert.Equal(["NoShow"], early.Lines);
        Assert.Equal(["wait"], again.Waiting);
    }

    [Fact]
    public void Who_chose_no_time_has_no_appointment()
    {
        Assert.Equal(["Cancelled"], Start().Submit("pick").Lines);
    }

    [Fact]
    public void A_run_that_is_over_hears_of_nothing()
    {
        var run = Start().Submit("pick", Chosen).Push(new RunEvent.AppointmentEnded("visit", "Held"));

        Assert.Throws<StaleEventException>(() => run.Push(new RunEvent.AppointmentMoved("visit", Moved)));
        Assert.Throws<StaleEventException>(() => run.Push(new RunEvent.AppointmentEnded("visit", "NoShow")));
    }

    [Fact]
    public void It_has_to_say_which_one_and_with_which_words_it_reminds()
    {
        var drawn = new Journey().Add("wait", "Portico.AwaitAppointment", ("reminderBefore", "24")).Build();

        Assert.Contains(drawn.Findings, finding => finding.Id == "activity.input_missing");
        Assert.Contains(drawn.Findings, finding => finding.Id == "activity.reminder_silent");
    }

    private static TestRun Start(bool between = false)
    {
        var journey = new Journey().Add("pick", "Portico.ShowForm", ("form", "when")).Add("wait", "Portico.AwaitAppointment", ("appointment", "visit"), ("reminderBefore", "24"), ("reminderTemplate", "soon"));
        foreach (var outcome in new[] { "Held", "Cancelled", "NoShow" }) journey.Add(outcome, "Elsa.WriteLine", ("text", outcome)).Connect($"wait:{outcome} > {outcome}");
        return TestRun.Start(between ? journey.Add("more", "Portico.ShowForm", ("form", "more")).Connect("pick:Submitted > more").Connect("more:Submitted > wait") : journey.Connect("pick:Submitted > wait"));
    }
}
