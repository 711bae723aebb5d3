using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

internal sealed class PublishEvent : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.PublishEvent", "Publish an event", "Events", "Makes something known to other cases, and goes on.",
        inputs:
        [
            Describe.Line("EventName", "Event", "The name of the event."), Describe.Line("CorrelationId", "Reference", "Only cases with this reference hear of it. Empty: all."),
            new("IsLocalEvent", "Boolean", "Only here", "Only this case hears of it.", "checkbox", "False"), Describe.Script("Payload", "Content", "What it brings."),
        ]);

    public override void Execute(Step step)
    {
        var name = step.Text("eventName") ?? throw new ActivityFault("activity.input_missing", "The event to be published has no name.");
        step.Run.Publish(step.Node, new(step.Node.Id, name, step.Value("payload"), step.Text("correlationId"), step.Flag("isLocalEvent")));
        step.Complete();
    }

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        if (!node.IsSet("eventName")) yield return Missing(node, "event name", "Name the event it publishes.");
    }
}
