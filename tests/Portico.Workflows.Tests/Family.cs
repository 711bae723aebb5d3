using System.Text.Json.Nodes;

namespace Portico.Workflows.Tests;

/// <summary>Runs a journey and the journeys it starts, at once and one inside the other, and gathers their lines in the order they are written.</summary>
internal sealed class Family(params WorkflowDefinition[] definitions)
{
    public List<string> Lines { get; } = [];

    public TestRun Run(string definitionId, JsonObject? input = null)
    {
        var run = TestRun.Start(definitions.Single(definition => definition.DefinitionId == definitionId), input, continueWithIncidents: null);
        Take(run);
        return run;
    }

    private void Take(TestRun run)
    {
        Lines.AddRange(run.Burst.Journal.Where(entry => entry.Kind == JournalKinds.LineWritten).Select(entry => entry.Data["line"]!.GetValue<string>()));
        foreach (var child in run.Burst.Children)
        {
            var inner = Run(child.DefinitionId, child.Input);
            if (!child.Awaited) continue;
            run.Push(new RunEvent.ChildFinished(child.Id, inner.State.Status, inner.State.Output, inner.State.Outcomes));
            Take(run);
        }
    }
}
