using System.Text.Json.Nodes;
using Portico.Workflows.Engine;

namespace Portico.Workflows.Activities;

/// <summary>Waits for a point in time.</summary>
internal abstract class Scheduled : Trigger
{
    protected abstract DateTimeOffset Due(Step step);

    protected sealed override void Wait(Step step)
    {
        var due = Due(step);
        if (due <= step.Run.Now)
        {
            step.Complete();
            return;
        }
        step.SetTimer("schedule", due - step.Run.Now);
        step.Wait(WaitKind.Timer, new() { ["dueAt"] = due.ToString("O", CultureInfo.InvariantCulture) });
    }

    protected sealed override void Happened(Step step, JsonNode? payload) => step.Complete();

    public sealed override void Resume(Step step, RunEvent e, string? timer) => step.Complete();
}
