using Portico.App.Forms;
using Portico.Workflows;

namespace Portico.App.Simulation;

/// <summary>An activity at which a case rests until somebody acts who is not a clock. All that a test or a simulation decides is decided at stops.</summary>
/// <param name="Id">The activity's id; in a journey that the tested one starts, behind that journey's key: <c>credit-check/ask</c>.</param>
/// <param name="Outcomes">What can happen there, the smooth way first. Words of the provider's contract, an agent's outcomes, a status of HTTP, or one of the words below.</param>
public sealed record Stop(string Id, string Name, StopKind Kind, IReadOnlyList<string> Outcomes)
{
    /// <summary>Nobody acts: the customer does not come back, the provider never answers.</summary>
    public const string Never = "never";

    /// <summary>The provider, or the server, could not do it.</summary>
    public const string Failed = "failed";

    /// <summary>The server took too long.</summary>
    public const string TimedOut = "timeout";

    public const string Submitted = "submitted", Arrives = "arrives", Answered = "answered", Withdraws = "withdraws";

    /// <summary>What happens at a stop happens within two years.</summary>
    public const double MostHours = 17_520;

    /// <summary>In the order of the drawing.</summary>
    /// <param name="prefix">Before each id.</param>
    internal static IReadOnlyList<Stop> Of(WorkflowDefinition definition, string prefix = "") =>
        [.. from node in definition.Nodes let rest = At(node) where rest.Outcomes.Length > 0 select new Stop(prefix + node.Id, node.DisplayText, rest.Kind, rest.Outcomes)];

    private static (StopKind Kind, string[] Outcomes) At(NodeInfo node) => node.Type switch
    {
        "Portico.ShowForm" => (StopKind.Customer, [Submitted, Never]),
        "Portico.VerifyIdentity" => (StopKind.Provider, ["approved", "declined", "review", "resubmission", "expired", "abandoned", Failed, Never]),
        "Portico.SetUpPayment" => (StopKind.Provider, ["active", "pending", "refused", "cancelled", "expired", Failed, Never]),
        "Portico.CallSystem" => (StopKind.Provider, [Answered, Failed, Never]),
        "Portico.SendMessage" => (StopKind.Message, ["sent", Failed]),
        "Portico.AgentDecision" => (StopKind.Agent, ["Approved", "Declined", Never]),
        "Portico.RequestDocument" => (StopKind.Agent, ["Received", "Refused", Never]),
        "Portico.AwaitAppointment" => (StopKind.Agent, ["Held", "Cancelled", "NoShow", Never]),
        // Who does nothing keeps the contract.
        "Portico.WithdrawalPeriod" => (StopKind.Withdrawal, [Never, Withdraws]),
        "Elsa.SendHttpRequest" or "Elsa.FlowSendHttpRequest" => (StopKind.Request, [.. Expected(node).Concat(["200", "404", "500", Failed, TimedOut]).Distinct()]),
        "Elsa.Event" or "Elsa.HttpEndpoint" => (StopKind.Event, [Arrives, Never]),
        _ => (default, []),
    };

    private static IEnumerable<string> Expected(NodeInfo node) =>
        node.Literals.GetValueOrDefault("expectedStatusCodes", "").Split(['[', ']', ',', ' ', '"'], StringSplitOptions.RemoveEmptyEntries).Where(code => code.Length == 3 && Digits.All(code));
}

public enum StopKind { Customer, Provider, Message, Agent, Request, Event, Withdrawal }
