using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.App.Demo;
using Portico.Workflows;

namespace Portico.App.Tests.Forms;

/// <summary>Moving in, played on the engine: what customers, providers and agents can do at each point.</summary>
public sealed class ShippedJourneyRunTests
{
    public static TheoryData<string> EveryTenant => new(DemoContent.Tenants.Select(t => t.Id));

    [Theory]
    [MemberData(nameof(EveryTenant))]
    public void The_engine_finds_nothing_wrong_with_it(string tenant)
    {
        Assert.Empty(new Run(tenant).Definition.Findings);
    }

    [Theory]
    [MemberData(nameof(EveryTenant))]
    public void A_smooth_run_with_a_direct_debit_ends_active(string tenant)
    {
        var run = new Run(tenant).UpToTheCheck().Answer("identity-verification", "decision", "approved").Submit("payment", ("paymentMethod", "direct-debit"));

        Assert.Equal("direct-debit", (string?)run.Call("payment").Input["method"]);
        run.Answer("payment", "state", "active").Submit("consents").Submit("summary").Answer("channel", "status", "sent");

        Assert.Equal((RunStatus.Completed, "Activated", "done"), (run.State.Status, run.State.Outcome, run.State.EndPage));
        Assert.Equal("active", (string?)run.State.Variables["PaymentResult"]!["state"]);
    }

    [Theory]
    [MemberData(nameof(EveryTenant))]
    public void An_invoice_needs_no_payment_provider_and_a_welcome_that_cannot_be_sent_stops_nobody(string tenant)
    {
        var run = new Run(tenant).UpToTheCheck().Answer("identity-verification", "decision", "approved").Submit("payment", ("paymentMethod", "invoice")).Submit("consents").Submit("summary").Fail("channel");

        Assert.Equal("Activated", run.State.Outcome);
    }

    [Theory]
    [MemberData(nameof(EveryTenant))]
    public void A_payment_that_fails_can_be_tried_again_as_often_as_needed(string tenant)
    {
        var run = new Run(tenant).UpToTheCheck().Answer("identity-verification", "decision", "approved").Submit("payment", ("paymentMethod", "direct-debit"))
            .Answer("payment", "state", "refused").Submit("payment-retry", ("paymentMethod", "card"))
            .Answer("payment", "state", "cancelled").Submit("payment-retry", ("paymentMethod", "card"))
            .Fail("payment").Submit("payment-retry", ("paymentMethod", "direct-debit"))
            .Answer("payment", "state", "active").Submit("consents").Submit("summary").Answer("channel", "status", "sent");

        Assert.Equal("Activated", run.State.Outcome);
    }

    [Theory]
    [MemberData(nameof(EveryTenant))]
    public void A_check_can_be_repeated(string tenant)
    {
        var run = new Run(tenant).UpToTheCheck().Answer("identity-verification", "decision", "resubmission").Submit("identity").Answer("identity-verification", "decision", "abandoned").Submit("identity").Answer("identity-verification", "decision", "approved");

        Assert.Equal("payment", Assert.Single(run.State.Waits).ActivityId);
    }

    [Theory]
    [MemberData(nameof(EveryTenant))]
    public void A_refused_customer_is_told_and_sees_the_next_step(string tenant)
    {
        var run = new Run(tenant).UpToTheCheck().Answer("identity-verification", "decision", "declined");

        Assert.Equal("rejected", (string?)run.Call("channel").Input["template"]);
        run.Answer("channel", "status", "sent");

        Assert.Equal((RunStatus.Completed, "Rejected", "rejected"), (run.State.Status, run.State.Outcome, run.State.EndPage));
    }

    [Theory]
    [MemberData(nameof(EveryTenant))]
    public void A_doubtful_check_goes_to_an_agent_who_may_approve(string tenant)
    {
        var run = new Run(tenant).UpToTheCheck().Answer("identity-verification", "decision", "review");

        Assert.Equal("in-review", (string?)run.Call("channel").Input["template"]);
        run.Fail("channel");

        Assert.Contains("answered: review.", (string?)Assert.Single(run.State.Waits).Data["instructions"], StringComparison.Ordinal);
        Assert.Equal("payment", Assert.Single(run.Decide("Approved").State.Waits).ActivityId);
    }

    [Theory]
    [MemberData(nameof(EveryTenant))]
    public void A_check_that_never_answers_goes_to_an_agent_who_may_decline(string tenant)
    {
        var run = new Run(tenant).UpToTheCheck().Fail("identity-verification");

        Assert.Contains("could not be finished", (string?)Assert.Single(run.State.Waits).Data["instructions"], StringComparison.Ordinal);
        run.Decide("Declined").Answer("channel", "status", "sent");

        Assert.Equal("Rejected", run.State.Outcome);
    }

    [Theory]
    [MemberData(nameof(EveryTenant))]
    public void Each_form_reminds_after_a_day_and_expires_after_thirty(string tenant)
    {
        foreach (var steps in Enumerable.Range(0, 5))
        {
            var run = new Run(tenant);
            foreach (var step in Run.FirstSteps.Take(steps)) run.Submit(step);

            run.Wake(TimeSpan.FromHours(24));
            Assert.Equal("reminder", (string?)run.Call("channel").Input["template"]);
            run.Wake(TimeSpan.FromDays(30));

            Assert.Equal((RunStatus.Completed, "Expired", "expired"), (run.State.Status, run.State.Outcome, run.State.EndPage));
        }
    }

    [Theory]
    [MemberData(nameof(EveryTenant))]
    public void Progress_grows_to_the_end(string tenant)
    {
        var run = new Run(tenant);

        Assert.Equal((0, 8), run.Progress);
        Assert.Equal((5, 8), run.UpToTheCheck().Progress);
        Assert.Equal((5, 8), run.Answer("identity-verification", "decision", "approved").Progress);
    }

    private sealed class Run
    {
        public static readonly string[] FirstSteps = ["about-you", "supply", "move-in-date", "tariff", "identity"];
        private static readonly DateTimeOffset Start = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);
        private readonly List<TimerRequest> timers = [];
        private readonly List<Call> calls = [];
        private DateTimeOffset now = Start;

        public Run(string tenant)
        {
            Definition = WorkflowDefinition.Parse(DemoContent.Tenants.Single(t => t.Id == tenant).Journeys.Single(journey => journey.Key == "move-in").Definition);
            State = Keep(WorkflowRunner.Start(Definition, new RunStart("case", []), new RunEnvironment(now, 1)));
        }

        public WorkflowDefinition Definition { get; }

        public RunState State { get; private set; }

        public (int Done, int Of) Progress => (Definition.Progress(State).Done, Definition.Progress(State).Of);

        public Call Call(string contract) => calls.Last(c => c.Contract == contract);

        public Run UpToTheCheck() => FirstSteps.Aggregate(this, (run, step) => run.Submit(step));

        public Run Submit(string step, params (string Name, string Value)[] answers)
        {
            var wait = Assert.Single(State.Waits);
            Assert.Equal((step, step), (wait.ActivityId, (string?)wait.Data["form"]));
            return Push(new RunEvent.Submitted(wait.Id, new JsonObject(answers.Select(a => KeyValuePair.Create(a.Name, (JsonNode?)JsonValue.Create(a.Value))))));
        }

        public Run Answer(string contract, string member, string value) => Push(new RunEvent.CallCompleted(Call(contract).Id, JsonSerializer.SerializeToElement(new Dictionary<string, string> { [member] = value })));

        public Run Fail(string contract) => Push(new RunEvent.CallFailed(Call(contract).Id, "test.failed"));

        public Run Decide(string outcome) => Push(new RunEvent.Decided(Assert.Single(State.Waits).Id, outcome, null));

        public Run Wake(TimeSpan after)
        {
            now = Start + after;
            var timer = timers.OrderBy(t => t.DueAt).First();
            Assert.Equal(now, timer.DueAt);
            timers.Remove(timer);
            return Push(new RunEvent.TimerFired(timer.Id));
        }

        private Run Push(RunEvent e)
        {
            State = Keep(WorkflowRunner.Push(Definition, State, e, new RunEnvironment(now, 1)));
            return this;
        }

        private RunState Keep(Burst burst)
        {
            Assert.Empty(burst.State.Incidents);
            timers.AddRange(burst.Timers);
            timers.RemoveAll(t => burst.Cancelled.Contains(t.Id));
            calls.AddRange(burst.Calls);
            return burst.State;
        }
    }
}
