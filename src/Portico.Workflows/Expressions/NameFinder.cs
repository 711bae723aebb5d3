namespace Portico.Workflows.Expressions;

/// <summary>Finds the names and regular expressions of a script, so that mistakes show before anything runs.</summary>
internal sealed class NameFinder
{
    private readonly Stack<HashSet<string>> locals = new();

    public List<(string Name, int Position)> Free { get; } = [];

    public List<Pattern> Patterns { get; } = [];

    public void Visit(Script script)
    {
        locals.Push(new(script.Statements.Where(statement => statement.Kind == StatementKind.Declare).Select(statement => statement.Name!), StringComparer.Ordinal));
        foreach (var statement in script.Statements) Visit(statement.Value);
        locals.Pop();
    }

    private void Visit(Node? node)
    {
        switch (node)
        {
            case Name name:
                if (!locals.Any(layer => layer.Contains(name.Text)) && !Globals.IsBuiltIn(name.Text) && name.Text is not ("answers" or "variables" or "undefined" or "NaN" or "Infinity"))
                    Free.Add((name.Text, name.Position));
                break;
            case Pattern pattern: Patterns.Add(pattern); break;
            case Unary { Operator: "typeof", Operand: Name }: break;
            case Unary unary: Visit(unary.Operand); break;
            case Operations operations:
                Visit(operations.First);
                foreach (var (_, operand) in operations.Rest) Visit(operand);
                break;
            case Choice choice:
                Visit(choice.Condition);
                Visit(choice.Then);
                Visit(choice.Else);
                break;
            case Template template: foreach (var hole in template.Holes) Visit(hole); break;
            case ArrayLiteral array: Visit(array.Elements); break;
            case NewDate date: Visit(date.Arguments); break;
            case ObjectLiteral json:
                foreach (var property in json.Properties)
                {
                    Visit(property.Computed);
                    Visit(property.Value);
                }
                break;
            case Path path:
                Visit(path.Start);
                foreach (var link in path.Links)
                {
                    if (link is Index index) Visit(index.Key);
                    else if (link is Invocation call) Visit(call.Arguments);
                }
                break;
            case Arrow arrow:
                locals.Push(new(arrow.Parameters, StringComparer.Ordinal));
                Visit(arrow.Body);
                locals.Pop();
                break;
        }
    }

    private void Visit(IReadOnlyList<Element> elements)
    {
        foreach (var element in elements) Visit(element.Value);
    }
}
