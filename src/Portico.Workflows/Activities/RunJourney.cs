using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

/// <summary>
/// A published journey drawn as an activity, whatever type its JSON names: it runs as a child, with the inputs and outputs that the JSON binds, and is left
/// by the outcomes the child ends with. Which those are only the child knows, so every connection that leaves it is believed.
/// </summary>
internal sealed class RunJourney : Activity
{
    public const string Type = "Elsa.WorkflowDefinitionActivity";
    private const string Definition = "workflowDefinitionId";

    public override ActivityDescriptor Descriptor { get; } =
        Describe.Activity(Type, "Journey", "Composition", "Runs another journey and waits for its end.", "Task") with { IsBrowsable = false };

    public override bool Rests(ActivityNode node) => true;

    public override void Execute(Step step)
    {
        var definition = step.Node.Definition ?? throw new ActivityFault("activity.input_missing", "No journey was chosen to be run.");
        var input = new JsonObject();
        foreach (var (name, binding) in step.Node.Inputs.Where(input => input.Key != Definition)) input[name] = binding.Evaluate(step.Scope);
        input["ParentInstanceId"] = step.Run.Data.RunId;
        var child = step.Run.StartChild(step.Node, definition, input, awaited: true, step.Node.DefinitionVersion);
        step.Wait(WaitKind.Child, new() { ["childId"] = child, ["definition"] = definition }, child);
    }

    public override void Resume(Step step, RunEvent e, string? timer)
    {
        var finished = (RunEvent.ChildFinished)e;
        if (finished.Status is not RunStatus.Completed) throw StartChild.NotCompleted(finished);
        foreach (var (name, value) in finished.Output.Where(output => output.Key.Length > 0)) step.SetOutput(name, value);
        step.Complete(finished.Outcomes ?? []);
    }

    public override IReadOnlyList<string> Outcomes(ActivityNode node)
    {
        var drawn = node.Parent?.Graph?.Outbound(node.Id).Select(connection => connection.Port).Distinct().ToList();
        return drawn is { Count: > 0 } ? drawn : ["Done"];
    }

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        if (string.IsNullOrEmpty(node.Definition)) yield return Missing(node, "journey to run", "Choose the journey it runs.");
    }
}
