using System.Text.Json.Nodes;
using Portico.Workflows.Activities;
using Portico.Workflows.Engine;
using Portico.Workflows.Expressions;

namespace Portico.Workflows.Json;

internal enum BindingSource { Literal, Json, Variable, Input, Script, Broken }

/// <summary>Where the value of an input comes from.</summary>
internal sealed class Binding
{
    public required BindingSource Source { get; init; }

    public string? TypeName { get; init; }

    /// <summary>Of a literal or of JSON.</summary>
    public JsonNode? Value { get; init; }

    /// <summary>Id or name of a variable; name of an input; what is wrong with a broken one.</summary>
    public string Reference { get; init; } = "";

    public CompiledExpression? Script { get; init; }

    public JsonNode? Evaluate(RunScope scope) => Source switch
    {
        BindingSource.Literal or BindingSource.Json => Value?.DeepClone(),
        BindingSource.Variable => scope.VariableBy(Reference)?.DeepClone(),
        BindingSource.Input => scope.TryGetInput(Reference, out var input) ? input?.DeepClone() : null,
        BindingSource.Script => Script!.Evaluate(scope),
        _ => throw new ActivityFault("expression.syntax", Reference),
    };
}
