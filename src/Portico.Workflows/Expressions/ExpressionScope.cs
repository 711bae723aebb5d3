using System.Text.Json.Nodes;

namespace Portico.Workflows.Expressions;

/// <summary>What an expression can see and touch of the run it belongs to. The empty scope knows nothing.</summary>
internal class ExpressionScope
{
    public virtual DateTimeOffset Now => DateTimeOffset.UnixEpoch;

    public virtual string RunId => "";

    public virtual string DefinitionId => "";

    public virtual int DefinitionVersion => 0;

    public virtual string DefinitionVersionId => "";

    public virtual string? CorrelationId { get => null; set => throw new ExpressionFault("expression.read_only", "Nothing can be changed here."); }

    public virtual string? RunName { get => null; set => throw new ExpressionFault("expression.read_only", "Nothing can be changed here."); }

    public virtual JsonObject Answers => [];

    public virtual bool TryGetVariable(string name, out JsonNode? value)
    {
        value = null;
        return false;
    }

    public virtual void SetVariable(string name, JsonNode? value) => throw new ExpressionFault("expression.read_only", "Nothing can be changed here.");

    public virtual IEnumerable<string> VariableNames => [];

    public virtual bool TryGetInput(string name, out JsonNode? value)
    {
        value = null;
        return false;
    }

    public virtual JsonNode? OutputFrom(string activity, string? output) => null;

    public virtual JsonNode? LastResult => null;

    /// <summary>64 bits that look random and are the same in a replay.</summary>
    public virtual ulong Draw() => 0;
}
