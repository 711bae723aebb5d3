using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

/// <summary>Elsa's older switch, whose cases hold an activity each; in a flowchart, <see cref="FlowSwitch"/> does this with connections.</summary>
internal sealed class Switch : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.Switch", "Switch with cases", "Branching", "Does what belongs to the first case that holds, or to all that hold, and then goes on.",
        ports: [Describe.Slot("Default")],
        inputs:
        [
            new("Cases", "SwitchCase[]", "Cases", "Each case is a condition with an activity.", "switch-editor", IsWrapped: false),
            Describe.Choice("Mode", "Mode", "The first case that holds, or all of them.", "MatchFirst", "MatchFirst", "MatchAny"),
        ]);

    public override IEnumerable<(string Member, string Slot, JsonObject Activity)> Embedded(JsonObject json) =>
        DefinitionReader.Objects(json["cases"]).Select((item, index) => (Activity: item["activity"] as JsonObject, Slot: SlotOf(index))).Where(item => item.Activity is not null).Select(item => ("cases", item.Slot, item.Activity!));

    public override void Execute(Step step)
    {
        var all = step.Text("mode") is "MatchAny" or "1";
        var matches = new List<int>();
        for (var index = 0; index < step.Node.Cases.Count && (all || matches.Count == 0); index++)
            if (Coerce.ToFlag(step.Node.Cases[index].Condition.Evaluate(step.Scope))) matches.Add(index);
        var slots = matches.Count > 0 ? matches.Select(SlotOf) : ["default"];
        foreach (var slot in slots)
            if (step.Node.Slots.GetValueOrDefault(slot) is { } activity) step.Schedule(activity);
        if (!step.HasWork()) step.Complete();
    }

    public override void ChildCompleted(Step step, ActivityNode child, bool backward, IReadOnlyList<string> outcomes)
    {
        if (!step.HasWork()) step.Complete();
    }

    private static string SlotOf(int index) => $"cases[{index.ToString(CultureInfo.InvariantCulture)}]";
}
