using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

internal sealed class If : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.If", "If", "Branching", "Does one thing or another, and then goes on.",
        ports: [Describe.Slot("Then"), Describe.Slot("Else")],
        inputs: [Describe.Script("Condition", "Condition", "What decides; true does the first, false the second.", "Boolean")],
        outputs: [Describe.Result("Result", "What the condition was.", "Boolean")]);

    public override void Execute(Step step)
    {
        var holds = step.Flag("condition");
        step.SetOutput("Result", JsonValue.Create(holds));
        if (step.Node.Slots.GetValueOrDefault(holds ? "then" : "else") is { } branch) step.Schedule(branch); else step.Complete();
    }

    public override void ChildCompleted(Step step, ActivityNode child, bool backward, IReadOnlyList<string> outcomes) => step.Complete();
}
