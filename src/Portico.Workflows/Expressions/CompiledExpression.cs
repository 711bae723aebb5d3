using System.Text.Json.Nodes;

namespace Portico.Workflows.Expressions;

/// <summary>JavaScript text, read once and evaluated as often as needed. Immutable and safe to share.</summary>
internal sealed class CompiledExpression
{
    private readonly Script script;
    private readonly Dictionary<Pattern, JsRegex> patterns = new(ReferenceEqualityComparer.Instance);

    private CompiledExpression(Script script) => this.script = script;

    /// <summary>Names used that are neither local nor built in: getters of variables and inputs, or mistakes.</summary>
    public IReadOnlyList<(string Name, int Position)> FreeNames { get; private set; } = [];

    /// <exception cref="ExpressionSyntaxException">The text is not of the subset.</exception>
    public static CompiledExpression Parse(string source)
    {
        var compiled = new CompiledExpression(Parser.Parse(source));
        var names = new NameFinder();
        names.Visit(compiled.script);
        foreach (var pattern in names.Patterns) compiled.patterns[pattern] = JsPattern.Compile(pattern);
        compiled.FreeNames = names.Free;
        return compiled;
    }

    /// <exception cref="ExpressionFault">It went wrong or over a limit.</exception>
    public JsonNode? Evaluate(ExpressionScope scope) => new Evaluator(scope, patterns).Run(script);
}
