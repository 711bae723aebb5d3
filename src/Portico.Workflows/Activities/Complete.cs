using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

/// <summary>Elsa completes the nearest composite around it; here that is always the run, because a journey used as an activity is a run of its own.</summary>
internal sealed class Complete : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.Complete", "Complete", "Flow", "Completes the workflow as a whole.",
        inputs: [new("Outcomes", "Object", "Outcomes", "What it ends with.", "outcome-picker", DefaultSyntax: "Object")]) with { IsTerminal = true };

    public override void Execute(Step step)
    {
        var outcomes = Read(step.Value("outcomes"));
        if (outcomes.Count > 0) (step.Run.Data.Outcomes, step.Run.Data.Outcome) = (outcomes, outcomes[0]);
        step.Run.CompleteRun(step.Context, step.Node);
    }

    private static List<string> Read(JsonNode? value)
    {
        if (value is JsonArray several) return [.. several.Select(Coerce.ToText).Where(name => name is { Length: > 0 }).Select(name => name!)];
        if (Coerce.ToText(value) is not { Length: > 0 } text) return [];
        // The designer's picker writes its choices as JSON text.
        try
        {
            return text.StartsWith('[') && JsonNode.Parse(text) is JsonArray list ? Read(list) : [text];
        }
        catch (JsonException)
        {
            return [text];
        }
    }
}
