using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

/// <summary>Waits for something outside; marked as a start, the same thing starts a run, which then does not wait for it again.</summary>
internal abstract class Trigger : Activity
{
    public override bool Rests(ActivityNode node) => true;

    public sealed override void Execute(Step step)
    {
        if (step.Run.TakeTrigger(step.Node, out var payload)) Happened(step, payload); else Wait(step);
    }

    /// <summary>What starts a run at this node; null if its settings cannot be read without one, which is a finding.</summary>
    public abstract Starter? Starter(ActivityNode node);

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        foreach (var name in Settings)
        {
            if (node.CanStartWorkflow && node.IsSet(name) && node.Input(name) is not { Source: BindingSource.Literal or BindingSource.Json })
                yield return Wrong(node, "starter.not_plain", "starts the journey, but what it waits for is an expression, which nobody can evaluate before a case exists.", "Type it in plainly, or do not let it start the journey.");
        }
    }

    /// <summary>The inputs that say what is waited for.</summary>
    protected abstract IReadOnlyList<string> Settings { get; }

    protected abstract void Wait(Step step);

    protected abstract void Happened(Step step, JsonNode? payload);
}
