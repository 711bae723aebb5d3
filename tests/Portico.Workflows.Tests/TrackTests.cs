namespace Portico.Workflows.Tests;

/// <summary>What a customer may be told of a run: nothing technical, nothing that only may be, and no time that nobody knows.</summary>
public sealed class TrackTests
{
    [Fact]
    public void What_is_done_stands_with_its_time_and_what_is_certain_follows()
    {
        var run = TestRun.Start(Drawing());
        var (began, drawn) = (run.Now, Drawing().Build());
        run.Submit("contact");
        run.Now = began.AddHours(2);
        run.Submit("supply");

        Assert.Equal(["contact Done", "supply Done", "period Current", "agree Next", "end Next"], Lines(drawn, run));
        Assert.Equal([began, began.AddHours(2), null, null, null], drawn.Track(run.State).Select(entry => entry.At));
    }

    [Fact]
    public void Behind_a_decision_nothing_is_certain_but_what_all_its_ways_pass()
    {
        var drawn = new Journey().Add("pay", "Portico.SetUpPayment").Add("check", "Portico.VerifyIdentity").Add("look", "Portico.AgentDecision").Add("again", "Portico.ShowForm", ("form", "again")).Add("sign", "Portico.ShowForm", ("form", "sign")).Add("end", "Portico.EndJourney").Add("no", "Portico.EndJourney")
            .Connect("pay:Active > sign").Connect("pay:Refused > again").Connect("pay:Cancelled > again").Connect("pay:Failed > again").Connect("again:Submitted > pay").Connect("sign:Submitted > check")
            .Connect("check:Verified > end").Connect("check:Refused > no").Connect("check:NeedsReview > look").Connect("check:TryAgain > check").Connect("check:Failed > look").Connect("look:Approved > end").Connect("look:Declined > no").Build();

        var run = TestRun.Start(drawn);
        Assert.Equal(["pay Current", "sign Next", "check Next"], Lines(drawn, run));

        run.Answer("pay", """{"state":"active"}""").Submit("sign");
        Assert.Equal(["pay Done", "sign Done", "check Current"], Lines(drawn, run));

        run.Answer("check", """{"decision":"review"}""");
        Assert.Equal(["pay Done", "sign Done", "check Done", "look Current"], Lines(drawn, run));
    }

    [Fact]
    public void What_is_technical_is_never_shown_by_name()
    {
        var run = TestRun.Start(new Journey().Add("wait", "Elsa.Event", ("eventName", "meter-ready")).Add("script", "Elsa.RunJavaScript", ("script", "1")).Add("tell", "Portico.SendMessage", ("template", "x")).Add("end", "Portico.EndJourney").Connect("wait > script > tell").Connect("tell:Sent > end").Connect("tell:Failed > end"));

        var entries = Drawn(run, "wait > script > tell");

        Assert.Null(entries[0].Shows);
        Assert.Equal(["end"], entries.Skip(1).Select(entry => entry.Shows));
    }

    [Fact]
    public void A_step_that_was_opened_again_is_not_done_and_one_that_was_done_twice_stands_once()
    {
        var drawn = Drawing().Build();
        var run = TestRun.Start(drawn).Submit("contact").Back();

        Assert.Equal(["contact Current", "supply Next", "period Next", "agree Next", "end Next"], Lines(drawn, run));
        run.Submit("contact");
        Assert.Equal(["contact Done", "supply Current"], Lines(drawn, run).Take(2));
    }

    [Fact]
    public void A_run_from_before_times_were_kept_says_what_is_done_without_a_time()
    {
        var drawn = Drawing().Build();
        var run = TestRun.Start(drawn).Submit("contact");
        var json = System.Text.Json.Nodes.JsonNode.Parse(run.State.ToJson())!.AsObject();
        Assert.True(json.Remove("passed"));

        var track = drawn.Track(RunState.Parse(json.ToJsonString()));

        Assert.Equal(("contact", TrackState.Done, null), (track[0].ActivityId, track[0].State, track[0].At));
    }

    [Fact]
    public void Where_a_branch_stopped_nothing_is_promised_and_at_the_end_nothing_is_open()
    {
        var drawn = Drawing(", getVariable('missing').deep").Build();
        var stopped = TestRun.Start(drawn).Submit("contact").Submit("supply");
        var over = TestRun.Start(Drawing()).Push(new RunEvent.Cancel("enough"));

        Assert.NotEmpty(stopped.State.Incidents);
        Assert.DoesNotContain(drawn.Track(stopped.State), entry => entry.State == TrackState.Next);
        Assert.Empty(Drawing().Build().Track(over.State));
    }

    private static IReadOnlyList<TrackEntry> Drawn(TestRun run, string way) =>
        new Journey().Add("wait", "Elsa.Event", ("eventName", "meter-ready")).Add("script", "Elsa.RunJavaScript", ("script", "1")).Add("tell", "Portico.SendMessage", ("template", "x")).Add("end", "Portico.EndJourney").Connect(way).Connect("tell:Sent > end").Connect("tell:Failed > end").Build().Track(run.State);

    private static List<string> Lines(WorkflowDefinition drawn, TestRun run) => [.. drawn.Track(run.State).Select(entry => $"{entry.ActivityId} {entry.State}")];

    private static Journey Drawing(string fault = "") =>
        new Journey().Add("contact", "Portico.ShowForm", ("form", "contact")).Add("supply", "Portico.ShowForm", ("form", "supply")).Add("count", "Elsa.RunJavaScript", ("script", "1" + fault)).Add("period", "Portico.WithdrawalPeriod", ("days", "14"), ("template", "ack"))
            .Add("agree", "Portico.ShowForm", ("form", "agree")).Add("end", "Portico.EndJourney", ("page", "done")).Add("gone", "Portico.EndJourney", ("page", "gone"))
            .Connect("contact:Submitted > supply").Connect("supply:Submitted > count > period").Connect("period:Over > agree").Connect("period:Withdrawn > gone").Connect("agree:Submitted > end");
}
