using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

/// <summary>Asks a provider and waits for the answer, however long it takes; the answer decides the way out.</summary>
internal abstract class AskProvider : Activity
{
    private const string Timeout = "timeout";

    public abstract override string Contract { get; }

    protected abstract double DefaultTimeoutHours { get; }

    protected abstract string OperationOf(Step step);

    protected abstract JsonObject Question(Step step);

    /// <summary>The way out for an answer.</summary>
    /// <exception cref="ActivityFault">The contract does not know such an answer.</exception>
    protected abstract string Way(JsonElement answer);

    public override bool Rests(ActivityNode node) => true;

    public override bool WaitsForEver(ActivityNode node) => node.IsSet("timeoutHours") && !node.IsLimitedBy("timeoutHours");

    public override void Execute(Step step)
    {
        var (operation, question) = (OperationOf(step), Question(step));
        var provider = step.Text("provider") ?? "";
        var timeout = step.Hours("timeoutHours", DefaultTimeoutHours);
        step.Ask(Contract, operation, provider, question);
        if (timeout is { } limit) step.SetTimer(Timeout, limit);
    }

    public override void Resume(Step step, RunEvent e, string? timer)
    {
        if (e is not RunEvent.CallCompleted { Value: var value })
        {
            step.Complete("Failed");
            return;
        }
        var way = Way(value);
        step.SetOutput("Result", JsonSerializer.SerializeToNode(value));
        step.Complete(way);
    }

    /// <summary>The way out that the verdict in this member stands for.</summary>
    protected static string Way(JsonElement answer, string member, Func<string?, string?> ways)
    {
        var verdict = answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(member, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;
        return ways(verdict) ?? throw new ActivityFault("provider.bad_answer", $"The provider's answer has no '{member}' that is known.");
    }

    protected static InputDescriptor Override(string name, string display) =>
        Describe.Script(name, display, "Leave empty to use the customer's answer of that name.") with { TypeName = "String", Category = "Data" };

    protected static InputDescriptor TimeoutInput(string hours) => Describe.Line("TimeoutHours", "Give up after (hours)", "Leaves by Failed when no answer came by then.", hours);
}
