using System.Text.Json.Nodes;

namespace Portico.Workflows.Tests.Histories;

/// <summary>Every run that was ever recorded goes the same way for ever; the README beside this file says how to add some.</summary>
public sealed class HistoryTests
{
    private const int PerJourney = 32;

    private static readonly string Folder = FindFolder();

    public static TheoryData<string> Files() => new(Directory.GetFiles(Folder, "*.jsonl", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_recorded_run_gives_the_same_commands_again(string file)
    {
        var (definition, histories) = Read(file);

        foreach (var (history, number) in histories.Select((history, index) => (history, index + 1)))
        {
            Assert.Equal(definition.ContentHash, history.ContentHash);
            Assert.True(history.FirstDifference(definition) is null, $"{file}, line {number}: other commands after push {history.FirstDifference(definition)}.");
        }
    }

    [Fact]
    public void There_are_enough_of_them_and_they_stay_small()
    {
        Assert.True(All().Count() >= 200);
        Assert.InRange(Directory.GetFiles(Folder, "*.json*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length), 1, 3 * 1024 * 1024);
    }

    [Fact]
    public void They_pass_every_activity_that_can_run()
    {
        HashSet<string> passed = new(StringComparer.Ordinal);

        foreach (var (definition, history) in All()) history.FirstDifference(definition, burst => passed.UnionWith(burst.Journal.Where(entry => entry.Kind == JournalKinds.ActivityCompleted || entry.Kind == JournalKinds.ActivityFaulted).Select(entry => entry.ActivityType!)));

        // Those that never run themselves, and a journey inside a journey, which is named as it was drawn.
        Assert.Empty(ActivityCatalog.All.Select(activity => activity.Type).Except(passed).Except(["Elsa.Workflow", "Elsa.NotFoundActivity", "Elsa.WorkflowDefinitionActivity"]));
        Assert.Contains("Some.Journey", passed);
    }

    [Fact]
    public void A_journey_that_does_something_else_is_caught()
    {
        var caught = 0;
        foreach (var file in Directory.GetFiles(Folder, "*.jsonl", SearchOption.AllDirectories))
        {
            var (definition, histories) = Read(Path.GetRelativePath(Folder, file));
            var json = File.ReadAllText(Path.ChangeExtension(file, ".json"));
            var planted = WorkflowDefinition.Parse(json.Replace("72", "73", StringComparison.Ordinal).Replace("reading-", "reading:", StringComparison.Ordinal).Replace("\"Activated\"", "\"Done\"", StringComparison.Ordinal).Replace("other-3", "other-4", StringComparison.Ordinal));
            if (planted.ContentHash != definition.ContentHash && histories.Any(history => history.FirstDifference(planted) is not null)) caught++;
        }
        Assert.True(caught >= 5, $"Only {caught} of the planted changes were caught.");
    }

    [Theory]
    [InlineData("timers")]
    [InlineData("cancelled")]
    [InlineData("journal")]
    public void A_command_that_is_missing_changes_the_hash(string which)
    {
        var burst = WorkflowRunner.Start(new Journey().Add("form", "Portico.ShowForm", ("form", "f"), ("expiresAfter", "2")).Build(), new("run-1", []), new(DateTimeOffset.UnixEpoch, 1));
        var late = WorkflowRunner.Push(new Journey().Add("form", "Portico.ShowForm", ("form", "f"), ("expiresAfter", "2")).Build(), burst.State, new RunEvent.Cancel("x"), new(DateTimeOffset.UnixEpoch, 1));

        var (whole, less) = which switch
        {
            "timers" => (burst, burst with { Timers = [] }),
            "cancelled" => (late, late with { Cancelled = [] }),
            _ => (burst, burst with { Journal = [.. burst.Journal.Skip(1)] }),
        };

        Assert.NotEqual(History.Hash(whole), History.Hash(less));
    }

    /// <summary>Writes nothing unless it is asked to; <c>PORTICO_RECORD</c> names the batch.</summary>
    [Fact]
    public void Recording_writes_a_new_batch_and_never_over_an_old_one()
    {
        if (Environment.GetEnvironmentVariable("PORTICO_RECORD") is not { Length: > 0 } batch) return;
        var target = Path.Combine(Folder, batch);
        Assert.False(Directory.Exists(target), $"The batch '{batch}' exists already. Give the new one another name.");

        Directory.CreateDirectory(target);
        var shipped = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "../../../src/Portico.App/Demo/shared/journeys/move-in.json")))!.AsObject();
        foreach (var ((name, json), journey) in RecordedJourneys.All().Prepend(("move-in", shipped)).Select((journey, index) => (journey, index)))
        {
            var definition = WorkflowDefinition.Parse(json.ToJsonString());
            File.WriteAllText(Path.Combine(target, name + ".json"), json.ToJsonString() + "\n");
            File.WriteAllLines(Path.Combine(target, name + ".jsonl"), Enumerable.Range(0, PerJourney).Select(number => new Recorder(definition, (journey * 1000) + number + 1).Record().ToLine()));
        }
    }

    private static IEnumerable<(WorkflowDefinition Definition, History History)> All() =>
        Directory.GetFiles(Folder, "*.jsonl", SearchOption.AllDirectories).Select(file => Read(Path.GetRelativePath(Folder, file))).SelectMany(file => file.Histories.Select(history => (file.Definition, history)));

    private static (WorkflowDefinition Definition, List<History> Histories) Read(string file)
    {
        var path = Path.Combine(Folder, file);
        return (WorkflowDefinition.Parse(File.ReadAllText(Path.ChangeExtension(path, ".json"))), [.. File.ReadLines(path).Select(History.Read)]);
    }

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "Portico.Workflows.Tests", "Histories");
            if (Directory.Exists(candidate)) return candidate;
        }
        throw new DirectoryNotFoundException("No folder above this one holds the recorded histories.");
    }
}
