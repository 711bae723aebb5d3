using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

/// <summary>
/// Activities joined by connections. Elsa has two schedulers for it and chooses by a property of the run, <c>Flowchart:ExecutionMode</c>, which a
/// definition cannot carry. Here the definition decides: tokens (<see cref="TokenFlow"/>), because only they obey the merge mode that the designer
/// writes into an activity; counters (<see cref="CounterFlow"/>) if the custom properties of the definition or of its root flowchart hold
/// <c>"Flowchart:ExecutionMode": "CounterBased"</c>, for definitions that were made for Elsa's older rules.
/// </summary>
internal sealed class Flowchart : Activity
{
    public override ActivityDescriptor Descriptor { get; } =
        Describe.Activity("Elsa.Flowchart", "Flowchart", "Flow", "A set of activities joined by arrows.") with { IsContainer = true, IsBrowsable = false };

    public override void Execute(Step step)
    {
        if (step.Run.Definition.UsesCounters) step.Context.Visits = new(); else step.Context.Tokens = [];
        var trigger = step.Run.Data.Trigger is { } id ? step.Node.Children.Find(child => child.Id == id) : null;
        if ((trigger ?? step.Node.Graph?.Start) is { } start) step.Schedule(start); else step.Complete();
    }

    public override void ChildCompleted(Step step, ActivityNode child, bool backward, IReadOnlyList<string> outcomes)
    {
        if (child.Activity is { Descriptor.IsTerminal: true }) step.Complete();
        else if (step.Context.Tokens is null) CounterFlow.ChildCompleted(step, child, backward, outcomes);
        else TokenFlow.ChildCompleted(step, child, outcomes);
    }

    public override void ChildCancelled(Step step, ActivityNode child)
    {
        if (step.Context.Tokens is null) CounterFlow.ChildCancelled(step, child);
        else TokenFlow.ChildCancelled(step, child);
    }

    /// <summary>Activities of a flowchart at rest that wait for a branch nobody will take.</summary>
    public static IEnumerable<ActivityNode> Blocked(Step step)
    {
        if (step.Context.Visits is { } visits) return step.Node.Children.Where(child => CounterFlow.IsWaiting(step.Node.Graph!, visits, child)).DefaultIfEmpty(step.Node);
        return step.Context.Tokens!.Where(token => token is { Blocked: false, Consumed: false }).Select(token => step.Run.Definition.Node(token.To)).Distinct();
    }

    /// <summary>The branches on their way to this activity are no longer needed: one of them was first.</summary>
    public static void CancelAncestors(Step step, ActivityNode target)
    {
        var ancestors = step.Node.Graph!.Ancestors(target.Id);
        foreach (var context in step.Run.ChildrenOf(step.Context).Where(context => ancestors.Contains(context.Activity)).ToList())
            step.Run.CancelBranch(context);
    }
}
