using System.Text.Json.Nodes;

namespace Portico.Workflows.Tests.Flow;

/// <summary>Elsa's own definitions, read from beside the repository and unchanged, behave as the table there says.</summary>
public sealed class ConformanceTests
{
    private static readonly string Folder = FindFolder();

    [Fact]
    public void What_is_said_about_Elsas_own_drawings_is_true() => Assert.Equal(
        [
            "fork-decision-join-converge-strict: flow.outcome_unconnected False", "fork-decision-join-converge: flow.outcome_unconnected False", "fork-decision-join-none: flow.outcome_unconnected False",
            "implicit-loop: flow.loop_without_rest ",
        ],
        Directory.GetFiles(Folder, "*.json").SelectMany(file => WorkflowDefinition.Parse(File.ReadAllText(file)).Findings.Select(finding => $"{Path.GetFileNameWithoutExtension(file)}: {finding.Id} {finding.Subject}")).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("writeline", "Dummy Text")]
    [InlineData("implicit-loop", "Do something|Retry|Do something|Done")]
    [InlineData("join-any-1", "Start|End")]
    [InlineData("join-all-1", "Start|Line 1|Line 2|End")]
    [InlineData("fork-decision-join-none", "A|C")]
    [InlineData("decision-merge-join-none", "")]
    [InlineData("parent-with-wait child-workflow", "Parent: Before child|Child: Executing|Parent: After child")]
    [InlineData("parent-no-wait child-workflow", "Parent: Before child|Parent: After child|Child: Executing")]
    [InlineData("parent-with-input child-with-input", "Child received: Hello from parent")]
    public void A_definition_of_Elsa_writes_its_lines_and_finishes(string files, string lines)
    {
        var (status, written) = Run(files);

        Assert.Equal(lines, string.Join('|', written));
        Assert.Equal(RunStatus.Completed, status);
    }

    [Theory]
    [InlineData("fork-decision-join-converge")]
    [InlineData("fork-decision-join-converge-strict")]
    public void A_join_that_can_never_be_reached_stops_visibly(string file)
    {
        var run = TestRun.Start(Read(file));

        Assert.Equal(["A"], run.Lines);
        Assert.Equal("workflow.join_blocked", Assert.Single(run.State.Incidents).Code);
        Assert.Equal(RunStatus.Faulted, run.State.Status);
    }

    [Fact]
    public void An_explicit_join_waits_for_all_and_the_fault_beside_it_stops_the_run()
    {
        var (status, written) = Run("fork-decision-join-waitall");

        Assert.Equal(["A", "C", "B", "D"], written);
        Assert.Equal(RunStatus.Faulted, status);
    }

    [Fact]
    public void Every_file_of_the_folder_is_covered_and_has_no_findings()
    {
        var files = Directory.GetFiles(Folder, "*.json");

        Assert.True(files.Length >= 14);
        Assert.All(files, file => Assert.DoesNotContain(WorkflowDefinition.Parse(File.ReadAllText(file)).Findings, finding => finding.Severity == FindingSeverity.Error));
    }

    [Theory]
    [InlineData("writeline", "Dummy Text")]
    [InlineData("implicit-loop", "Do something|Retry|Do something|Done")]
    [InlineData("join-any-1", "Start|End")]
    [InlineData("join-all-1", "Start|Line 1|Line 2|End")]
    [InlineData("fork-decision-join-none", "A|C")]
    public void Where_merge_modes_play_no_part_the_counters_agree(string file, string lines)
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file + ".json")))!.AsObject();
        json["customProperties"] = new JsonObject { ["Flowchart:ExecutionMode"] = "CounterBased" };

        var run = TestRun.Start(WorkflowDefinition.Parse(json.ToJsonString()));

        Assert.Equal(lines, string.Join('|', run.Lines));
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    private static (RunStatus Status, List<string> Lines) Run(string files)
    {
        var definitions = files.Split(' ').Select(Read).ToList();
        List<string> lines = [];
        var run = TestRun.Start(definitions[0], continueWithIncidents: false);
        lines.AddRange(run.Lines);
        foreach (var child in run.Burst.Children)
        {
            var inner = TestRun.Start(definitions.Single(definition => definition.DefinitionId == child.DefinitionId), child.Input);
            lines.AddRange(inner.Lines);
            if (!child.Awaited) continue;
            var before = run.Lines.Count();
            run.Push(new RunEvent.ChildFinished(child.Id, inner.State.Status, inner.State.Output));
            lines.AddRange(run.Lines.Skip(before));
        }
        return (run.State.Status, lines);
    }

    private static WorkflowDefinition Read(string file) => WorkflowDefinition.Parse(File.ReadAllText(Path.Combine(Folder, file + ".json")));

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "elsa-workflows");
            if (Directory.Exists(candidate)) return candidate;
        }
        throw new DirectoryNotFoundException("No folder above this one holds shared/elsa-workflows.");
    }
}
