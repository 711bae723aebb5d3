using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

internal sealed class Timer : Scheduled
{
    private const string Interval = "interval";

    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.Timer", "Timer", "Scheduling", "As a start: starts a case again and again. Inside a journey: waits for the time given.", "Trigger",
        inputs: [Describe.Line("Interval", "How long", "As days.hours:minutes:seconds, for example 1.00:00:00 for a day.", "00:01:00", "TimeSpan")]);

    protected override IReadOnlyList<string> Settings { get; } = [Interval];

    public override Starter? Starter(ActivityNode node) => node.IsSet(Interval) && Read(node) is null ? null : new(node.Id, StarterKind.Timer, Interval: Read(node) ?? TimeSpan.FromMinutes(1));

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        foreach (var finding in base.Check(node)) yield return finding;
        if (node.Literal(Interval) is not null && Read(node) is null) yield return Wrong(node, "activity.bad_duration", "has a time that is not one, or is not longer than zero.", "Write it as 01:30:00, or as 2.00:00:00 for two days.");
    }

    protected override DateTimeOffset Due(Step step) => step.Run.Now + ((step.Node.IsSet(Interval) ? Coerce.ToDuration(step.Value(Interval)) : null) ?? TimeSpan.FromMinutes(1));

    private static TimeSpan? Read(ActivityNode node) => TimeSpan.TryParse(node.Literal(Interval), CultureInfo.InvariantCulture, out var span) && span > TimeSpan.Zero ? span : null;
}
