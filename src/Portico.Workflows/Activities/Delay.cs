using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

internal sealed class Delay : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.Delay", "Wait a while", "Scheduling", "Waits for the given time before it goes on.",
        inputs: [Describe.Line("TimeSpan", "How long", "As days.hours:minutes:seconds, for example 2.00:00:00 for two days.", "00:01:00", "TimeSpan")]);

    public override bool Rests(ActivityNode node) => true;

    public override void Execute(Step step)
    {
        var span = (step.Node.IsSet("timeSpan") ? Coerce.ToDuration(step.Value("timeSpan")) : null) ?? TimeSpan.FromMinutes(1);
        if (span <= TimeSpan.Zero)
        {
            step.Complete();
            return;
        }
        step.SetTimer("delay", span);
        step.Wait(WaitKind.Timer, new() { ["dueAt"] = (step.Run.Now + span).ToString("O", CultureInfo.InvariantCulture) });
    }

    public override void Resume(Step step, RunEvent e, string? timer) => step.Complete();
}
