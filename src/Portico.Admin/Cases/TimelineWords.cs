using System.Text.Json.Nodes;
using Portico.Admin.Shared;
using Portico.App.Cases;
using Portico.App.Forms;
using Portico.Workflows;

namespace Portico.Admin.Cases;

/// <summary>A line of the journal in words.</summary>
/// <param name="Technical">Of use to whoever designed the journey; hidden from the story.</param>
public sealed record TimelineWords(string Icon, string Tone, string Text, string? Detail = null, bool Technical = false)
{
    public static TimelineWords Of(ReadCaseFile.Entry entry)
    {
        var name = entry.Name is null ? "a step" : $"“{entry.Name}”";
        return entry.Kind switch
        {
            JournalKinds.RunStarted => new("play_arrow", "info", "The case was opened"),
            JournalKinds.RunCompleted => new("flag", "success", "The journey ended", Value(entry, "outcome")),
            JournalKinds.RunCancelled => new("block", "neutral", "The case was cancelled", Value(entry, "reason")),
            JournalKinds.RunFaulted => new("error", "danger", "The case stopped"),
            JournalKinds.StepOpened when Value(entry, "kind") == "appointment" => new("event", "neutral", $"{name}: waits for the appointment"),
            JournalKinds.StepCompleted when Value(entry, "kind") == "appointment" => new("check", "success", $"{name}: the journey goes on", Value(entry, "outcome") == "NoShow" ? "No-show" : Value(entry, "outcome")),
            JournalKinds.StepOpened when IsTask(entry) => new("visibility", "neutral", $"{name}: a colleague was asked"),
            JournalKinds.StepOpened => new("visibility", "neutral", $"{name} was shown to the customer"),
            JournalKinds.StepCompleted when IsTask(entry) => new("check", "success", $"{name}: a colleague decided", Value(entry, "outcome")),
            JournalKinds.DecisionProposed => new("group", "info", $"{name}: a colleague proposed", Value(entry, "outcome")),
            JournalKinds.ProposalRejected => new("group", "neutral", $"{name}: the proposal was rejected", Value(entry, "outcome")),
            JournalKinds.TaskOverdue => new("schedule", "warning", $"{name}: the deadline passed"),
            JournalKinds.TaskEscalated => new("priority_high", "danger", $"{name}: escalated to the team"),
            JournalKinds.AppointmentBooked => new("event_available", "success", $"{name}: an appointment was booked", At(entry)),
            JournalKinds.AppointmentMoved => new("event_repeat", "info", "The appointment was moved", At(entry)),
            JournalKinds.AppointmentEnded => new("event_busy", "info", "The appointment is over", Value(entry, "outcome") switch { "Held" => "held", "NoShow" => "no-show", _ => "cancelled" }),
            JournalKinds.ClockStarted => new("event", "info", $"{name}: a period began", Value(entry, "until") is { } until ? "until " + until : null),
            JournalKinds.ContractWithdrawn => new("contract_delete", "warning", "The customer withdrew from the contract", Value(entry, "until") is { } last ? "possible until " + last : null),
            JournalKinds.StepCompleted => new("check", "success", $"The customer completed {name}", Fields(entry)),
            JournalKinds.AnswersPrefilled => new("link", "info", "A prefilled link left answers for the customer", Fields(entry)),
            JournalKinds.StepSigned => new("draw", "success", $"The customer signed {name}", $"{(Value(entry, "how") == "typed" ? "typed name" : "drawn by hand")}, form “{Value(entry, "form")}” version {Value(entry, "formVersion")}"),
            JournalKinds.StepReopened => new("undo", "neutral", $"The customer went back to {name}"),
            JournalKinds.CallRequested => new("north_east", "info", $"{name}: asked {Provider(entry)}"),
            JournalKinds.CallPending => new("hourglass_empty", "warning", $"{name}: the provider needs time"),
            JournalKinds.CallAnswered => new("south_west", "success", $"{name}: the provider answered", Value(entry, "decision") ?? Value(entry, "state")),
            JournalKinds.CallFailed => new("error", "danger", $"{name}: the provider failed", Value(entry, "code")),
            JournalKinds.TimerSet when entry.Data["quietFrom"] is not null => new("bedtime", "neutral", $"{name}: the reminder waits until your quiet hours are over"),
            JournalKinds.TimerFired => new("alarm", "neutral", $"{name}: the time was up"),
            JournalKinds.ReminderSent => new("notifications", "info", $"{name}: the customer was reminded"),
            JournalKinds.LineWritten => new("notes", "neutral", Value(entry, "text") ?? "A note was written", Technical: true),
            JournalKinds.ChildStarted => new("account_tree", "info", $"{name}: another journey was started"),
            JournalKinds.ChildFinished => new("account_tree", "success", $"{name}: the other journey ended"),
            JournalKinds.EventPublished => new("campaign", "info", $"{name}: an event was published", Value(entry, "event")),
            JournalKinds.EventReceived => new("notifications_active", "success", $"{name}: the event came", Value(entry, "event")),
            JournalKinds.HttpReceived => new("south_west", "success", $"{name}: a request came in", Value(entry, "path")),
            JournalKinds.IncidentRaised => new("warning", "danger", $"{name} stopped and waits for a person", Value(entry, "code")),
            JournalKinds.IncidentResolved => new("build", "success", $"The incident at {name} was resolved", Value(entry, "action")),
            JournalKinds.CaseMigrated when entry.Data["undone"] is not null => new("undo", "info", $"Moved back to version {Value(entry, "to")} of the journey"),
            JournalKinds.CaseMigrated => new("move_down", "info", $"Moved from version {Value(entry, "from")} to version {Value(entry, "to")} of the journey"),
            JournalKinds.ActivityFaulted => new("error", "danger", $"{name} failed", Value(entry, "message"), Technical: true),
            JournalKinds.ActivityCompleted => new("check_small", "neutral", $"{name} was left", Outcomes(entry), Technical: true),
            JournalKinds.ActivityStarted => new("arrow_right", "neutral", $"{name} began", Technical: true),
            _ => new("more_horiz", "neutral", $"{name}: {entry.Kind}", Technical: true),
        };
    }

    private static bool IsTask(ReadCaseFile.Entry entry) => Value(entry, "kind") is "agent" or "document";

    private static string? At(ReadCaseFile.Entry entry) => Value(entry, "startsAt") is { } text && SlotTimes.Read(text) is { } start ? SlotTimes.InWords(start, "en", "GB") : null;

    private static string Provider(ReadCaseFile.Entry entry) => Value(entry, "provider") is { Length: > 0 } provider ? provider : "the " + Words.Contract(Value(entry, "contract") ?? "provider").ToLowerInvariant() + " provider";

    private static string? Value(ReadCaseFile.Entry entry, string name) => entry.Data[name] is JsonValue value ? value.ToString() : null;

    private static string? Outcomes(ReadCaseFile.Entry entry) => entry.Data["outcomes"] is JsonArray outcomes ? "by " + string.Join(", ", outcomes.Select(o => o?.ToString())) : null;

    private static string? Fields(ReadCaseFile.Entry entry) => entry.Data["fields"] is JsonArray { Count: > 0 } fields ? $"{fields.Count} answers" : null;
}
