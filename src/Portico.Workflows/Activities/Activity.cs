using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

internal enum OnBreak
{
    /// <summary>Nothing: it is for somebody further out.</summary>
    Passes,

    /// <summary>It ends with the child at work, and whatever is around it hears of the break, too.</summary>
    EndsToo,

    /// <summary>It is the loop that the break is meant for.</summary>
    Stops,
}

/// <summary>What one type of activity does. One instance serves all runs, so it keeps nothing.</summary>
internal abstract class Activity
{
    public abstract ActivityDescriptor Descriptor { get; }

    public abstract void Execute(Step step);

    /// <summary>Something the activity waited for has happened. <paramref name="timer"/> is the name it gave its timer, if one fired.</summary>
    public virtual void Resume(Step step, RunEvent e, string? timer) =>
        throw new InvalidOperationException($"{Descriptor.Type} does not wait for {e.GetType().Name}.");

    /// <summary>An activity that this one scheduled is done.</summary>
    public virtual void ChildCompleted(Step step, ActivityNode child, bool backward, IReadOnlyList<string> outcomes) =>
        throw new InvalidOperationException($"{Descriptor.Type} has no children.");

    /// <summary>An activity that this one scheduled was cancelled; the flow goes on elsewhere.</summary>
    public virtual void ChildCancelled(Step step, ActivityNode child) { }

    /// <summary>Names of the values it gives to what runs inside it.</summary>
    public virtual IReadOnlyList<string> Locals => [];

    /// <summary>Activities inside it that do not stand under the name of a port: the member they are in, and the slot they get.</summary>
    public virtual IEnumerable<(string Member, string Slot, JsonObject Activity)> Embedded(JsonObject json) => [];

    /// <summary>What a break that was met inside does here.</summary>
    public virtual OnBreak OnBreak => OnBreak.Passes;

    /// <summary>The ways out of one use of this activity, the smooth one first.</summary>
    public virtual IReadOnlyList<string> Outcomes(ActivityNode node) => Outcomes(Descriptor);

    /// <summary>The ways out of one use that a run may really take, and would be lost on if nothing is connected.</summary>
    public virtual IEnumerable<string> LikelyOutcomes(ActivityNode node) => node.Outcomes;

    /// <summary>Whether a run rests here for something outside: a person, a provider, the clock.</summary>
    public virtual bool Rests(ActivityNode node) => false;

    /// <summary>Whether one use waits for somebody without any limit of time.</summary>
    public virtual bool WaitsForEver(ActivityNode node) => false;

    /// <summary>Contract of whom it asks outside; null: nobody.</summary>
    public virtual string? Contract => null;

    /// <summary>As what customers see it where their case stands; null: it is technical, and they never do.</summary>
    public virtual string? ShownAs => null;

    /// <summary>Whether customers may be told what comes behind its first outcome: the others only happen if somebody does not act, or the customer wants it so. False: what it comes to is open.</summary>
    public virtual bool IsPresumed => false;

    /// <summary>Names of the answers that one use takes by itself, beside those its expressions read.</summary>
    public virtual IEnumerable<string> OwnAnswers(ActivityNode node) => [];

    /// <summary>Mistakes in one use of this activity that can be seen without running it.</summary>
    public virtual IEnumerable<Finding> Check(ActivityNode node) => [];

    private static List<string> Outcomes(ActivityDescriptor descriptor)
    {
        if (descriptor.IsTerminal) return [];
        var flow = descriptor.Ports.Where(port => port.Type == "Flow").Select(port => port.Name).ToList();
        return flow.Count > 0 ? flow : ["Done"];
    }

    /// <summary>A mistake that would make the activity fail whenever it runs.</summary>
    protected static Finding Wrong(ActivityNode node, string id, string message, string fix) => new(id, FindingSeverity.Error, node.NodeId, $"'{node.DisplayText}' {message}", fix);

    protected static Finding Missing(ActivityNode node, string input, string fix) =>
        new("activity.input_missing", FindingSeverity.Error, node.NodeId, $"'{node.DisplayText}' has no {input}.", fix);
}
