using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

internal sealed class FlowSendHttpRequest : HttpCall
{
    private const string Input = "expectedStatusCodes";

    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.FlowSendHttpRequest", "HTTP request (flow)", "HTTP", "Sends a request; the status of the response is the way out, and Done always.", "Task",
        ports: [Describe.Flow("Done"), Describe.Flow(Unmatched), Describe.Flow(FailedToConnect), Describe.Flow(Timeout)],
        inputs: [.. Inputs, new("ExpectedStatusCodes", "Int32[]", "Expected", "Each of these is a way out.", "dynamic-outcomes", "[200]", "Object")], outputs: Outputs);

    protected override IReadOnlyList<int> Expected(Step step) =>
        step.Node.IsSet(Input) ? Codes(step.Value(Input)) ?? throw new ActivityFault("http.bad_status", "An expected status is not between 100 and 599.") : [200];

    protected override void Responded(Step step, int status)
    {
        var expected = Expected(step);
        if (expected.Count == 0) step.Complete("Done");
        else step.Complete(expected.Contains(status) ? Name(status) : Unmatched, "Done");
    }

    protected override void Failed(Step step, string way) => step.Complete(way);

    public override IReadOnlyList<string> Outcomes(ActivityNode node)
    {
        var codes = (node.IsSet(Input) ? Codes(node.Input(Input)?.Value) : [200]) ?? [];
        List<string> ways = [.. codes.Select(Name), "Done", Unmatched, FailedToConnect, Timeout];
        // A smooth run takes a way that leads somewhere.
        return [.. ways.OrderByDescending(way => node.Parent?.Graph?.Outbound(node.Id).Any(connection => connection.Port == way) == true)];
    }

    /// <summary>Done is taken after every response, so with it no status needs a way of its own.</summary>
    public override IEnumerable<string> LikelyOutcomes(ActivityNode node) =>
        node.Parent?.Graph?.Outbound(node.Id).Any(connection => connection.Port == "Done") == true ? [FailedToConnect, Timeout] : node.Outcomes.Where(way => way != "Done");

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        foreach (var finding in base.Check(node)) yield return finding;
        if (node.Input(Input) is { Source: BindingSource.Literal or BindingSource.Json } codes && Codes(codes.Value) is null)
            yield return Wrong(node, "http.bad_status", "expects a status that is not between 100 and 599.", "Use numbers such as 200 and 404.");
    }

    private static string Name(int status) => status.ToString(CultureInfo.InvariantCulture);
}
