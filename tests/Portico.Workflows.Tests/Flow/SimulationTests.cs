using System.Text.Json.Nodes;
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

    [Theory]
    [MemberData(nameof(Journeys))]
    public void A_run_that_is_moved_to_the_same_journey_with_other_ids_and_back_at_every_rest_does_what_it_would_have_done(string name)
    {
        var json = RecordedJourneys.All().Single(journey => journey.Name == name).Json;
        var (definition, renamed) = (WorkflowDefinition.Parse(json.ToJsonString()), WorkflowDefinition.Parse(Rename(json.DeepClone())!.ToJsonString()));
        var there = definition.Nodes.DistinctBy(node => node.NodeId).Zip(renamed.Nodes.DistinctBy(node => node.NodeId)).DistinctBy(pair => pair.First.Id).ToDictionary(pair => pair.First.Id, pair => pair.Second.Id);
        var (forth, back) = (new RunMigration(definition, renamed, there), new RunMigration(renamed, definition, there.ToDictionary(pair => pair.Value, pair => pair.Key)));
        var moves = 0;

        for (var seed = 1; seed <= 150; seed++)
        {
            var history = new Recorder(definition, seed).Record();
            var burst = WorkflowRunner.Start(definition, history.Start, history.Environment(history.StartedAt));
            foreach (var push in history.Pushes)
            {
                var gone = forth.Move(burst.State);
                Assert.Empty(gone.Problems);
                var home = back.Move(RunState.Parse(gone.Burst!.State.ToJson()));
                Assert.Empty(home.Problems);
                Assert.Empty(gone.Burst.Cancelled.Concat(home.Burst!.Cancelled));
                burst = WorkflowRunner.Push(definition, Unmarked(home.Burst.State), push.Event, history.Environment(push.At));
                Assert.True(History.Hash(burst) == push.Hash, $"Seed {seed} goes another way at {push.Event}.");
                moves++;
            }
        }
        Assert.True(moves > 150, $"Only {moves} moves.");
    }

    private static JsonNode? Rename(JsonNode? node)
    {
        if (node is JsonArray list) foreach (var item in list) Rename(item);
        if (node is not JsonObject json) return node;
        if (json["id"] is not null && json["type"] is not null) json["id"] = $"other-{json["id"]}";
        foreach (var end in (string[])["source", "target"])
            if (json[end] is JsonObject way && way["activity"] is not null) way["activity"] = $"other-{way["activity"]}";
        foreach (var member in json) Rename(member.Value);
        return json;
    }

    /// <summary>Without the former names of steps, which only who hands them in asks for.</summary>
    private static RunState Unmarked(RunState state)
    {
        var data = state.Data.Copy();
        foreach (var wait in data.Waits.Concat(data.Trail.SelectMany(snapshot => snapshot.Waits))) wait.Change(json => json.Remove("was"));
        return new(data);
    }
}
