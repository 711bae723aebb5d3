using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

internal sealed class Event : Trigger
{
    private const string Name = "eventName";

    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.Event", "Event", "Events", "As a start: an event of that name starts a case. Inside a journey: waits for one.", "Trigger",
        inputs: [Describe.Line("EventName", "Event", "The name of the event.")],
        outputs: [Describe.Result("Result", "What the event brought.")]);

    protected override IReadOnlyList<string> Settings { get; } = [Name];

    public override Starter? Starter(ActivityNode node) => node.Literal(Name) is { } name ? new(node.Id, StarterKind.Event, Event: name) : null;

    public override bool WaitsForEver(ActivityNode node) => !node.CanStartWorkflow;

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        foreach (var finding in base.Check(node)) yield return finding;
        if (!node.IsSet(Name)) yield return Missing(node, "event name", "Name the event it waits for.");
    }

    public override void Resume(Step step, RunEvent e, string? timer) => Happened(step, ((RunEvent.EventReceived)e).Payload);

    protected override void Wait(Step step)
    {
        var wait = new JsonObject { ["event"] = step.Text(Name) ?? throw new ActivityFault("activity.input_missing", "The event to wait for has no name.") };
        if (step.Run.Data.CorrelationId is { } correlation) wait["correlationId"] = correlation;
        step.Wait(WaitKind.Event, wait);
    }

    protected override void Happened(Step step, JsonNode? payload)
    {
        step.SetOutput("Result", payload);
        step.Complete();
    }
}
