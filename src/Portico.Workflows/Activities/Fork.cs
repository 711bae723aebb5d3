using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

/// <summary>Elsa's older fork, whose branches stand inside it; in a flowchart, <see cref="FlowFork"/> does this with connections.</summary>
internal sealed class Fork : Activity
{
    private const string WaitAny = "WaitAny";

    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.Fork", "Fork with branches", "Branching", "Runs its branches at the same time, and goes on when all are done, or the first.",
        inputs: [Describe.Choice("JoinMode", "Goes on after", "All branches, or the first, which ends the others.", "WaitAll", "WaitAll", WaitAny) with { IsWrapped = false }]) with { IsContainer = true, IsBrowsable = false };

    public override OnBreak OnBreak => OnBreak.EndsToo;

    public override IEnumerable<(string Member, string Slot, JsonObject Activity)> Embedded(JsonObject json) =>
        DefinitionReader.Objects(json["branches"]).Select((branch, index) => ("branches", $"branches[{index.ToString(CultureInfo.InvariantCulture)}]", branch));

    public override void Execute(Step step)
    {
        foreach (var branch in step.Node.Slots.Values) step.Schedule(branch);
        if (step.Node.Slots.Count == 0) step.Complete();
    }

    public override void ChildCompleted(Step step, ActivityNode child, bool backward, IReadOnlyList<string> outcomes)
    {
        if (step.Context.Breaking || step.Node.JoinMode is WaitAny or "1" || !step.HasWork()) step.Complete();
    }

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        if (node.JoinMode is not (null or "" or "WaitAll" or WaitAny or "0" or "1")) yield return Wrong(node, "activity.bad_mode", $"has the join mode '{node.JoinMode}', which does not exist.", "Use WaitAll or WaitAny.");
    }
}
