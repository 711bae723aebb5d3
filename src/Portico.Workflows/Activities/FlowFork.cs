using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

internal sealed class FlowFork : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.FlowFork", "Fork", "Branching", "Goes several ways at the same time.",
        inputs: [new("Branches", "String[]", "Branches", "The names of the ways.", "dynamic-outcomes", DefaultSyntax: "Object")]);

    public override void Execute(Step step) => step.Complete(Names(step.Value("branches")));

    public override IReadOnlyList<string> Outcomes(ActivityNode node) => Names(node.Input("branches")?.Value);

    public override IEnumerable<string> LikelyOutcomes(ActivityNode node) => node.Input("branches") is { Source: BindingSource.Script } ? [] : node.Outcomes;

    private static List<string> Names(JsonNode? value) =>
        value is JsonArray { Count: > 0 } names ? [.. names.Select(Coerce.ToText).OfType<string>()] : ["Done"];
}
