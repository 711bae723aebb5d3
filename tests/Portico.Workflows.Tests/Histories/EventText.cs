using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.Workflows.Tests.Histories;

/// <summary>Events as short JSON arrays; the words are those of the files, whatever the types are called one day.</summary>
internal static class EventText
{
    public static JsonArray Write(RunEvent e) => e switch
    {
        RunEvent.Submitted submitted => new("submit", submitted.WaitId, submitted.Answers.DeepClone()),
        RunEvent.WentBack back => new("back", back.ActivityId),
        RunEvent.CallPending pending => new("pending", pending.CallId, pending.Action?.Kind, pending.Action?.Url),
        RunEvent.CallCompleted done => new("answer", done.CallId, JsonSerializer.SerializeToNode(done.Value)),
        RunEvent.CallFailed failed => new("fail", failed.CallId, failed.Code),
        RunEvent.TimerFired fired => new("timer", fired.TimerId),
        RunEvent.Decided decided => new("decide", decided.WaitId, decided.Outcome, decided.Note),
        RunEvent.Proposed proposed => new("propose", proposed.WaitId, proposed.Outcome, proposed.By, proposed.Note),
        RunEvent.Confirmed confirmed => new("confirm", confirmed.WaitId, confirmed.Outcome, confirmed.By, confirmed.Note),
        RunEvent.ProposalRejected rejected => new("reject", rejected.WaitId, rejected.By, rejected.Note),
        RunEvent.ChildFinished finished => new("child", finished.ChildId, finished.Status.ToString(), finished.Output.DeepClone(), new JsonArray([.. (finished.Outcomes ?? []).Select(name => JsonValue.Create(name))])),
        RunEvent.EventReceived received => new("event", received.WaitId, received.Payload?.DeepClone()),
        RunEvent.HttpReceived received => new("http", received.WaitId, received.Request.DeepClone()),
        RunEvent.AppointmentMoved moved => new("moved", moved.Field, moved.StartsAt),
        RunEvent.AppointmentEnded ended => new("ended", ended.Field, ended.Outcome),
        RunEvent.Withdrawn withdrawn => new("withdrawn", withdrawn.WaitId),
        RunEvent.Retry retry => new("retry", retry.IncidentId),
        RunEvent.Skip skip => new("skip", skip.IncidentId, skip.Outcome),
        RunEvent.Cancel cancel => new("cancel", cancel.Reason),
        _ => throw new ArgumentException(e.GetType().Name, nameof(e)),
    };

    public static RunEvent Read(JsonArray json)
    {
        var id = (string?)json[1];
        string? Text(int index) => (string?)json[index];
        return (string)json[0]! switch
        {
            "submit" => new RunEvent.Submitted(id!, json[2]!.DeepClone().AsObject()),
            "back" => new RunEvent.WentBack(id),
            "pending" => new RunEvent.CallPending(id!, Text(2) is { } kind ? new(kind, Text(3)!) : null),
            "answer" => new RunEvent.CallCompleted(id!, JsonSerializer.SerializeToElement(json[2])),
            "fail" => new RunEvent.CallFailed(id!, Text(2)!),
            "timer" => new RunEvent.TimerFired(id!),
            "decide" => new RunEvent.Decided(id!, Text(2)!, Text(3)),
            "propose" => new RunEvent.Proposed(id!, Text(2)!, Text(3)!, Text(4)),
            "confirm" => new RunEvent.Confirmed(id!, Text(2)!, Text(3)!, Text(4)),
            "reject" => new RunEvent.ProposalRejected(id!, Text(2)!, Text(3)),
            "child" => new RunEvent.ChildFinished(id!, Enum.Parse<RunStatus>(Text(2)!), json[3]!.DeepClone().AsObject(), [.. json[4]!.AsArray().Select(name => (string)name!)]),
            "event" => new RunEvent.EventReceived(id!, json[2]?.DeepClone()),
            "http" => new RunEvent.HttpReceived(id!, json[2]!.DeepClone().AsObject()),
            "moved" => new RunEvent.AppointmentMoved(id!, Text(2)!),
            "ended" => new RunEvent.AppointmentEnded(id!, Text(2)!),
            "withdrawn" => new RunEvent.Withdrawn(id!),
            "retry" => new RunEvent.Retry(id!),
            "skip" => new RunEvent.Skip(id!, Text(2)),
            "cancel" => new RunEvent.Cancel(id!),
            var word => throw new FormatException(word),
        };
    }
}
