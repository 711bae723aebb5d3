using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Workflows.Schedules;

namespace Portico.Workflows.Tests;

/// <summary>
/// A run under test. Every push is done twice, the second time from the stored form of the state: both must give the same, so each test is also
/// a test of determinism and of the round trip.
/// </summary>
internal sealed class TestRun
{
    private WorkflowDefinition definition;
    private QuietHours? quiet;

    private TestRun(WorkflowDefinition definition) => this.definition = definition;

    public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public int JournalRoom { get; set; } = int.MaxValue;

    public RunState State { get; private set; } = null!;

    public Burst Burst { get; private set; } = null!;

    public List<JournalEntry> Journal { get; } = [];

    public List<TimerRequest> Timers { get; } = [];

    public IEnumerable<string> Lines => Journal.Where(entry => entry.Kind == JournalKinds.LineWritten).Select(entry => entry.Data["line"]!.GetValue<string>());

    public IEnumerable<string> Kinds => Journal.Select(entry => entry.Kind);

    public static TestRun Start(Journey journey, JsonObject? input = null, bool? continueWithIncidents = true, QuietHours? quiet = null) => Start(journey.Build(), input, continueWithIncidents, quiet: quiet);

    public static TestRun Start(WorkflowDefinition definition, JsonObject? input = null, bool? continueWithIncidents = true, string? trigger = null, JsonNode? payload = null, QuietHours? quiet = null)
    {
        var run = new TestRun(definition) { quiet = quiet };
        Burst Once() => WorkflowRunner.Start(definition, new("run-1", input ?? [], "ref-1", "de", continueWithIncidents, trigger, payload), run.Environment);
        run.Take(Once(), Once());
        return run;
    }

    public TestRun Push(RunEvent e)
    {
        var before = State.ToJson();
        var burst = WorkflowRunner.Push(definition, State, e, Environment);
        Assert.Equal(before, State.ToJson());
        Take(burst, WorkflowRunner.Push(definition, RunState.Parse(before), e, Environment));
        return this;
    }

    public TestRun Submit(string activity, string answers = "{}") => Push(new RunEvent.Submitted(WaitOf(activity).Id, JsonNode.Parse(answers)!.AsObject()));

    public TestRun Answer(string activity, string value) => Push(new RunEvent.CallCompleted(CallOf(activity), JsonDocument.Parse(value).RootElement));

    public TestRun Fail(string activity) => Push(new RunEvent.CallFailed(CallOf(activity), "provider.down"));

    public TestRun Decide(string activity, string outcome) => Push(new RunEvent.Decided(WaitOf(activity).Id, outcome, "he was rude"));

    public TestRun Fire(TimerRequest timer)
    {
        Now = timer.DueAt;
        return Push(new RunEvent.TimerFired(timer.Id));
    }

    /// <summary>Goes on in another version; it must be possible.</summary>
    public RunMigration Migrate(WorkflowDefinition from, WorkflowDefinition to, params (string From, string To)[] chosen)
    {
        var (before, migration) = (State.ToJson(), new RunMigration(from, to, chosen.ToDictionary(choice => choice.From, choice => choice.To)));
        var moved = migration.Move(State);
        Assert.Equal(before, State.ToJson());
        Assert.Empty(moved.Problems);
        Take(moved.Burst!, migration.Move(RunState.Parse(before)).Burst!);
        definition = to;
        return migration;
    }

    public TestRun Back(string? activity = null) => Push(new RunEvent.WentBack(activity));

    public Wait WaitOf(string activity) => State.Waits.Single(wait => wait.ActivityId == activity);

    public string CallOf(string activity) => WaitOf(activity).Data["callId"]!.GetValue<string>();

    public IEnumerable<string> Waiting => State.Waits.Select(wait => wait.ActivityId);

    private RunEnvironment Environment => new(Now, 42, Quiet: quiet, JournalRoom: JournalRoom);

    private void Take(Burst burst, Burst again)
    {
        Assert.Equal(burst.State.ToJson(), again.State.ToJson());
        Assert.Equal(Describe(burst), Describe(again));
        Assert.Equal(burst.State.ToJson(), RunState.Parse(burst.State.ToJson()).ToJson());
        (Burst, State) = (burst, burst.State);
        Journal.AddRange(burst.Journal);
        Timers.RemoveAll(timer => burst.Cancelled.Contains(timer.Id));
        Timers.AddRange(burst.Timers);
    }

    private static string Describe(Burst burst) => JsonSerializer.Serialize(new { burst.Journal, burst.Calls, burst.Timers, burst.Children, burst.Cancelled, burst.Events });
}
