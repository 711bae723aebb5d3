using System.Text.Json.Nodes;

namespace Portico.Workflows;

public enum RunStatus
{
    /// <summary>At least one branch waits (for the customer, a provider, a timer, a child or an agent).</summary>
    Running,
    Completed,
    Cancelled,

    /// <summary>Nothing can move until a person resolves an incident.</summary>
    Faulted,
}

public enum WaitKind { Form, Call, Timer, Child, Agent }

/// <summary>A branch at rest (Elsa: bookmark).</summary>
/// <param name="Id">Unique within the run; a new visit of the same activity gets a new id.</param>
/// <param name="Data">
/// Form: <c>form</c> (key). Call: <c>callId</c>, <c>contract</c>, and <c>action</c> once the provider asked for the customer.
/// Timer: <c>dueAt</c>. Agent: <c>title</c>, <c>instructions</c>, <c>outcomes</c>.
/// </param>
public sealed record Wait(string Id, string ActivityId, string ActivityType, WaitKind Kind, JsonObject Data);

/// <summary>A branch that stopped and waits for a person.</summary>
public sealed record RunIncident(string Id, string ActivityId, string ActivityType, string Code, string Message);
