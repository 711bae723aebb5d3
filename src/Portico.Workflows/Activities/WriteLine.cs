using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

internal sealed class WriteLine : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.WriteLine", "Write a line", "Values", "Writes a line into the journal of the case, for tests.",
        inputs: [Describe.Line("Text", "Text", "The line.")]);

    public override void Execute(Step step)
    {
        step.Journal(JournalKinds.LineWritten, new() { ["line"] = Coerce.ToText(step.Value("text")) ?? "" });
        step.Complete();
    }
}
