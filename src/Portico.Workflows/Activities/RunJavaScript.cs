using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

/// <summary>Evaluates an expression of the subset. <c>setOutcome</c> and <c>setOutcomes</c> choose the way out, as in Elsa.</summary>
internal sealed class RunJavaScript : Activity
{
    public const string Script = "script";

    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.RunJavaScript", "Run JavaScript", "Scripting", "Evaluates an expression; setOutcome('…') chooses the way out.",
        inputs:
        [
            new("Script", "String", "Script", "The expression.", "code-editor", DefaultSyntax: "JavaScript"),
            new("PossibleOutcomes", "String[]", "Outcomes", "The names of the ways out.", "dynamic-outcomes", DefaultSyntax: "Object"),
        ],
        outputs: [Describe.Result("Result", "The value of the expression.")]);

    /// <summary>What makes setOutcome and setOutcomes known names.</summary>
    public override IReadOnlyList<string> Locals { get; } = ["Outcome", "Outcomes"];

    public override void Execute(Step step)
    {
        var scope = new OutcomeScope(step);
        if (step.Node.Input(Script)?.Evaluate(scope) is { } result) step.SetOutput("Result", result);
        step.Complete(scope.Chosen);
    }

    public override IReadOnlyList<string> Outcomes(ActivityNode node) =>
        node.Input("possibleOutcomes")?.Value is JsonArray { Count: > 0 } names ? [.. names.Select(Coerce.ToText).OfType<string>().Append("Done").Distinct()] : ["Done"];

    // Which of them it is only the script knows; Done is left for a script that chooses none.
    public override IEnumerable<string> LikelyOutcomes(ActivityNode node) => node.Outcomes is [var only] ? [only] : node.Outcomes.Where(outcome => outcome != "Done");

    private sealed class OutcomeScope(Step step) : RunScope(step.Run, step.Node, step.Context)
    {
        public List<string> Chosen { get; private set; } = [];

        public override bool TryGetVariable(string name, out JsonNode? value)
        {
            value = null;
            return name is "Outcome" or "Outcomes" || base.TryGetVariable(name, out value);
        }

        public override void SetVariable(string name, JsonNode? value)
        {
            if (name is not ("Outcome" or "Outcomes")) base.SetVariable(name, value);
            else Chosen = value is JsonArray several ? [.. several.Select(Coerce.ToText).OfType<string>()] : Coerce.ToText(value) is { Length: > 0 } one ? [one] : [];
        }
    }
}
