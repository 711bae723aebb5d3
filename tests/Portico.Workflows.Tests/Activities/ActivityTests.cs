using System.Text.Json.Nodes;

namespace Portico.Workflows.Tests.Activities;

public sealed class ActivityTests
{
    private static Journey Form(params (string, string)[] inputs) => new Journey().Variable("given").Add("form", "Portico.ShowForm", [("form", "contact"), .. inputs])
        .With("form", "answers", JsonNode.Parse("""{"typeName":"Object","memoryReference":{"id":"v-given"}}""")!)
        .Add("ok", "Elsa.WriteLine", ("text", "=getAnswer('email') + ' ' + getGiven().email")).Add("late", "Elsa.WriteLine", ("text", "late")).Connect("form:Submitted > ok").Connect("form:Expired > late");

    [Fact]
    public void A_form_waits_until_it_is_handed_in()
    {
        var run = TestRun.Start(Form());
        Assert.Equal(RunStatus.Running, run.State.Status);
        Assert.Equal("contact", run.WaitOf("form").Data["form"]!.GetValue<string>());

        run.Submit("form", """{"email":"ada@example.test"}""");

        Assert.Equal(["ada@example.test ada@example.test"], run.Lines);
        Assert.Equal([new StepDone("form", "contact")], run.State.StepsDone);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void The_journal_names_fields_and_never_holds_answers()
    {
        var run = TestRun.Start(new Journey().Add("form", "Portico.ShowForm", ("form", "contact"))).Submit("form", """{"email":"ada@example.test","iban":"DE02"}""");

        var entry = run.Journal.Single(entry => entry.Kind == JournalKinds.StepCompleted);
        Assert.Equal("""{"form":"contact","fields":["email","iban"]}""", entry.Data.ToJsonString());
        Assert.DoesNotContain(run.Journal, any => any.Data.ToJsonString().Contains("ada@", StringComparison.Ordinal) || any.Data.ToJsonString().Contains("DE02", StringComparison.Ordinal));
    }

    [Fact]
    public void Later_answers_win_and_earlier_ones_stay()
    {
        var run = TestRun.Start(new Journey().Add("one", "Portico.ShowForm", ("form", "a")).Add("two", "Portico.ShowForm", ("form", "b")).Connect("one:Submitted > two"));

        run.Submit("one", """{"x":1,"y":1}""").Submit("two", """{"y":2}""");

        Assert.Equal("""{"x":1,"y":2}""", run.State.Answers.ToJsonString());
    }

    [Fact]
    public void A_reminder_is_sent_once_and_the_form_goes_on_waiting()
    {
        var run = TestRun.Start(Form(("reminderAfter", "24"), ("reminderTemplate", "nudge"), ("expiresAfter", "72")));
        var start = run.Now;
        Assert.Equal([start.AddHours(24), start.AddHours(72)], run.Timers.Select(timer => timer.DueAt));

        run.Fire(run.Timers[0]);

        var call = Assert.Single(run.Burst.Calls);
        Assert.Equal(("channel", "send", false, """{"template":"nudge","channel":"preferred"}"""), (call.Contract, call.Operation, call.Awaited, call.Input.ToJsonString()));
        Assert.Contains(JournalKinds.ReminderSent, run.Kinds);
        Assert.Equal(["form"], run.Waiting);

        run.Push(new RunEvent.CallCompleted(call.Id, default));

        Assert.Equal(JournalKinds.CallAnswered, run.Burst.Journal.Single().Kind);
        Assert.Throws<StaleEventException>(() => run.Push(new RunEvent.TimerFired("t999")));
    }

    [Fact]
    public void A_form_that_nobody_hands_in_expires()
    {
        var run = TestRun.Start(Form(("reminderAfter", "24"), ("reminderTemplate", "nudge"), ("expiresAfter", "72")));

        var reminder = run.Timers[0];
        run.Fire(run.Timers[1]);

        Assert.Equal(["late"], run.Lines);
        Assert.Equal([reminder.Id], run.Burst.Cancelled);
    }

    [Fact]
    public void Handing_in_a_form_calls_off_its_timers()
    {
        var run = TestRun.Start(Form(("reminderAfter", "24"), ("reminderTemplate", "nudge"), ("expiresAfter", "72")));
        var open = run.Timers.Select(timer => timer.Id).ToList();

        run.Submit("form", """{"email":"a"}""");

        Assert.Equal(open, run.Burst.Cancelled);
    }

    [Fact]
    public void A_step_cannot_be_handed_in_twice()
    {
        var run = TestRun.Start(new Journey().Add("one", "Portico.ShowForm", ("form", "a")).Add("two", "Portico.ShowForm", ("form", "b")).Connect("one:Submitted > two"));
        var wait = run.WaitOf("one").Id;
        run.Submit("one");

        Assert.Throws<StaleEventException>(() => run.Push(new RunEvent.Submitted(wait, [])));
    }

    private static Journey Check(string type, params string[] ports) => ports.Aggregate(
        new Journey().Variable("result").Add("form", "Portico.ShowForm", ("form", "f")).Add("check", type).With("check", "result", JsonNode.Parse("""{"memoryReference":{"id":"v-result"}}""")!).Connect("form:Submitted > check"),
        (journey, port) => journey.Add(port, "Elsa.WriteLine", ("text", port)).Connect($"check:{port} > {port}"));

    [Theory]
    [InlineData("approved", "Verified")]
    [InlineData("declined", "Refused")]
    [InlineData("review", "NeedsReview")]
    [InlineData("resubmission", "TryAgain")]
    [InlineData("expired", "TryAgain")]
    [InlineData("abandoned", "TryAgain")]
    public void An_identity_check_leaves_by_what_the_provider_decided(string decision, string port)
    {
        var run = TestRun.Start(Check("Portico.VerifyIdentity", "Verified", "Refused", "NeedsReview", "TryAgain", "Failed"))
            .Submit("form", """{"givenName":"Ada","familyName":"L","dateOfBirth":"1990-01-02","documentNumber":"X1","country":"DE","other":1}""");
        var call = Assert.Single(run.Burst.Calls);
        Assert.Equal(("identity-verification", "start", "", true), (call.Contract, call.Operation, call.Provider, call.Awaited));
        Assert.Equal("""{"givenName":"Ada","familyName":"L","dateOfBirth":"1990-01-02","documentNumber":"X1","country":"DE","locale":"de"}""", call.Input.ToJsonString());
        var timer = Assert.Single(run.Burst.Timers);
        Assert.Equal(run.Now.AddHours(72), timer.DueAt);

        run.Answer("check", $$"""{"decision":"{{decision}}","reasons":["x"]}""");

        Assert.Equal([port], run.Lines);
        Assert.Equal([timer.Id], run.Burst.Cancelled);
        Assert.Equal(decision, run.State.Variables["result"]!["decision"]!.GetValue<string>());
    }

    [Fact]
    public void An_identity_check_fails_when_the_call_fails_or_nobody_answers()
    {
        var failed = TestRun.Start(Check("Portico.VerifyIdentity", "Verified", "Failed")).Submit("form").Fail("check");
        var silent = TestRun.Start(Check("Portico.VerifyIdentity", "Verified", "Failed")).Submit("form");
        var call = silent.CallOf("check");
        silent.Fire(silent.Timers.Single());

        Assert.Equal(["Failed"], failed.Lines);
        Assert.Equal(["Failed"], silent.Lines);
        Assert.Equal([call], silent.Burst.Cancelled);
    }

    [Fact]
    public void An_answer_the_contract_does_not_know_is_an_incident()
    {
        var run = TestRun.Start(Check("Portico.VerifyIdentity", "Verified")).Submit("form").Answer("check", """{"decision":"maybe"}""");

        Assert.Equal("provider.bad_answer", run.State.Incidents.Single().Code);
    }

    [Fact]
    public void Expressions_of_a_check_override_the_answers()
    {
        var run = TestRun.Start(new Journey().Add("form", "Portico.ShowForm", ("form", "f")).Add("check", "Portico.VerifyIdentity", ("provider", "acme"), ("givenName", "=getAnswer('first').trim()"), ("timeoutHours", "0")).Connect("form:Submitted > check"))
            .Submit("form", """{"first":" Ada ","givenName":"X","familyName":"L"}""");

        var call = Assert.Single(run.Burst.Calls);
        Assert.Equal("acme", call.Provider);
        Assert.Equal("Ada", call.Input["givenName"]!.GetValue<string>());
        Assert.Empty(run.Burst.Timers);
    }

    [Fact]
    public void A_waiting_call_shows_what_the_customer_must_do()
    {
        var run = TestRun.Start(Check("Portico.VerifyIdentity", "Verified")).Submit("form");

        run.Push(new RunEvent.CallPending(run.CallOf("check"), new("redirect", "https://kyc.example/secret")));

        Assert.Equal("https://kyc.example/secret", run.WaitOf("check").Data["action"]!["url"]!.GetValue<string>());
        Assert.DoesNotContain("secret", run.Burst.Journal.Single().Data.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("active", "Active")]
    [InlineData("pending", "Active")]
    [InlineData("refused", "Refused")]
    [InlineData("cancelled", "Cancelled")]
    [InlineData("expired", "Failed")]
    public void A_payment_leaves_by_its_state(string state, string port)
    {
        var run = TestRun.Start(Check("Portico.SetUpPayment", "Active", "Refused", "Cancelled", "Failed")).Submit("form", """{"paymentMethod":"direct-debit","accountHolder":"Ada","iban":"DE02"}""");
        Assert.Equal("""{"method":"direct-debit","accountHolder":"Ada","iban":"DE02","amountMinor":null,"currency":null,"locale":"de"}""", run.Burst.Calls.Single().Input.ToJsonString());

        run.Answer("check", $$"""{"state":"{{state}}"}""");

        Assert.Equal([port], run.Lines);
    }

    [Fact]
    public void A_payment_takes_its_amount_from_its_inputs()
    {
        var run = TestRun.Start(new Journey().Add("pay", "Portico.SetUpPayment", ("method", "card"), ("amountMinor", "1250"), ("currency", "EUR")));

        Assert.Equal("""{"method":"card","accountHolder":null,"iban":null,"amountMinor":1250,"currency":"EUR","locale":"de"}""", run.Burst.Calls.Single().Input.ToJsonString());
    }

    [Fact]
    public void A_system_is_asked_for_the_operation_with_an_object_and_its_answer_is_kept()
    {
        var run = TestRun.Start(new Journey().Variable("result").Add("form", "Portico.ShowForm", ("form", "f"))
                .Add("check", "Portico.CallSystem", ("provider", "crm"), ("operation", "customer.create"), ("input", "=({ familyName: getAnswer('name') })")).With("check", "result", JsonNode.Parse("""{"memoryReference":{"id":"v-result"}}""")!)
                .Add("done", "Elsa.WriteLine", ("text", "done")).Add("failed", "Elsa.WriteLine", ("text", "failed"))
                .Connect("form:Submitted > check").Connect("check:Done > done").Connect("check:Failed > failed"))
            .Submit("form", """{"name":"Lovelace"}""");
        var call = Assert.Single(run.Burst.Calls);

        run.Answer("check", """{"customerNumber":"CU-1"}""");

        Assert.Equal(("connector", "customer.create", "crm", """{"familyName":"Lovelace"}"""), (call.Contract, call.Operation, call.Provider, call.Input.ToJsonString()));
        Assert.Equal(["done"], run.Lines);
        Assert.Equal("CU-1", run.State.Variables["result"]!["customerNumber"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("", "=({})", "connector.no_operation")]
    [InlineData("customer.create", "=[1]", "connector.input_invalid")]
    [InlineData("customer.create", "just words", "connector.input_invalid")]
    public void A_system_that_is_asked_nothing_sensible_is_an_incident(string operation, string input, string code)
    {
        var run = TestRun.Start(new Journey().Add("check", "Portico.CallSystem", ("operation", operation), ("input", input)));

        Assert.Equal(code, run.State.Incidents.Single().Code);
        Assert.Empty(run.Burst.Calls);
    }

    [Fact]
    public void A_system_that_fails_or_never_answers_is_left_by_failed()
    {
        Journey Drawing() => new Journey().Add("check", "Portico.CallSystem", ("operation", "note.add")).Add("failed", "Elsa.WriteLine", ("text", "failed")).Connect("check:Failed > failed");
        var failed = TestRun.Start(Drawing()).Fail("check");
        var silent = TestRun.Start(Drawing());

        silent.Fire(silent.Timers.Single());

        Assert.Equal(["failed"], failed.Lines);
        Assert.Equal(["failed"], silent.Lines);
    }

    [Fact]
    public void A_message_is_awaited_and_leaves_by_sent_or_failed()
    {
        var journey = new Journey().Add("send", "Portico.SendMessage", ("template", "welcome"), ("channel", "sms")).Add("sent", "Elsa.WriteLine", ("text", "sent")).Add("failed", "Elsa.WriteLine", ("text", "failed"))
            .Connect("send:Sent > sent").Connect("send:Failed > failed");
        var run = TestRun.Start(journey);
        Assert.Equal("""{"template":"welcome","channel":"sms"}""", run.Burst.Calls.Single().Input.ToJsonString());

        Assert.Equal(["sent"], run.Answer("send", "{}").Lines);
        Assert.Equal(["failed"], TestRun.Start(journey).Fail("send").Lines);
    }

    [Fact]
    public void An_agent_decides_and_the_note_stays_out_of_the_journal()
    {
        var run = TestRun.Start(new Journey().Add("ask", "Portico.AgentDecision", ("title", "Credit?"), ("instructions", "Look twice")).Add("yes", "Elsa.WriteLine", ("text", "yes")).Connect("ask:Approved > yes"));
        Assert.Equal("""{"title":"Credit?","instructions":"Look twice","outcomes":["Approved","Declined"]}""", run.WaitOf("ask").Data.ToJsonString());
        Assert.Throws<ArgumentException>(() => run.Decide("ask", "Whatever"));

        run.Decide("ask", "Approved");

        Assert.Equal(["yes"], run.Lines);
        Assert.DoesNotContain(run.Journal, entry => entry.Data.ToJsonString().Contains("rude", StringComparison.Ordinal));
    }

    [Fact]
    public void The_end_of_a_journey_says_how_it_ended_and_calls_off_everything_else()
    {
        var run = TestRun.Start(new Journey().Add("start", "Elsa.Start").Add("check", "Portico.VerifyIdentity").Add("form", "Portico.ShowForm", ("form", "f"), ("expiresAfter", "5")).Add("end", "Portico.EndJourney", ("outcome", "Activated"), ("page", "thanks"))
            .Connect("start > check").Connect("start > form").Connect("form:Submitted > end"));
        var open = new[] { run.CallOf("check") }.Concat(run.Timers.Select(timer => timer.Id)).Order().ToList();

        run.Submit("form");

        Assert.Equal((RunStatus.Completed, "Activated", "thanks"), (run.State.Status, run.State.Outcome, run.State.EndPage));
        Assert.Equal(open, run.Burst.Cancelled.Order());
        Assert.Equal("Activated", run.Burst.Journal[^1].Data["outcome"]!.GetValue<string>());
        Assert.Throws<StaleEventException>(() => run.Push(new RunEvent.Cancel("late")));
    }

    [Fact]
    public void What_was_only_asked_for_in_the_last_push_is_never_asked()
    {
        var run = TestRun.Start(new Journey().Add("start", "Elsa.Start").Add("check", "Portico.VerifyIdentity").Add("end", "Portico.EndJourney").Connect("start > check").Connect("start > end"));

        Assert.Empty(run.Burst.Calls);
        Assert.Empty(run.Burst.Timers);
        Assert.Empty(run.Burst.Cancelled);
    }

    [Fact]
    public void A_delay_waits_for_its_timer()
    {
        var run = TestRun.Start(new Journey().Add("wait", "Elsa.Delay", ("timeSpan", "2.00:00:00")).Add("then", "Elsa.WriteLine", ("text", "then")).Connect("wait > then"));
        Assert.Equal(run.Now.AddDays(2), run.Timers.Single().DueAt);
        Assert.Equal(WaitKind.Timer, run.WaitOf("wait").Kind);

        run.Fire(run.Timers.Single());

        Assert.Equal(["then"], run.Lines);
        Assert.Empty(run.Burst.Cancelled);
    }

    [Fact]
    public void A_delay_of_nothing_does_not_wait() =>
        Assert.Equal(RunStatus.Completed, TestRun.Start(new Journey().Add("wait", "Elsa.Delay", ("timeSpan", "00:00:00"))).State.Status);

    [Fact]
    public void Variables_outputs_name_and_reference_can_be_set()
    {
        var run = TestRun.Start(new Journey().Variable("n", "Int32", "4").Declare("who")
            .Add("set", "Elsa.SetVariable", ("value", "=variables.n * 2")).With("set", "variable", JsonNode.Parse("""{"id":"v-n","name":"n"}""")!)
            .Add("out", "Elsa.SetOutput", ("outputName", "twice"), ("outputValue", "=getN()")).Add("name", "Elsa.SetName", ("value", "=`Case of ${getWho()}`")).Add("ref", "Elsa.Correlate", ("correlationId", "=getCorrelationId() + '-2'"))
            .Connect("set > out > name > ref"), new() { ["who"] = "Ada" });

        Assert.Equal("""{"n":8}""", run.State.Variables.ToJsonString());
        Assert.Equal("""{"twice":8}""", run.State.Output.ToJsonString());
        Assert.Equal(("Case of Ada", "ref-1-2"), (run.State.Name, run.State.CorrelationId));
    }

    [Fact]
    public void A_variable_keeps_its_type()
    {
        var run = TestRun.Start(new Journey().Variable("n", "Int32").Variable("flag", "Boolean").Variable("text", "String")
            .Add("a", "Elsa.SetVariable", ("value", "12")).With("a", "variable", JsonNode.Parse("""{"id":"v-n"}""")!).Add("b", "Elsa.SetVariable", ("value", "True")).With("b", "variable", JsonNode.Parse("""{"id":"v-flag"}""")!)
            .Add("c", "Elsa.SetVariable", ("value", "=1.5")).With("c", "variable", JsonNode.Parse("""{"id":"v-text"}""")!).Connect("a > b > c"));

        Assert.Equal("""{"n":12,"flag":true,"text":"1.5"}""", run.State.Variables.ToJsonString());
    }

    [Fact]
    public void A_child_is_started_with_its_input_and_its_output_comes_back()
    {
        var run = TestRun.Start(new Journey().Add("child", "Elsa.ExecuteWorkflow", ("workflowDefinitionId", "kyb"), ("input", "=({ name: 'Ada' })"), ("waitForCompletion", "True")).Add("after", "Elsa.WriteLine", ("text", "=getOutputFrom('child', 'Result').output.score")).Connect("child > after"));
        var child = Assert.Single(run.Burst.Children);
        Assert.Equal(("kyb", true, """{"name":"Ada","ParentInstanceId":"run-1"}"""), (child.DefinitionId, child.Awaited, child.Input.ToJsonString()));

        run.Push(new RunEvent.ChildFinished(child.Id, RunStatus.Completed, new() { ["score"] = 7 }));

        Assert.Equal(["7"], run.Lines);
    }

    [Fact]
    public void A_child_that_faulted_is_an_incident_of_its_parent()
    {
        var run = TestRun.Start(new Journey().Add("child", "Elsa.DispatchWorkflow", ("workflowDefinitionId", "kyb"), ("waitForCompletion", "True")));

        run.Push(new RunEvent.ChildFinished(run.Burst.Children.Single().Id, RunStatus.Faulted, []));

        Assert.Equal("child.not_completed", run.State.Incidents.Single().Code);
    }

    [Fact]
    public void Every_browsable_activity_is_described_in_plain_words()
    {
        Assert.All(ActivityCatalog.All, activity =>
        {
            Assert.EndsWith(".", activity.Description, StringComparison.Ordinal);
            Assert.All(activity.Inputs, input => Assert.EndsWith(".", input.Description.Contains("for example", StringComparison.Ordinal) ? "." : input.Description, StringComparison.Ordinal));
        });
        Assert.Equal(ActivityCatalog.All.Count, ActivityCatalog.All.Select(activity => (activity.Type, activity.Version)).Distinct().Count());
        Assert.Equal(["Submitted", "Expired"], ActivityCatalog.All.Single(activity => activity.Type == "Portico.ShowForm").Ports.Select(port => port.Name));
    }
}
