using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

internal sealed class FlowSwitch : Activity
{
    private const string Default = "Default";

    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.FlowSwitch", "Switch", "Branching", "Goes the way of the first case that holds, or of all that hold.",
        ports: [Describe.Flow(Default)],
        inputs:
        [
            new("Cases", "FlowSwitchCase[]", "Cases", "Each case is a way out with a condition.", "flow-switch-editor", IsWrapped: false),
            Describe.Choice("Mode", "Mode", "The first case that holds, or all of them.", "MatchFirst", "MatchFirst", "MatchAny"),
        ]);

    public override void Execute(Step step)
    {
        var all = step.Text("mode") is "MatchAny" or "1";
        List<string> matches = [];
        foreach (var item in step.Node.Cases)
        {
            if (!Coerce.ToFlag(item.Condition.Evaluate(step.Scope))) continue;
            matches.Add(item.Label);
            if (!all) break;
        }
        step.Complete(matches.Count > 0 ? matches : [Default]);
    }

    public override IReadOnlyList<string> Outcomes(ActivityNode node) => [.. node.Cases.Select(item => item.Label), Default];
}
