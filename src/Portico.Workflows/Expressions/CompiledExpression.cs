using System.Text.Json.Nodes;

namespace Portico.Workflows.Expressions;

/// <summary>JavaScript text, read once and evaluated as often as needed. Immutable and safe to share.</summary>
internal sealed class CompiledExpression
{
    private readonly Function script;

    private CompiledExpression(Function script, Compiler compiler) => (this.script, FreeNames, Answers, ReadsAnyAnswer) = (script, compiler.FreeNames, compiler.Answers, compiler.ReadsAnyAnswer);

    /// <summary>Names used that are neither local nor built in: getters of variables and inputs, or mistakes.</summary>
    public IReadOnlyList<(string Name, int Position)> FreeNames { get; }

    /// <summary>Names of the answers that it asks for plainly.</summary>
    public IReadOnlySet<string> Answers { get; }

    /// <summary>True: which answers it reads shows only when it runs.</summary>
    public bool ReadsAnyAnswer { get; }

    /// <exception cref="ExpressionSyntaxException">The text is not of the subset.</exception>
    public static CompiledExpression Parse(string source)
    {
        var compiler = new Compiler();
        var script = compiler.Compile(Parser.Parse(source));
        return new(script, compiler);
    }

    /// <exception cref="ExpressionFault">It went wrong or over a limit.</exception>
    public JsonNode? Evaluate(ExpressionScope scope)
    {
        var run = new Evaluation(scope);
        return JsJson.ToNode(run.Run(script), run.Meter);
    }

    /// <summary>The value as the language has it, before it becomes JSON.</summary>
    public object? Evaluate(Evaluation run) => run.Run(script);
}
