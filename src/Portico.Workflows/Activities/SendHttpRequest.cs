using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

/// <summary>Elsa's older form, with an activity inside it for each status.</summary>
internal sealed class SendHttpRequest : HttpCall
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.SendHttpRequest", "HTTP request", "HTTP", "Sends a request, does what belongs to the status of the response, and then goes on.", "Task",
        ports: [Describe.Slot("UnmatchedStatusCode"), Describe.Slot("FailedToConnect"), Describe.Slot("Timeout")],
        inputs: [.. Inputs, new("ExpectedStatusCodes", "HttpStatusCodeCase[]", "Expected", "Each is a status with an activity.", "http-status-codes", IsWrapped: false)], outputs: Outputs);

    public override IEnumerable<(string Member, string Slot, JsonObject Activity)> Embedded(JsonObject json) => DefinitionReader.Objects(json["expectedStatusCodes"])
        .Where(item => item["activity"] is JsonObject).Select(item => ("expectedStatusCodes", SlotOf(Coerce.ToText(item["statusCode"])), (JsonObject)item["activity"]!)).DistinctBy(item => item.Item2);

    public override void ChildCompleted(Step step, ActivityNode child, bool backward, IReadOnlyList<string> outcomes) => step.Complete();

    protected override IReadOnlyList<int> Expected(Step step) => [.. step.Node.Slots.Keys.Where(slot => slot.StartsWith(SlotOf(""), StringComparison.Ordinal)).SelectMany(slot => Codes(JsonValue.Create(slot[SlotOf("").Length..])) ?? [])];

    protected override void Responded(Step step, int status)
    {
        var slot = SlotOf(status.ToString(CultureInfo.InvariantCulture));
        Do(step, step.Node.Slots.ContainsKey(slot) ? slot : "unmatchedStatusCode");
    }

    protected override void Failed(Step step, string way) => Do(step, way == Timeout ? "timeout" : "failedToConnect");

    private static void Do(Step step, string slot)
    {
        step.EndWaits();
        if (step.Node.Slots.GetValueOrDefault(slot) is { } activity) step.Schedule(activity); else step.Complete();
    }

    private static string SlotOf(string? status) => "status:" + status;
}
