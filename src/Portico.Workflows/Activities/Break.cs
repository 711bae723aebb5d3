using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

internal sealed class Break : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        Describe.Activity("Elsa.Break", "Leave the loop", "Looping", "Ends the loop it stands in, at once.") with { IsTerminal = true };

    public override void Execute(Step step)
    {
        step.Run.Break(step.Context);
        step.Complete();
    }

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        for (var around = node.Parent; around is not null; around = around.Parent)
            if (around.Activity?.OnBreak == OnBreak.Stops) yield break;
        yield return new("activity.break_outside_loop", FindingSeverity.Warning, node.NodeId, $"'{node.DisplayText}' is not inside a loop.", "Put it into the body of a loop, or use Elsa.End.");
    }
}
