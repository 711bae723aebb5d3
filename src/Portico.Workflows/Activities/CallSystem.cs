using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

/// <summary>Has another system of the tenant do one of the operations that its connector offers. What the answer means is the journey's business.</summary>
internal sealed class CallSystem : AskProvider
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Portico.CallSystem", "Call a system", "Checks", "Has another of your systems do something, such as the CRM, and waits for its answer.", "Task",
        ports: [Describe.Flow("Done"), Describe.Flow("Failed")],
        inputs:
        [
            Describe.From("providers:" + CallContracts.Connector, "Provider", "System", "Which system. Empty: your default."),
            Describe.From("operations", "Operation", "Operation", "What it shall do."),
            Describe.Script("Input", "Input", "What the operation needs, as an object; its description comes with the system's plugin."),
            TimeoutInput("72"),
        ],
        outputs: [Describe.Result("Result", "The system's answer.")]);

    public override bool IsPresumed => true;

    public override string Contract => CallContracts.Connector;

    protected override double DefaultTimeoutHours => 72;

    protected override string OperationOf(Step step) => step.Text("operation") ?? throw new ActivityFault("connector.no_operation", "It says not which operation the system shall do.");

    protected override JsonObject Question(Step step) => step.Value("input") switch
    {
        null => [],
        JsonObject input => input,
        JsonValue text when text.TryGetValue(out string? json) => Read(json),
        _ => throw NoObject(),
    };

    protected override string Way(JsonElement answer) => answer.ValueKind == JsonValueKind.Object ? "Done" : throw new ActivityFault("provider.bad_answer", "The system's answer is no object.");

    private static JsonObject Read(string json)
    {
        if (string.IsNullOrWhiteSpace(json)) return [];
        try
        {
            return JsonNode.Parse(json) as JsonObject ?? throw NoObject();
        }
        catch (JsonException)
        {
            throw NoObject();
        }
    }

    private static ActivityFault NoObject() => new("connector.input_invalid", "What the operation is given has to be an object, such as { name: getAnswer('familyName') }.");
}
