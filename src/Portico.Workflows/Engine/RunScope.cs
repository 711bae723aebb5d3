using System.Text.Json.Nodes;
using Portico.Workflows.Expressions;
using Portico.Workflows.Json;

namespace Portico.Workflows.Engine;

/// <summary>What the expressions of one activity see of the run.</summary>
internal class RunScope(Interpreter run, ActivityNode node, ContextData? context) : ExpressionScope
{
    public override DateTimeOffset Now => run.Now;

    public override string RunId => run.Data.RunId;

    public override string DefinitionId => run.Data.DefinitionId;

    public override string? CorrelationId { get => run.Data.CorrelationId; set => run.Data.CorrelationId = value; }

    public override string? RunName { get => run.Data.Name; set => run.Data.Name = value; }

    public override int DefinitionVersion => run.Definition.Version;

    public override string DefinitionVersionId => run.Definition.Id;

    public override JsonObject Answers => run.Data.Answers;

    public override JsonNode? LastResult => run.Data.LastResult;

    public override IEnumerable<string> VariableNames
    {
        get
        {
            HashSet<string> seen = new(StringComparer.Ordinal);
            foreach (var name in run.LocalNames(context))
                if (seen.Add(name)) yield return name;
            for (var level = node; level is not null; level = level.Parent)
                foreach (var variable in level.Variables)
                    if (seen.Add(variable.Name)) yield return variable.Name;
        }
    }

    public override bool TryGetVariable(string name, out JsonNode? value)
    {
        if (run.Local(context, variable => variable.Name == name) is { } local)
        {
            value = local.Value;
            return true;
        }
        if (node.FindVariable(variable => variable.Name == name) is { } declaration)
        {
            value = run.Variable(context, declaration)?.Value;
            return true;
        }
        var output = run.Definition.Output(name);
        value = output is { } found ? run.Data.Results.GetValueOrDefault(found.Node.Id)?[found.Output] : null;
        return output is not null;
    }

    public override void SetVariable(string name, JsonNode? value)
    {
        // The values of an iteration have no declaration, and so no type.
        if (run.Local(context, variable => variable.Name == name) is { Id: "" } local) run.Assign(context!, local, value);
        else run.SetVariable(context, node.FindVariable(variable => variable.Name == name) ?? throw new ExpressionFault("expression.unknown_name", $"There is no variable '{name}'."), value);
    }

    public override bool TryGetInput(string name, out JsonNode? value)
    {
        if (run.Data.Input.TryGetPropertyValue(name, out value)) return true;
        var declared = run.Definition.Inputs.FirstOrDefault(input => input.Name == name);
        value = declared?.Default;
        return declared is not null;
    }

    public override JsonNode? OutputFrom(string activity, string? output)
    {
        var source = run.Data.Results.GetValueOrDefault(activity) ?? run.Data.Results.FirstOrDefault(result => run.Definition.Node(result.Key).Name == activity).Value;
        if (source is null) return null;
        return output is null ? source.FirstOrDefault().Value : source.FirstOrDefault(member => string.Equals(member.Key, output, StringComparison.OrdinalIgnoreCase)).Value;
    }

    public override ulong Draw() => run.Draw();

    /// <summary>The value of the variable with that id or, failing that, that name.</summary>
    public JsonNode? VariableBy(string reference)
    {
        if (node.FindVariable(variable => variable.Id == reference) is { } known) return run.Variable(context, known)?.Value;
        return TryGetVariable(reference, out var value) ? value : throw new ExpressionFault("expression.unknown_name", "A variable that is read does not exist.");
    }
}
