namespace Portico.Workflows.Tests.Activities;

/// <summary>Colleagues who decide, two of them where that is wanted, and what the clock does when nobody does.</summary>
public sealed class AgentTaskTests
{
    [Fact]
    public void The_first_of_two_proposes_and_the_second_confirms()
    {
        var run = TwoPeople();
        var wait = run.WaitOf("ask").Id;

        run.Push(new RunEvent.Proposed(wait, "Declined", "ada", "a note"));

        Assert.Equal("""{"outcome":"Declined","by":"ada"}""", run.WaitOf("ask").Data["proposal"]!.ToJsonString());
        Assert.Throws<ArgumentException>(() => run.Push(new RunEvent.Confirmed(wait, "Declined", "ada", null)));
        Assert.Throws<StaleEventException>(() => run.Push(new RunEvent.Confirmed(wait, "Approved", "ben", null)));
        Assert.Throws<StaleEventException>(() => run.Push(new RunEvent.Proposed(wait, "Approved", "ben", null)));
        run.Push(new RunEvent.Confirmed(wait, "Declined", "ben", null));
        Assert.Equal(["no"], run.Lines);
        Assert.DoesNotContain(run.Journal, entry => entry.Data.ToJsonString().Contains("ada", StringComparison.Ordinal) || entry.Data.ToJsonString().Contains("a note", StringComparison.Ordinal));
    }

    [Fact]
    public void A_rejected_proposal_is_as_if_there_had_been_none()
    {
        var run = TwoPeople();
        var wait = run.WaitOf("ask").Id;
        Assert.Throws<StaleEventException>(() => run.Push(new RunEvent.ProposalRejected(wait, "ben", null)));
        run.Push(new RunEvent.Proposed(wait, "Declined", "ada", null));

        run.Push(new RunEvent.ProposalRejected(wait, "ben", null));

        Assert.Null(run.WaitOf("ask").Data["proposal"]);
        Assert.Throws<StaleEventException>(() => run.Push(new RunEvent.Confirmed(wait, "Declined", "ben", null)));
        run.Push(new RunEvent.Proposed(wait, "Approved", "ben", null)).Push(new RunEvent.Confirmed(wait, "Approved", "ada", null));
        Assert.Equal(["yes"], run.Lines);
    }

    [Fact]
    public void One_alone_cannot_decide_what_needs_two_nor_two_what_one_decides()
    {
        var (two, one) = (TwoPeople(), Start());

        Assert.Throws<ArgumentException>(() => two.Decide("ask", "Approved"));
        Assert.Throws<ArgumentException>(() => one.Push(new RunEvent.Proposed(one.WaitOf("ask").Id, "Approved", "ada", null)));
        Assert.Throws<ArgumentException>(() => one.Decide("ask", "Expired"));
    }

    [Fact]
    public void What_is_late_is_raised_then_escalated_with_a_word_to_the_team_and_then_given_up()
    {
        var run = Start(("deadlineHours", "2"), ("escalateAfter", "4"), ("escalationTemplate", "wake-up"), ("escalationTo", "team@example.test"), ("expiresAfter", "9"));

        run.Fire(run.Timers[0]);
        var overdue = run.WaitOf("ask").Data["priority"]!.GetValue<int>();
        run.Fire(run.Timers.Single(timer => timer.DueAt == run.Now.AddHours(2)));

        Assert.Equal((1, 2), (overdue, run.WaitOf("ask").Data["priority"]!.GetValue<int>()));
        Assert.Equal("""{"template":"wake-up","channel":"email","to":"team@example.test"}""", Assert.Single(run.Burst.Calls).Input.ToJsonString());
        run.Fire(run.Timers.Single(timer => timer.DueAt == run.Now.AddHours(5)));
        Assert.Equal(["late"], run.Lines);
        Assert.Contains(JournalKinds.TaskOverdue, run.Kinds);
        Assert.Contains(JournalKinds.TaskEscalated, run.Kinds);
    }

    [Fact]
    public void A_decision_in_time_calls_off_every_clock()
    {
        var run = Start(("deadlineHours", "2"), ("escalateAfter", "4"), ("expiresAfter", "9"));

        run.Decide("ask", "Approved");

        Assert.Equal(3, run.Burst.Cancelled.Count);
    }

    [Fact]
    public void A_deadline_in_working_days_ends_with_that_day_and_leaves_out_the_weekend()
    {
        var run = Start(("deadlineWorkingDays", "1")); // a Sunday at noon

        Assert.Equal(("2026-03-02", "2026-03-03T00:00:00.0000000+00:00"), (run.WaitOf("ask").Data["deadlineDay"]!.GetValue<string>(), run.WaitOf("ask").Data["deadline"]!.GetValue<string>()));
    }

    [Fact]
    public void A_calendar_that_nobody_knows_is_an_incident()
    {
        var run = Start(("deadlineWorkingDays", "1"), ("calendar", "XX"));

        Assert.Equal("calendar.unknown", Assert.Single(run.State.Incidents).Code);
    }

    [Fact]
    public void Fourteen_days_of_cooling_off_end_with_the_fourteenth_day()
    {
        var run = Clock(("days", "14"));

        var timer = Assert.Single(run.Timers);
        Assert.Equal((new DateTimeOffset(2026, 3, 16, 0, 0, 0, TimeSpan.Zero), "2026-03-15"), (timer.DueAt, run.WaitOf("clock").Data["until"]!.GetValue<string>()));
        run.Fire(timer);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Theory]
    [InlineData("=getInput('day')", "2026-04-01", "working", "false", "2026-04-06")]
    [InlineData("=getInput('day')", "2026-04-01T23:30:00Z", "calendar", "false", "2026-04-04")]
    [InlineData("=getInput('day')", "2026-04-01", "calendar", "true", "2026-04-06")]
    public void It_counts_from_an_answer_in_the_kind_of_days_that_is_asked_for(string from, string day, string kind, string move, string until)
    {
        var run = TestRun.Start(new Journey().Declare("day").Add("clock", "Portico.WaitUntil", ("days", "3"), ("dayKind", kind), ("countFrom", from), ("moveToWorkingDay", move)), new() { ["day"] = day });

        Assert.Equal(until, run.WaitOf("clock").Data["until"]!.GetValue<string>());
    }

    [Fact]
    public void What_is_over_already_is_not_waited_for()
    {
        var run = Clock(("days", "3"), ("countFrom", "2026-01-01"));

        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.Contains(JournalKinds.ClockStarted, run.Kinds);
    }

    [Fact]
    public void Holidays_come_from_outside_and_what_was_counted_stays()
    {
        var definition = new Journey().Add("clock", "Portico.WaitUntil", ("days", "1"), ("dayKind", "working"), ("calendar", "ZZ")).Build();
        RunEnvironment Environment(bool closed) => new(new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero), 1, null, code => new(code, "7", day => !(closed && day == new DateOnly(2026, 3, 3))));

        var open = WorkflowRunner.Start(definition, new("run-1", []), Environment(closed: false));
        var shut = WorkflowRunner.Start(definition, new("run-1", []), Environment(closed: true));
        var done = WorkflowRunner.Push(definition, open.State, new RunEvent.TimerFired(open.Timers[0].Id), Environment(closed: true));

        Assert.Equal(("2026-03-03", "2026-03-04"), (open.State.Waits[0].Data["until"]!.GetValue<string>(), shut.State.Waits[0].Data["until"]!.GetValue<string>()));
        Assert.Equal("7", open.State.Waits[0].Data["calendarVersion"]!.GetValue<string>());
        Assert.Equal(RunStatus.Completed, done.State.Status);
    }

    [Theory]
    [InlineData("Received", null)]
    [InlineData("Refused", "unreadable")]
    public void A_document_is_marked_by_a_colleague_and_a_refusal_gives_its_reason(string outcome, string? reason)
    {
        var run = TestRun.Start(new Journey().Add("doc", "Portico.RequestDocument", ("document", "Lease"), ("reminderAfter", "24"), ("reminderTemplate", "nudge"), ("expiresAfter", "72"))
            .Add("say", "Elsa.WriteLine", ("text", "=`${getOutputFrom('doc', 'Reason') ?? 'fine'}`")).Connect($"doc:{outcome} > say"));
        run.Fire(run.Timers.Single(timer => timer.DueAt == run.Now.AddHours(24)));
        Assert.Equal("nudge", run.Burst.Calls.Single().Input["template"]!.GetValue<string>());

        run.Push(new RunEvent.Decided(run.WaitOf("doc").Id, outcome, "unreadable"));

        Assert.Equal([reason ?? "fine"], run.Lines);
        Assert.DoesNotContain(run.Journal, entry => entry.Kind == JournalKinds.StepCompleted && entry.Data.ToJsonString().Contains("unreadable", StringComparison.Ordinal));
    }

    [Fact]
    public void A_document_that_never_comes_expires()
    {
        var run = TestRun.Start(new Journey().Add("doc", "Portico.RequestDocument", ("document", "Lease"), ("expiresAfter", "72")).Add("late", "Elsa.WriteLine", ("text", "late")).Connect("doc:Expired > late"));

        run.Fire(Assert.Single(run.Timers));

        Assert.Equal(["late"], run.Lines);
    }

    private static TestRun TwoPeople() => Start(("fourEyes", "true"));

    private static TestRun Start(params (string, string)[] inputs) => TestRun.Start(new Journey().Add("ask", "Portico.AgentDecision", inputs)
        .Add("yes", "Elsa.WriteLine", ("text", "yes")).Add("no", "Elsa.WriteLine", ("text", "no")).Add("late", "Elsa.WriteLine", ("text", "late"))
        .Connect("ask:Approved > yes").Connect("ask:Declined > no").Connect("ask:Expired > late"));

    private static TestRun Clock(params (string, string)[] inputs) => TestRun.Start(new Journey().Add("clock", "Portico.WaitUntil", inputs));
}
