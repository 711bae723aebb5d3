using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

internal sealed class StartAt : Scheduled
{
    private const string Instant = "dateTime";

    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.StartAt", "At a time", "Scheduling", "As a start: starts one case at that time. Inside a journey: waits for it; if it is past, goes on at once.", "Trigger",
        inputs: [Describe.Line("DateTime", "When", "With its offset, for example 2027-01-31T09:00:00+01:00; without one, it is UTC.", type: "DateTimeOffset")]);

    protected override IReadOnlyList<string> Settings { get; } = [Instant];

    public override Starter? Starter(ActivityNode node) => Read(node.Literal(Instant)) is { } at ? new(node.Id, StarterKind.StartAt, At: at) : null;

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        foreach (var finding in base.Check(node)) yield return finding;
        if (!node.IsSet(Instant)) yield return Missing(node, "time", "Say when.");
        else if (node.Literal(Instant) is { } text && Read(text) is null) yield return Wrong(node, "activity.bad_time", "has a time that cannot be read.", "Write it as 2027-01-31T09:00:00+01:00.");
    }

    protected override DateTimeOffset Due(Step step)
    {
        var text = step.Text(Instant) ?? throw new ActivityFault("activity.input_missing", "There is no time to wait for.");
        return Read(text) ?? throw new ActivityFault("expression.type", "A time such as 2027-01-31T09:00:00Z was expected.");
    }

    private static DateTimeOffset? Read(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;
}
