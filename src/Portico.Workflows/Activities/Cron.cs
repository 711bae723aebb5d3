using Portico.Workflows.Engine;
using Portico.Workflows.Json;
using Portico.Workflows.Schedules;

namespace Portico.Workflows.Activities;

internal sealed class Cron : Scheduled
{
    private const string Expression = "cronExpression";

    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.Cron", "Cron", "Scheduling", "As a start: starts a case at fixed times. Inside a journey: waits for the next of these times.", "Trigger",
        inputs: [Describe.Line("CronExpression", "Cron expression", "Seconds, minutes, hours, day of the month, month, day of the week: 0 0 9 * * MON-FRI is nine o'clock on working days.")]);

    protected override IReadOnlyList<string> Settings { get; } = [Expression];

    public override Starter? Starter(ActivityNode node) => node.Literal(Expression) is { } text && CronSchedule.TryParse(text, out _, out _) ? new(node.Id, StarterKind.Cron, CronExpression: text) : null;

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        foreach (var finding in base.Check(node)) yield return finding;
        if (!node.IsSet(Expression)) yield return Missing(node, "cron expression", "Say when, for example 0 0 9 * * MON-FRI.");
        else if (node.Literal(Expression) is { } text)
        {
            if (!CronSchedule.TryParse(text, out var schedule, out var why)) yield return Wrong(node, "schedule.bad_cron", $"has a cron expression that cannot be read: {why}", "Write six fields, for example 0 0 9 * * MON-FRI.");
            else if (schedule.NeverHappens) yield return Wrong(node, "schedule.never", "waits for a date that never comes.", "Check day and month.");
        }
    }

    protected override DateTimeOffset Due(Step step)
    {
        var text = step.Text(Expression) ?? throw new ActivityFault("activity.input_missing", "There is no cron expression.");
        if (!CronSchedule.TryParse(text, out var schedule, out var why)) throw new ActivityFault("schedule.bad_cron", $"The cron expression cannot be read: {why}");
        return schedule.Next(step.Run.Now, step.Run.Zone) ?? throw new ActivityFault("schedule.never", "The date of the cron expression never comes.");
    }
}
