using System.Text.Json.Nodes;

namespace Portico.Workflows.Engine;

/// <summary>What becomes of the times that a customer chose. It happens whether or not a branch waits for it.</summary>
internal sealed partial class Interpreter
{
    private void MoveAppointment(RunEvent.AppointmentMoved moved)
    {
        EnsureUnderWay();
        ChangeAnswer(moved.Field, moved.StartsAt);
        Journal(JournalKinds.AppointmentMoved, null, new() { ["appointment"] = moved.Field, ["startsAt"] = moved.StartsAt });
        foreach (var wait in Awaited(moved.Field)) Resume(wait.Context, moved, null);
    }

    private void EndAppointment(RunEvent.AppointmentEnded ended)
    {
        EnsureUnderWay();
        pointOfNoReturn = true;
        if (ended.Outcome == Activities.AwaitAppointment.Cancelled) ChangeAnswer(ended.Field, null);
        Journal(JournalKinds.AppointmentEnded, null, new() { ["appointment"] = ended.Field, ["outcome"] = ended.Outcome });
        data.AppointmentsEnded = new(data.AppointmentsEnded ?? [], StringComparer.Ordinal) { [ended.Field] = ended.Outcome };
        foreach (var wait in Awaited(ended.Field)) Resume(wait.Context, ended, null);
    }

    /// <summary>A time that is chosen anew is a new appointment.</summary>
    private void ForgetEnded(JsonObject answers)
    {
        if (data.AppointmentsEnded is not { } ended || !ended.Keys.Any(answers.ContainsKey)) return;
        var left = ended.Where(one => !answers.ContainsKey(one.Key)).ToDictionary(StringComparer.Ordinal);
        data.AppointmentsEnded = left.Count > 0 ? left : null;
    }

    private void EnsureUnderWay()
    {
        if (IsOver) throw new StaleEventException("run", data.RunId);
    }

    private void ChangeAnswer(string field, string? value)
    {
        var answers = data.Answers.DeepClone().AsObject();
        answers[field] = value;
        data.Answers = answers;
    }

    private List<WaitData> Awaited(string field) => data.Waits.FindAll(wait => wait.Kind == WaitKind.Appointment && (string?)wait.Data["appointment"] == field);
}
