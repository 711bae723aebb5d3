using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

internal sealed class For : Loop
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.For", "For", "Looping", "Repeats something for each number from one to another.",
        ports: [Describe.Slot("Body")],
        inputs:
        [
            Describe.Line("Start", "From", "The first number.", "0", "Int32"), Describe.Line("End", "To", "The last number.", "0", "Int32"),
            Describe.Line("Step", "Step", "What is added each time; negative to count down.", "1", "Int32"),
            new("OuterBoundInclusive", "Boolean", "With the last number", "Off: stops before it.", "checkbox", "True"),
        ],
        outputs: [Describe.Result(CurrentValue, "The number of this turn.", "Int32")]);

    public override IReadOnlyList<string> Locals { get; } = [CurrentValue];

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        foreach (var finding in base.Check(node)) yield return finding;
        if (node.Literal("step") is "0") yield return Wrong(node, "activity.loop_endless", "counts in steps of 0, which never ends.", "Give it a step other than 0.");
    }

    // Read once: a loop does not change its bounds while it runs.
    protected override void Begin(Step step)
    {
        var by = Whole(step, "step", 1);
        if (by == 0) throw new ActivityFault("workflow.bad_loop", "A loop that counts in steps of 0 never ends.");
        step.Run.Remember(step.Context, new() { ["next"] = Whole(step, "start", 0), ["end"] = Whole(step, "end", 0), ["step"] = by, ["inclusive"] = !step.Node.IsSet("outerBoundInclusive") || step.Flag("outerBoundInclusive") });
    }

    protected override void Next(Step step)
    {
        var memory = step.Context.Memory!;
        var (current, end, by) = (memory["next"]!.GetValue<long>(), memory["end"]!.GetValue<long>(), memory["step"]!.GetValue<long>());
        var left = by > 0 ? end - current : current - end;
        if (Body(step) is not { } body || left < 0 || (left == 0 && !memory["inclusive"]!.GetValue<bool>()))
        {
            step.Complete();
            return;
        }
        step.SetOutput(CurrentValue, JsonValue.Create(current));
        memory["next"] = current + by;
        step.Schedule(body, (CurrentValue, JsonValue.Create(current)));
    }

    private static long Whole(Step step, string input, int missing)
    {
        var number = (step.Node.IsSet(input) ? step.Number(input) : null) ?? missing;
        return number is >= int.MinValue and <= int.MaxValue ? (long)number : throw new ActivityFault("expression.type", "A whole number of 32 bits was expected.");
    }
}
