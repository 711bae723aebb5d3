using Portico.Workflows.Tests.Histories;

namespace Portico.Workflows.Tests.Flow;

/// <summary>Customers, providers, clocks and agents at random, against journeys that pass every activity: whatever they do, some things always hold.</summary>
public sealed class SimulationTests
{
    public static TheoryData<string> Journeys() => new(RecordedJourneys.All().Select(journey => journey.Name));

    [Theory]
    [MemberData(nameof(Journeys))]
    public void No_order_of_events_leaves_a_run_asleep_or_withdraws_what_was_never_asked_for(string name)
    {
        var definition = WorkflowDefinition.Parse(RecordedJourneys.All().Single(journey => journey.Name == name).Json.ToJsonString());
        Assert.DoesNotContain(definition.Findings, finding => finding.Severity == FindingSeverity.Error);
        var ended = 0;

        for (var seed = 1; seed <= 150; seed++)
        {
            HashSet<string> open = new(StringComparer.Ordinal);
            RunState? last = null;
            new Recorder(definition, seed).Record().FirstDifference(definition, burst =>
            {
                open.UnionWith([.. burst.Calls.Select(call => call.Id), .. burst.Timers.Select(timer => timer.Id), .. burst.Children.Select(child => child.Id)]);
                Assert.All(burst.Cancelled, id => Assert.True(open.Remove(id)));
                last = burst.State;
                if (last.Status == RunStatus.Running) Assert.NotEmpty(last.Waits);
                if (last.Status == RunStatus.Faulted) Assert.NotEmpty(last.Incidents);
                if (last.Status is RunStatus.Completed or RunStatus.Cancelled) Assert.Empty(last.Waits);
                Assert.Equal(last.Waits.Count, last.Waits.Select(wait => wait.Id).Distinct().Count());
            });
            if (last!.Status == RunStatus.Completed) ended++;
        }
        Assert.True(ended > 10, $"Only {ended} runs came to their end.");
    }
}
