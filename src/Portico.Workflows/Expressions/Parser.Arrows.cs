namespace Portico.Workflows.Expressions;

/// <summary>Arrow functions, and the names and patterns that values are given to.</summary>
internal sealed partial class Parser
{
    private bool IsArrow()
    {
        if (Current.Kind == TokenKind.Name) return tokens[at + 1] is { Kind: TokenKind.Sign, Text: "=>" };
        if (!Is("(")) return false;
        var open = 0;
        for (var end = at; tokens[end].Kind != TokenKind.End; end++)
        {
            if (tokens[end].Kind != TokenKind.Sign) continue;
            if (tokens[end].Text is "(" or "[" or "{") open++;
            if (tokens[end].Text is ")" or "]" or "}" && --open == 0) return tokens[end + 1] is { Kind: TokenKind.Sign, Text: "=>" };
        }
        return false;
    }

    private Arrow ReadArrow()
    {
        var start = Current.Position;
        List<Target> parameters = [];
        if (Take("("))
        {
            while (!Take(")"))
            {
                parameters.Add(ReadTarget(mayHaveDefault: true));
                if (!Is(")")) Expect(",");
            }
        }
        else
        {
            parameters.Add(ReadTarget(mayHaveDefault: false));
        }
        Expect("=>");
        if (!Take("{")) return new(parameters, new([new(StatementKind.Return, null, ReadExpression())]), start);
        Enter();
        var body = ReadScript("}");
        depth--;
        Expect("}");
        // Without a return a function with a body gives undefined, whatever its last statement was.
        return new(parameters, new([.. body.Statements, new(StatementKind.Return, null, null)]), start);
    }

    /// <summary>A name, or a pattern that takes a value apart.</summary>
    private Target ReadTarget(bool mayHaveDefault)
    {
        Enter();
        var start = Current.Position;
        Target target = Take("[") ? new ListTarget(ReadItemTargets(), null, start) : Take("{") ? new ObjectTarget(ReadMemberTargets(), null, start) : new NameTarget(ReadName(), null, start);
        if (mayHaveDefault && Take("=")) target = target with { Default = ReadExpression() };
        depth--;
        return target;
    }

    private List<Target?> ReadItemTargets()
    {
        List<Target?> items = [];
        while (!Take("]"))
        {
            items.Add(Is(",") ? null : ReadTarget(mayHaveDefault: true));
            if (!Is("]")) Expect(",");
        }
        return items;
    }

    private List<(string, Target)> ReadMemberTargets()
    {
        List<(string, Target)> members = [];
        while (!Take("}"))
        {
            if (Current.Kind == TokenKind.End) throw Unexpected();
            var named = tokens[at + 1] is { Kind: TokenKind.Sign, Text: ":" };
            var key = named ? ReadKey() : Current.Text;
            if (named) at++;
            members.Add((key, ReadTarget(mayHaveDefault: true)));
            if (!Is("}")) Expect(",");
        }
        return members;
    }
}
