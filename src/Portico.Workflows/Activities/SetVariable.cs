using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

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
        step.Run.SetVariable(step.Context, declaration, step.Value("value"));
        step.Complete();
    }

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        if (node.FindVariable(variable => variable.Id == node.Variable || variable.Name == node.Variable) is null)
            yield return Missing(node, "variable that exists", "Choose the variable it sets.");
    }
}
