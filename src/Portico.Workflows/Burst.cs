using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.Workflows;

/// <summary>One synchronous push of the interpreter, from an event to the next rest. Pure data: whoever commits it makes it true.</summary>
/// <param name="State">The run after the push; persist it whole.</param>
/// <param name="Journal">What happened, in order; append it.</param>
/// <param name="Calls">What must now be asked of a provider.</param>
/// <param name="Timers">What must now be woken, and when.</param>
/// <param name="Children">Child runs that must now be started.</param>
/// <param name="Cancelled">Ids of calls, timers and children of earlier bursts that are no longer wanted.</param>
/// <param name="Events">What must now be made known within the tenant.</param>
public sealed record Burst(
    RunState State,
    IReadOnlyList<JournalEntry> Journal,
    IReadOnlyList<Call> Calls,
    IReadOnlyList<TimerRequest> Timers,
    IReadOnlyList<ChildStart> Children,
    IReadOnlyList<string> Cancelled,
    IReadOnlyList<PublishedEvent> Events);

/// <summary>One line of what happened. Kinds are listed in <see cref="JournalKinds"/>; <paramref name="Data"/> never holds answers of the customer.</summary>
public sealed record JournalEntry(string Kind, string? ActivityId, string? ActivityType, JsonObject Data);

/// <summary>The permanent words of the journal.</summary>
public static class JournalKinds
{
    public const string RunStarted = "run.started";
    public const string RunCompleted = "run.completed";
    public const string RunCancelled = "run.cancelled";
    public const string RunFaulted = "run.faulted";
    public const string ActivityStarted = "activity.started";
    public const string ActivityCompleted = "activity.completed";
    public const string ActivityFaulted = "activity.faulted";
    public const string ActivityCancelled = "activity.cancelled";
    public const string StepOpened = "step.opened";
    public const string StepCompleted = "step.completed";
    public const string StepSigned = "step.signed";
    public const string StepReopened = "step.reopened";
    public const string CallRequested = "call.requested";
    public const string CallPending = "call.pending";
    public const string CallAnswered = "call.answered";
    public const string CallFailed = "call.failed";
    public const string TimerSet = "timer.set";
    public const string TimerFired = "timer.fired";
    public const string ReminderSent = "reminder.sent";
    public const string LineWritten = "line.written";
    public const string ChildStarted = "child.started";
    public const string ChildFinished = "child.finished";
    public const string EventPublished = "event.published";
    public const string EventReceived = "event.received";
    public const string HttpReceived = "http.received";
    public const string ClockStarted = "clock.started";
    public const string DecisionProposed = "decision.proposed";
    public const string ProposalRejected = "decision.rejected";
    public const string TaskOverdue = "task.overdue";
    public const string TaskEscalated = "task.escalated";
    public const string AppointmentMoved = "appointment.moved";
    public const string AppointmentEnded = "appointment.ended";
    public const string ContractWithdrawn = "contract.withdrawn";
    public const string IncidentRaised = "incident.raised";
    public const string IncidentResolved = "incident.resolved";

    /// <summary>Written by whoever books what an answer chose.</summary>
    public const string AppointmentBooked = "appointment.booked";

    /// <summary>Written by whoever starts a run with answers that the customer has not given yet.</summary>
    public const string AnswersPrefilled = "answers.prefilled";

    /// <summary>Written by whoever moves a run to another version of its definition.</summary>
    public const string CaseMigrated = "case.migrated";
}

/// <summary>Something to be asked of a provider. The id is unique within the run and the same after a replay.</summary>
/// <param name="Contract">One of <see cref="CallContracts"/>.</param>
/// <param name="Operation">The contract's operation, for example <c>start</c> or <c>send</c>.</param>
/// <param name="Provider">Key of the tenant's installation; empty = the tenant's default for the contract.</param>
/// <param name="Awaited">False: the answer is journalled, but no branch waits for it (a reminder).</param>
public sealed record Call(string Id, string ActivityId, string Contract, string Operation, string Provider, JsonObject Input, bool Awaited);

public static class CallContracts
{
    public const string IdentityVerification = "identity-verification";
    public const string Payment = "payment";
    public const string Channel = "channel";

    /// <summary>For a message of the contract <see cref="Channel"/> that the law wants on a durable medium: by e-mail, or by text message if there is no address.</summary>
    public const string Durable = "durable";

    /// <summary>Another system of the tenant; the operation is one of those its plugin describes.</summary>
    public const string Connector = "connector";

    /// <summary>Not a provider: a plain HTTP request. Its input and its answer are described at the activity that sends it, in the journey reference.</summary>
    public const string Http = "http";
}

/// <summary>
/// Something to be made known within the tenant: to every wait of kind Event and every starter with this name. The runs are pushed with
/// <see cref="RunEvent.EventReceived"/>.
/// </summary>
/// <param name="CorrelationId">If set, only runs with this correlation id hear of it.</param>
/// <param name="IsLocal">Only the run that published it hears of it.</param>
public sealed record PublishedEvent(string ActivityId, string Name, JsonNode? Payload, string? CorrelationId, bool IsLocal);

/// <summary>Wake the run at <paramref name="DueAt"/> with <see cref="RunEvent.TimerFired"/>.</summary>
public sealed record TimerRequest(string Id, string ActivityId, DateTimeOffset DueAt);

/// <summary>Start another definition as a child; when it ends, and if <paramref name="Awaited"/>, send <see cref="RunEvent.ChildFinished"/>.</summary>
/// <param name="VersionId">The version that was chosen when the journey was drawn; if it is not there, or null: the published one.</param>
public sealed record ChildStart(string Id, string ActivityId, string DefinitionId, JsonObject Input, bool Awaited, string? VersionId = null);

/// <summary>What can push a run.</summary>
public abstract record RunEvent
{
    private RunEvent() { }

    /// <summary>The customer handed in the answers of an open step; the answers are validated already.</summary>
    public sealed record Submitted(string WaitId, JsonObject Answers) : RunEvent;

    /// <summary>The customer wants to see an earlier step again: <paramref name="ActivityId"/>, or the previous one if null.</summary>
    public sealed record WentBack(string? ActivityId) : RunEvent;

    /// <summary>The provider needs time, or the customer: nothing moves, but the wait now shows <paramref name="Action"/>.</summary>
    public sealed record CallPending(string CallId, CustomerAction? Action) : RunEvent;

    /// <summary>The provider answered for good with a value of its contract.</summary>
    public sealed record CallCompleted(string CallId, JsonElement Value) : RunEvent;

    /// <summary>The provider refused or failed for good, or its answer never came. The code is public and permanent.</summary>
    public sealed record CallFailed(string CallId, string Code) : RunEvent;

    public sealed record TimerFired(string TimerId) : RunEvent;

    /// <summary>A person of the tenant decided at an agent step.</summary>
    public sealed record Decided(string WaitId, string Outcome, string? Note) : RunEvent;

    /// <summary>The first of two people proposes an outcome at an agent step that needs both. Stale once there is a proposal.</summary>
    /// <param name="By">Who it is; compared, never shown.</param>
    public sealed record Proposed(string WaitId, string Outcome, string By, string? Note) : RunEvent;

    /// <summary>Another person agrees. Stale unless exactly this is proposed; whoever proposed it cannot confirm it.</summary>
    public sealed record Confirmed(string WaitId, string Outcome, string By, string? Note) : RunEvent;

    /// <summary>Somebody does not agree, or takes the own proposal back: the step is as if nothing had been proposed. Stale when nothing is.</summary>
    public sealed record ProposalRejected(string WaitId, string By, string? Note) : RunEvent;

    /// <param name="Outcomes">The child's <see cref="RunState.Outcomes"/>; null or empty: Done.</param>
    /// <param name="Code">Why it was not even started; null: it did not complete.</param>
    public sealed record ChildFinished(string ChildId, RunStatus Status, JsonObject Output, IReadOnlyList<string>? Outcomes = null, string? Code = null) : RunEvent;

    /// <summary>An event was published that this wait waits for.</summary>
    public sealed record EventReceived(string WaitId, JsonNode? Payload) : RunEvent;

    /// <summary>A request came in for this wait: an object with <c>routeData</c>, <c>queryStringData</c>, <c>headers</c> and <c>parsedContent</c>; what is missing is empty.</summary>
    public sealed record HttpReceived(string WaitId, JsonObject Request) : RunEvent;

    /// <summary>What was chosen at a field of the type slot is at another time now. Nothing else moves.</summary>
    /// <param name="StartsAt">The new answer.</param>
    public sealed record AppointmentMoved(string Field, string StartsAt) : RunEvent;

    /// <summary>It is known what became of an appointment: Held, Cancelled or NoShow. If no branch waits for it yet, the first that comes knows.</summary>
    public sealed record AppointmentEnded(string Field, string Outcome) : RunEvent;

    /// <summary>The customer withdrew from the contract, and has confirmed it. Stale unless that wait is open.</summary>
    public sealed record Withdrawn(string WaitId) : RunEvent;

    /// <summary>Run a faulted activity once more.</summary>
    public sealed record Retry(string IncidentId) : RunEvent;

    /// <summary>Leave a faulted activity by one of its outcomes (null: its first) without running it.</summary>
    public sealed record Skip(string IncidentId, string? Outcome) : RunEvent;

    public sealed record Cancel(string Reason) : RunEvent;
}

/// <summary>What the customer must do at the provider.</summary>
/// <param name="Kind">Today always <c>redirect</c>.</param>
public sealed record CustomerAction(string Kind, string Url);
