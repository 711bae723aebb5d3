using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

/// <summary>A statutory clock: so many days after a day, to the end of the last one.</summary>
internal sealed class WaitUntil : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Portico.WaitUntil", "Wait so many days", "Scheduling", "Waits until the end of a day that is so many working or calendar days after another.", "Task",
        inputs: StatutoryDays.Inputs,
        outputs: [Describe.Result("Until", "The last day, as year-month-day.", "String")]);

    public override bool Rests(ActivityNode node) => true;

    public override string? ShownAs => "period";

    public override void Execute(Step step)
    {
        var (due, data) = StatutoryDays.Begin(step);
        if (due <= step.Run.Now)
        {
            step.Complete();
            return;
        }
        step.SetTimer(StatutoryDays.Clock, due - step.Run.Now);
        step.Wait(WaitKind.Timer, data);
    }

    public override void Resume(Step step, RunEvent e, string? timer) => step.Complete();

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        if (!node.IsSet("days")) yield return Missing(node, "number of days", "Say how many days it waits.");
    }
}
