namespace Portico.Workflows.Tests.Activities;

/// <summary>The days in which a customer may withdraw: a clock that runs out, or a customer who says so before.</summary>
public sealed class WithdrawalPeriodTests
{
    [Fact]
    public void It_ends_with_the_last_day_and_the_contract_stays()
    {
        var run = Start();
        Assert.Equal(["period"], run.Waiting);
        Assert.Equal(new DateTimeOffset(2026, 3, 16, 0, 0, 0, TimeSpan.Zero), Assert.Single(run.Timers).DueAt);
        var open = Assert.Single(run.State.Withdrawals);

        run.Fire(run.Timers[0]);

        Assert.Equal(["kept"], run.Lines);
        Assert.Equal((new DateOnly(2026, 3, 15), null), (open.Until, Assert.Single(run.State.Withdrawals).At));
    }

    [Fact]
    public void Who_withdraws_leaves_by_another_way_and_the_clock_is_called_off()
    {
        var run = Start();
        var (wait, timer) = (run.WaitOf("period").Id, run.Timers[0].Id);

        run.Push(new RunEvent.Withdrawn(wait));

        Assert.Equal(["gone 2026-03-01"], run.Lines);
        Assert.Equal([timer], run.Burst.Cancelled);
        Assert.Contains(JournalKinds.ContractWithdrawn, run.Kinds);
        Assert.Equal(run.Now, Assert.Single(run.State.Withdrawals).At);
    }

    [Fact]
    public void Whatever_comes_first_the_other_finds_nothing_any_more()
    {
        var (withdrew, waited) = (Start(), Start());
        var (first, second, timer) = (withdrew.WaitOf("period").Id, waited.WaitOf("period").Id, withdrew.Timers[0].Id);

        withdrew.Push(new RunEvent.Withdrawn(first));
        waited.Fire(waited.Timers[0]);

        Assert.Throws<StaleEventException>(() => withdrew.Push(new RunEvent.TimerFired(timer)));
        Assert.Throws<StaleEventException>(() => withdrew.Push(new RunEvent.Withdrawn(first)));
        Assert.Throws<StaleEventException>(() => waited.Push(new RunEvent.Withdrawn(second)));
    }

    [Fact]
    public void The_customer_is_told_at_the_beginning_and_cannot_go_back_behind_the_contract()
    {
        var run = TestRun.Start(Drawing(("noticeTemplate", "notice")).Add("form", "Portico.ShowForm", ("form", "contract")).Connect("form:Submitted > period"));

        run.Submit("form");

        Assert.Equal("""{"template":"notice","channel":"durable"}""", Assert.Single(run.Burst.Calls).Input.ToJsonString());
        Assert.False(run.State.CanGoBack);
    }

    [Fact]
    public void A_period_that_is_past_already_is_over_at_once_and_grants_nothing()
    {
        var run = TestRun.Start(Drawing(("countFrom", "2026-01-31")));

        Assert.Equal(["kept"], run.Lines);
        Assert.Empty(run.State.Withdrawals);
    }

    [Fact]
    public void It_has_to_say_for_how_long_and_with_which_words_it_acknowledges()
    {
        var drawn = new Journey().Add("period", "Portico.WithdrawalPeriod").Build();

        Assert.Equal(2, drawn.Findings.Count(finding => finding is { Id: "activity.input_missing", Severity: FindingSeverity.Error }));
    }

    [Fact]
    public void Both_ways_out_need_a_connection()
    {
        var drawn = new Journey().Add("period", "Portico.WithdrawalPeriod", ("days", "14"), ("template", "ack")).Add("end", "Portico.EndJourney").Connect("period:Over > end").Build();

        Assert.Equal(("flow.outcome_unconnected", "Withdrawn"), Assert.Single(drawn.Findings) is var finding ? (finding.Id, finding.Subject) : default);
    }

    [Theory]
    [InlineData("WaitAllActive", false)]
    [InlineData("WaitAny", true)]
    public void Another_branch_must_not_end_the_case_while_the_days_run(string mode, bool cutsShort)
    {
        var drawn = new Journey().Add("fork", "Elsa.FlowFork").With("fork", "branches", System.Text.Json.Nodes.JsonNode.Parse("""{"expression":{"type":"Object","value":"[\"A\",\"B\"]"}}""")!)
            .Add("period", "Portico.WithdrawalPeriod", ("days", "14"), ("template", "ack")).Add("look", "Portico.AgentDecision", ("expiresAfter", "5")).Add("join", "Elsa.FlowJoin", ("mode", mode)).Add("end", "Portico.EndJourney").Add("gone", "Portico.EndJourney")
            .Connect("fork:A > period").Connect("fork:B > look").Connect("look:Approved > join").Connect("look:Declined > join").Connect("look:Expired > join").Connect("period:Over > join > end").Connect("period:Withdrawn > gone").Build();

        Assert.Equal(cutsShort ? ["withdrawal.cut_short"] : [], drawn.Findings.Select(finding => finding.Id));
    }

    [Fact]
    public void A_run_that_is_moved_to_another_version_keeps_the_period_and_what_was_done()
    {
        var (from, to) = (Drawing().Build(), Drawing(("noticeTemplate", "later")).Build());
        var run = TestRun.Start(from);
        var wait = run.WaitOf("period").Id;

        var moved = new RunMigration(from, to).Move(run.State);

        var state = WorkflowRunner.Push(to, moved.Burst!.State, new RunEvent.Withdrawn(wait), new(run.Now, 1)).State;
        Assert.NotNull(Assert.Single(state.Withdrawals).At);
    }

    private static Journey Drawing(params (string, string)[] more) =>
        new Journey().Add("period", "Portico.WithdrawalPeriod", [("days", "14"), ("template", "ack"), .. more]).Add("kept", "Elsa.WriteLine", ("text", "kept")).Add("gone", "Elsa.WriteLine", ("text", "=`gone ${getOutputFrom('period', 'WithdrawnAt').slice(0, 10)}`"))
            .Connect("period:Over > kept").Connect("period:Withdrawn > gone");

    private static TestRun Start() => TestRun.Start(Drawing());
}
