using System.Text.Json.Nodes;

namespace Portico.Workflows.Tests.Flow;

/// <summary>A run goes on in another version of its definition, where that is safe, and stays where it is not.</summary>
public sealed class MigrationTests
{
    private static Journey Form(Journey journey, string id, string form = "f", params (string, string)[] more) => journey.Add(id, "Portico.ShowForm", [("form", form), .. more]);

    private static Journey Two() => Form(Form(new Journey(), "a", "fa"), "b", "fb").Add("end", "Portico.EndJourney", ("outcome", "old")).Connect("a:Submitted > b:Submitted > end");

    [Fact]
    public void A_run_goes_on_in_the_new_version_with_what_was_done_and_answered()
    {
        var run = TestRun.Start(Two()).Submit("a", """{"name":"Kim"}""");
        var to = Form(Form(Form(new Journey(), "a", "fa"), "b", "fb"), "c", "fc").Add("end", "Portico.EndJourney", ("outcome", "new")).Connect("a:Submitted > b:Submitted > c:Submitted > end").Build();
        var wait = run.WaitOf("b").Id;

        run.Migrate(Two().Build(), to);

        Assert.Equal(("b", wait), (run.Waiting.Single(), run.State.Waits[0].Id));
        Assert.Equal("Kim", (string?)run.State.Answers["name"]);
        Assert.Equal(["a"], run.State.StepsDone.Select(step => step.ActivityId));
        run.Submit("b").Submit("c");
        Assert.Equal("new", run.State.Outcome);
    }

    [Fact]
    public void What_got_another_id_is_known_by_its_form_and_its_place_and_can_still_be_handed_in_under_the_former_one()
    {
        var to = Form(Form(new Journey(), "first", "fa"), "second", "fb").Add("last", "Portico.EndJourney", ("outcome", "old")).Connect("first:Submitted > second:Submitted > last").Build();
        var run = TestRun.Start(Two()).Submit("a");

        var migration = run.Migrate(Two().Build(), to);

        Assert.Equal([("flow", "flow", MatchedBy.Id), ("a", "first", MatchedBy.Meaning), ("b", "second", MatchedBy.Meaning), ("end", "last", MatchedBy.Meaning)], migration.Matches.Select(match => (match.From.Id, match.To!, match.By)));
        Assert.Equal("a", (string?)run.Back().State.Waits[0].Data["was"]);
        Assert.Equal("first", run.Waiting.Single());
        run.Submit("first").Submit("second");
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void Of_two_that_are_alike_nobody_guesses_which_is_meant_until_somebody_says_so()
    {
        var old = Form(new Journey(), "a").Build();
        var to = Form(Form(Form(new Journey(), "start", "other"), "x"), "y").Connect("start:Submitted > x:Submitted > y").Build();
        var run = TestRun.Start(old);

        var unmapped = new RunMigration(old, to).Move(run.State);
        run.Migrate(old, to, ("a", "y"));

        Assert.Equal(("a", MoveCodes.Unmapped, true), Assert.Single(unmapped.Problems) is var problem ? (problem.ActivityId, problem.Code, problem.IsMapping) : default);
        Assert.Equal("y", run.Waiting.Single());
    }

    [Fact]
    public void A_step_cannot_become_one_with_another_form_or_of_another_kind()
    {
        var run = TestRun.Start(Two());
        var to = Form(new Journey(), "a", "else").Add("ask", "Portico.AgentDecision").Connect("a:Submitted > ask").Build();

        Assert.Equal([MoveCodes.OtherForm], Codes(run, Two().Build(), to));
        Assert.Equal([MoveCodes.OtherType], Codes(run, Two().Build(), to, ("a", "ask")));
        Assert.Contains("'fa'", new RunMigration(Two().Build(), to).Matches.Single(match => match.From.Id == "a").Problem!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_chosen_to_have_no_place_blocks_only_those_who_are_there()
    {
        var old = Two().Build();
        var (there, behind) = (TestRun.Start(Two()), TestRun.Start(Two()).Submit("a"));

        Assert.Equal([MoveCodes.Unmapped], Codes(there, old, old, ("a", "")));
        Assert.Empty(Codes(behind, old, old, ("a", "")));
    }

    [Fact]
    public void A_call_that_is_under_way_keeps_its_id_and_nothing_is_asked_again()
    {
        static Journey Asking(string id, string version) => new Journey().Add(id, "Portico.VerifyIdentity", ("timeoutHours", "5")).Add("end", "Portico.EndJourney", ("outcome", version)).Connect($"{id}:Verified > end");
        var run = TestRun.Start(Asking("check", "old"));
        var (call, timer) = (run.CallOf("check"), run.Timers.Single());

        run.Migrate(Asking("check", "old").Build(), Asking("verify", "new").Build());

        Assert.Equal(call, run.CallOf("verify"));
        Assert.Equal(("verify", "verify"), (run.State.ActivityOf(call), run.State.ActivityOf(timer.Id)));
        Assert.Empty(run.Burst.Calls);
        run.Answer("verify", """{"decision":"approved"}""");
        Assert.Equal("new", run.State.Outcome);
        Assert.Contains(timer.Id, run.Burst.Cancelled);
    }

    [Fact]
    public void A_call_cannot_become_one_of_another_contract()
    {
        var old = new Journey().Add("check", "Portico.VerifyIdentity");
        var to = new Journey().Add("pay", "Portico.SetUpPayment").Build();

        Assert.Equal([MoveCodes.OtherType], Codes(TestRun.Start(old), old.Build(), to, ("check", "pay")));
    }

    [Fact]
    public void A_timer_fires_when_it_would_have_and_a_reminder_that_the_new_version_does_not_know_is_called_off()
    {
        var old = Form(new Journey(), "a", "f", ("reminderAfter", "2"), ("reminderTemplate", "wake"), ("expiresAfter", "8"));
        var to = Form(new Journey(), "a", "f", ("expiresAfter", "100")).Add("end", "Portico.EndJourney", ("outcome", "late")).Connect("a:Expired > end").Build();
        var run = TestRun.Start(old);
        var due = run.Now.AddHours(8);

        run.Migrate(old.Build(), to);

        Assert.Equal(due, run.Timers.Single().DueAt);
        run.Fire(run.Timers.Single());
        Assert.Equal("late", run.State.Outcome);
    }

    [Fact]
    public void Who_is_put_back_has_the_timers_that_were_called_off_again()
    {
        var old = Form(new Journey(), "a", "f", ("reminderAfter", "2"), ("reminderTemplate", "wake"));
        var run = TestRun.Start(old);
        var (before, timer) = (run.State, run.Timers.Single());
        run.Migrate(old.Build(), Form(new Journey(), "a").Build());

        var back = RunMigration.Back(run.State, before);

        Assert.Equal(before.ToJson(), back.State.ToJson());
        Assert.Equal(timer, Assert.Single(back.Timers));
    }

    [Fact]
    public void What_an_agent_has_to_decide_stays_as_it_was_asked_also_a_proposal()
    {
        static Journey Asking(string title) => new Journey().Add("ask", "Portico.AgentDecision", ("title", title), ("fourEyes", "true")).Add("end", "Portico.EndJourney", ("outcome", title)).Connect("ask:Approved > end");
        var run = TestRun.Start(Asking("old"));
        run.Push(new RunEvent.Proposed(run.WaitOf("ask").Id, "Approved", "ada", null));
        var data = run.WaitOf("ask").Data.ToJsonString();

        run.Migrate(Asking("old").Build(), Asking("new").Build());

        Assert.Equal(data, run.WaitOf("ask").Data.ToJsonString());
        run.Push(new RunEvent.Confirmed(run.WaitOf("ask").Id, "Approved", "ben", null));
        Assert.Equal("new", run.State.Outcome);
    }

    [Theory]
    [InlineData("Elsa.Event", "eventName", "paid", "cancelled")]
    [InlineData("Elsa.HttpEndpoint", "path", "meters", "invoices")]
    [InlineData("Elsa.ExecuteWorkflow", "workflowDefinitionId", "child", "another")]
    public void Who_waits_for_one_thing_does_not_suddenly_wait_for_another(string type, string input, string was, string wanted)
    {
        Journey Waiting(string subject) => new Journey().Add("wait", type, (input, subject), ("waitForCompletion", "true"));
        var run = TestRun.Start(Waiting(was));

        Assert.Equal([MoveCodes.OtherSubject], Codes(run, Waiting(was).Build(), Waiting(wanted).Build()));
        Assert.Empty(Codes(run, Waiting(was).Build(), Waiting(was).Add("more", "Elsa.WriteLine").Build()));
    }

    [Fact]
    public void A_step_that_is_behind_must_not_come_again()
    {
        var run = TestRun.Start(Two()).Submit("a");
        var to = Form(Form(new Journey(), "b", "fb"), "a", "fa").Connect("b:Submitted > a").Build();

        Assert.Equal([MoveCodes.WouldRepeat], Codes(run, Two().Build(), to));
        Assert.Empty(Codes(TestRun.Start(Two()), Two().Build(), Two().Build()));
    }

    [Fact]
    public void A_message_that_was_sent_must_not_be_sent_again_but_a_loop_that_the_new_version_has_may_go_round()
    {
        static Journey Telling(string ways) => Form(new Journey().Add("start", "Elsa.Start").Add("tell", "Portico.SendMessage", ("template", "hello")), "a").Connect(ways);
        var (before, after, loop) = (Telling("start > tell:Sent > a"), Telling("start > a:Submitted > tell"), Telling("start > tell:Sent > a:Submitted > tell"));
        var run = TestRun.Start(before).Answer("tell", "{}");

        Assert.Equal([MoveCodes.WouldRepeat], Codes(run, before.Build(), after.Build()));
        Assert.Empty(Codes(run, before.Build(), loop.Build()));
    }

    [Fact]
    public void Steps_that_cannot_be_opened_again_in_the_new_version_are_no_way_back_any_more()
    {
        var old = Form(Form(Form(new Journey(), "a", "fa"), "b", "fb"), "c", "fc").Connect("a:Submitted > b:Submitted > c");
        var run = TestRun.Start(old).Submit("a").Submit("b");
        var to = Form(Form(Form(new Journey(), "a", "other"), "b", "fb"), "c", "fc").Connect("a:Submitted > b:Submitted > c").Build();

        run.Migrate(old.Build(), to);

        Assert.Equal(["b"], run.State.BackSteps);
        Assert.Equal("b", run.Back().Waiting.Single());
    }

    [Fact]
    public void A_join_closes_with_the_branch_that_came_before_the_move()
    {
        var run = TestRun.Start(Joined("ja")).Submit("a");

        run.Migrate(Joined("ja").Build(), Joined("jb").Build());
        run.Submit("b");

        Assert.Equal(["jb"], run.Lines);
    }

    [Fact]
    public void A_branch_that_waits_at_a_join_needs_the_same_way_into_it()
    {
        var run = TestRun.Start(Joined("j")).Submit("a");
        var to = Form(Form(new Journey(), "a"), "b").Add("start", "Elsa.Start").Add("join", "Elsa.FlowJoin", ("mode", "WaitAll")).Connect("start > a:Submitted > b:Submitted > join").Build();

        Assert.Equal([MoveCodes.JoinChanged], Codes(run, Joined("j").Build(), to));
    }

    [Fact]
    public void A_join_ahead_must_not_wait_for_a_branch_that_the_run_never_began()
    {
        var old = Form(new Journey(), "a").Add("start", "Elsa.Start").Connect("start > a");
        var run = TestRun.Start(old);

        Assert.Equal([MoveCodes.JoinNeverCloses], Codes(run, old.Build(), Joined("j").Build()));
    }

    [Fact]
    public void A_join_that_the_first_branch_went_through_swallows_the_second_also_after_the_move()
    {
        static Journey First(string text) => Form(Form(new Journey().Add("start", "Elsa.Start"), "a"), "b").Add("join", "Elsa.WriteLine", ("text", text)).Merge("join", "Cascade").Connect("start > a:Submitted > join").Connect("start > b:Submitted > join");
        var run = TestRun.Start(First("old")).Submit("a");

        run.Migrate(First("old").Build(), First("new").Build());
        run.Submit("b");

        Assert.Equal(["old"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void Counted_ways_are_found_again_by_what_they_join_and_not_by_their_number()
    {
        var old = Joined("j").WithCounters();
        var to = Form(Form(new Journey(), "b"), "a").Add("join", "Elsa.FlowJoin", ("mode", "WaitAll")).Add("start", "Elsa.Start").Add("end", "Elsa.WriteLine", ("text", "k"))
            .Connect("b:Submitted > join").Connect("start > b").Connect("a:Submitted > join > end").Connect("start > a").WithCounters();
        var run = TestRun.Start(old).Submit("a");

        Assert.Equal([MoveCodes.OtherScheduler], Codes(run, old.Build(), Joined("j").Build()));
        run.Migrate(old.Build(), to.Build());
        run.Submit("b");

        Assert.Equal(["k"], run.Lines);
    }

    [Fact]
    public void A_loop_goes_on_with_its_turn_and_a_run_in_it_cannot_leave_it_by_a_move()
    {
        static WorkflowDefinition Loop(string loop, string text) => WorkflowDefinition.Parse($$$"""
            {"definitionId":"journey","root":{"id":"flow","type":"Elsa.Sequence","version":1,"activities":[{"id":"loop","type":"{{{loop}}}","version":1,"items":{"typeName":"Object[]","expression":{"type":"Object","value":"[1,2]"}},
              "body":{"id":"body","type":"Elsa.Sequence","version":1,"activities":[{"id":"ask","type":"Portico.ShowForm","version":1,"form":{"typeName":"String","expression":{"type":"Literal","value":"f"} } },
              {"id":"say","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"JavaScript","value":"'{{{text}}}' + getVariable('CurrentValue')"} } }]} }]}}
            """);
        var (old, to) = (Loop("Elsa.ForEach", "old"), Loop("Elsa.ForEach", "new"));
        var run = TestRun.Start(old).Submit("ask");
        var flat = Form(new Journey(), "ask").Build();

        Assert.Contains(MoveCodes.Unmapped, Codes(run, old, Loop("Elsa.ParallelForEach", "new")));
        Assert.Contains(MoveCodes.Unmapped, Codes(run, old, flat));
        run.Migrate(old, to);
        run.Submit("ask");

        Assert.Equal(["old1", "new2"], run.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void A_sequence_goes_on_behind_the_place_that_the_step_has_in_the_new_version()
    {
        static WorkflowDefinition Line(params string[] ids) => WorkflowDefinition.Parse($$$"""
            {"definitionId":"journey","root":{"id":"flow","type":"Elsa.Sequence","version":1,"activities":[{{{string.Join(',', ids.Select(id => $$$"""{"id":"{{{id}}}","type":"Portico.ShowForm","version":1,"form":{"typeName":"String","expression":{"type":"Literal","value":"{{{id}}}"} } }"""))}}}]}}
            """);
        var run = TestRun.Start(Line("a", "b")).Submit("a");

        run.Migrate(Line("a", "b"), Line("new", "a", "b", "c"));
        run.Submit("b");

        Assert.Equal("c", run.Waiting.Single());
    }

    [Fact]
    public void A_step_cannot_move_into_something_that_the_run_is_not_in()
    {
        var old = Form(new Journey(), "a").Add("box", "Elsa.FlowNode").Connect("a:Submitted > box");
        var to = new Journey().Add("box", "Elsa.FlowNode").With("box", "body", JsonNode.Parse("""{"id":"a","type":"Portico.ShowForm","version":1,"form":{"typeName":"String","expression":{"type":"Literal","value":"f"}}}""")!);

        Assert.Equal([MoveCodes.OtherContainer], Codes(TestRun.Start(old), old.Build(), to.Build()));
    }

    [Fact]
    public void Two_that_are_under_way_cannot_become_one()
    {
        var run = TestRun.Start(Joined("j"));

        Assert.Equal([MoveCodes.TwoInOne, MoveCodes.TwoInOne], Codes(run, Joined("j").Build(), Joined("j").Build(), ("a", "b")));
    }

    [Fact]
    public void Variables_keep_their_values_new_ones_begin_with_their_default_and_one_of_another_type_must_fit()
    {
        static Journey Reading(Journey journey) => Form(journey.Add("set", "Elsa.SetVariable", ("value", "words")).With("set", "variable", new JsonObject { ["id"] = "v-kept" }), "a").Add("say", "Elsa.WriteLine", ("text", "=`${getVariable('kept')} ${getVariable('more')}`")).Connect("set > a:Submitted > say");
        var old = Reading(new Journey().Variable("kept", "String"));
        var run = TestRun.Start(old);

        Assert.Equal([MoveCodes.VariableType], Codes(run, old.Build(), Reading(new Journey().Variable("kept", "Int32").Variable("more", "String")).Build()));
        run.Migrate(old.Build(), Reading(new Journey().Variable("kept", "String").Variable("more", "String", "new")).Build());
        run.Submit("a");

        Assert.Equal(["words new"], run.Lines);
    }

    [Fact]
    public void It_is_said_when_the_new_version_asks_for_what_the_old_one_did_not_keep()
    {
        static WorkflowDefinition Saying(string text) => Form(new Journey(), "a").Add("say", "Elsa.WriteLine", ("text", text)).Connect("a:Submitted > say").Build();
        var (plain, reading) = (Saying("hello"), Saying("=getLastResult()"));

        Assert.Equal([true, false, false], new[] { new RunMigration(plain, reading), new RunMigration(reading, reading), new RunMigration(reading, plain) }.Select(migration => migration.LosesResults));
    }

    [Fact]
    public void An_incident_can_be_tried_again_in_a_version_that_mends_it()
    {
        static Journey Failing(string script) => new Journey().Add("bad", "Elsa.WriteLine", ("text", script));
        var run = TestRun.Start(Failing("=getVariable('nothing').x.y"));

        run.Migrate(Failing("=getVariable('nothing').x.y").Build(), Failing("mended").Build());
        run.Push(new RunEvent.Retry(run.State.Incidents.Single().Id));

        Assert.Equal(["mended"], run.Lines);
    }

    private static Journey Joined(string text) => Form(Form(new Journey().Add("start", "Elsa.Start"), "a"), "b").Add("join", "Elsa.FlowJoin", ("mode", "WaitAll")).Add("end", "Elsa.WriteLine", ("text", text))
        .Connect("start > a:Submitted > join > end").Connect("start > b:Submitted > join");

    private static IEnumerable<string> Codes(TestRun run, WorkflowDefinition from, WorkflowDefinition to, params (string From, string To)[] chosen) =>
        new RunMigration(from, to, chosen.ToDictionary(choice => choice.From, choice => choice.To)).Move(run.State).Problems.Select(problem => problem.Code);
}
