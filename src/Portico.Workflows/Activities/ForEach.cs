using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

internal sealed class ForEach : Loop
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.ForEach", "For each", "Looping", "Repeats something for each item of a list, one after the other.",
        ports: [Describe.Slot("Body")],
        inputs: [Describe.Script("Items", "Items", "The list.", "Object[]")],
        outputs: [Describe.Result(CurrentValue, "The item of this turn.")]);

    public override IReadOnlyList<string> Locals { get; } = [CurrentIndex, CurrentValue];

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        foreach (var finding in base.Check(node)) yield return finding;
        if (!node.IsSet("items")) yield return Missing(node, "items", "Say which list it goes through.");
    }

    // The list as it is at the beginning: changing it inside the loop does not change the loop.
    protected override void Begin(Step step) =>
        step.Run.Remember(step.Context, new() { ["items"] = step.Items("items") ?? throw new ActivityFault("expression.type", "A list was expected, and there is nothing."), ["next"] = 0 });

    protected override void Next(Step step)
    {
        var memory = step.Context.Memory!;
        var index = memory["next"]!.GetValue<int>();
        var items = memory["items"]!.AsArray();
        if (Body(step) is not { } body || index >= items.Count)
        {
            step.Complete();
            return;
        }
        step.SetOutput(CurrentValue, items[index]);
        memory["next"] = index + 1;
        step.Schedule(body, (CurrentIndex, JsonValue.Create(index)), (CurrentValue, items[index]));
    }
}
