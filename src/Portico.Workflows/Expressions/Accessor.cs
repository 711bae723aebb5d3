namespace Portico.Workflows.Expressions;

/// <summary>
/// The functions that variables, inputs and results bring along: <c>getCounter()</c>, <c>setCounter(5)</c>, <c>getResultFromAskBank()</c>.
/// Whether there is one is known only when the expression runs.
/// </summary>
internal sealed class Accessor
{
    private readonly bool writes;
    private readonly string[] spellings;
    private readonly (string Output, string Activity)[] outputs;

    private Accessor(string name)
    {
        writes = name.StartsWith("set", StringComparison.Ordinal);
        var member = name[3..];
        // A variable called counter is read by getCounter() and by getcounter(): the designer's completion writes the first.
        spellings = char.IsLower(member[0]) ? [member] : [member, char.ToLowerInvariant(member[0]) + member[1..]];
        outputs = writes ? [] : Splits(member).ToArray();
        Function = new(name, Call);
    }

    public JsBuiltIn Function { get; }

    /// <summary>Null if the name is not of that form.</summary>
    public static Accessor? Find(string name) => name.Length > 3 && (name.StartsWith("get", StringComparison.Ordinal) || name.StartsWith("set", StringComparison.Ordinal)) ? new(name) : null;

    public bool IsKnown(ExpressionScope scope) => Variable(scope) is not null || (!writes && (Array.Exists(spellings, name => scope.TryGetInput(name, out _)) || Output(scope) is not null));

    private object? Call(Arguments arguments)
    {
        var (scope, meter) = (arguments.Scope, arguments.Meter);
        if (writes)
        {
            scope.SetVariable(Variable(scope) ?? throw Unknown(), JsJson.ToNode(arguments[0], meter));
            return Undefined.Value;
        }
        foreach (var name in spellings) if (scope.TryGetVariable(name, out var value)) return JsJson.FromNode(value, meter);
        foreach (var name in spellings) if (scope.TryGetInput(name, out var value)) return JsJson.FromNode(value, meter);
        return JsJson.FromNode(Output(scope) ?? throw Unknown(), meter);
    }

    private string? Variable(ExpressionScope scope) => Array.Find(spellings, name => scope.TryGetVariable(name, out _));

    private System.Text.Json.Nodes.JsonNode? Output(ExpressionScope scope) => outputs.Select(output => scope.OutputFrom(output.Activity, output.Output)).FirstOrDefault(found => found is not null);

    private ExpressionFault Unknown() => new("expression.unknown_name", $"There is nothing called '{Members.Shorten(Function.Name)}'.");

    private static IEnumerable<(string, string)> Splits(string member)
    {
        for (var at = member.IndexOf("From", 1, StringComparison.Ordinal); at > 0 && at + 4 < member.Length; at = member.IndexOf("From", at + 4, StringComparison.Ordinal))
            yield return (member[..at], member[(at + 4)..]);
    }
}
