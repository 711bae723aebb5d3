using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

// Activities that set one thing of the run and go on.

internal sealed class SetVariable : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.SetVariable", "Set a variable", "Values", "Keeps a value under a name, for later steps.",
        inputs:
        [
            new("Variable", "Variable", "Variable", "Where the value is kept.", "variable-picker", IsWrapped: false),
            Describe.Script("Value", "Value", "What is kept."),
        ]);

    public override void Execute(Step step)
    {
        var declaration = step.Node.FindVariable(variable => variable.Id == step.Node.Variable) ?? step.Node.FindVariable(variable => variable.Name == step.Node.Variable)
            ?? throw new ActivityFault("variable.unknown", "The variable to be set does not exist.");
        step.Run.SetVariable(declaration, step.Value("value"));
        step.Complete();
    }

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        if (node.FindVariable(variable => variable.Id == node.Variable || variable.Name == node.Variable) is null)
            yield return Missing(node, "variable that exists", "Choose the variable it sets.");
    }
}

internal sealed class SetOutput : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.SetOutput", "Set an output", "Values", "Gives a value to whoever started this journey.",
        inputs:
        [
            new("OutputName", "String", "Output", "Name of the output.", "output-picker"),
            Describe.Script("OutputValue", "Value", "What is given."),
        ]);

    public override void Execute(Step step)
    {
        var name = step.Text("outputName") ?? throw new ActivityFault("activity.input_missing", "The output to be set has no name.");
        step.Run.Data.Output[name] = step.Value("outputValue");
        step.Complete();
    }
}

internal sealed class SetName : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.SetName", "Name the case", "Values", "Gives the case a name that colleagues see in lists.",
        inputs: [Describe.Line("Value", "Name", "The name.")]);

    public override void Execute(Step step)
    {
        step.Run.Data.Name = step.Text("value");
        step.Complete();
    }
}

internal sealed class Correlate : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.Correlate", "Set the reference", "Values", "Ties the case to a reference of yours, for example a customer number.",
        inputs: [Describe.Line("CorrelationId", "Reference", "The reference.")]);

    public override void Execute(Step step)
    {
        step.Run.Data.CorrelationId = step.Text("correlationId");
        step.Complete();
    }
}

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
