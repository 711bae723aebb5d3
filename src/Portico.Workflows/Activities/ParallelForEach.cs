using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

/// <summary>As in Elsa it is not what a break ends: the loop around it is, and the other items go on.</summary>
internal sealed class ParallelForEach : Activity
{
    private const string CurrentValue = "CurrentValue";
    private const string CurrentIndex = "CurrentIndex";

    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.ParallelForEach", "For each, at the same time", "Looping", "Does something for all items of a list at the same time, and goes on when all are done.",
        ports: [Describe.Slot("Body")],
        inputs: [Describe.Script("Items", "Items", "The list.", "Object[]")]);

    public override IReadOnlyList<string> Locals { get; } = [CurrentIndex, CurrentValue];

    public override void Execute(Step step)
    {
        var items = step.Items("items") ?? [];
        if (step.Node.Slots.GetValueOrDefault("body") is not { } body || items.Count == 0)
        {
            step.Complete();
            return;
        }
        // All copies exist at once, so they are counted before they do.
        step.Run.Remember(step.Context, new() { ["items"] = items });
        for (var index = 0; index < items.Count; index++) step.Schedule(body, (CurrentIndex, JsonValue.Create(index)), (CurrentValue, items[index]));
    }

    public override void ChildCompleted(Step step, ActivityNode child, bool backward, IReadOnlyList<string> outcomes)
    {
        if (!step.HasWork()) step.Complete();
    }

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        if (!node.Slots.ContainsKey("body")) yield return new("activity.loop_empty", FindingSeverity.Warning, node.NodeId, $"'{node.DisplayText}' has nothing to repeat.", "Put an activity into its body.");
        if (!node.IsSet("items")) yield return Missing(node, "items", "Say which list it goes through.");
    }
}
