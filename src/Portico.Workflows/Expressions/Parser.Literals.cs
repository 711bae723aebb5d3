namespace Portico.Workflows.Expressions;

/// <summary>Templates, lists and objects.</summary>
internal sealed partial class Parser
{
    private Template ReadTemplate(Token token)
    {
        List<Node> holes = [];
        foreach (var (position, source) in token.Holes)
        {
            Enter();
            var inner = new Parser(new Lexer(source, position).Read(), depth);
            holes.Add(inner.ReadExpression());
            if (inner.Current.Kind != TokenKind.End) throw inner.Unexpected();
            depth--;
        }
        return new(token.Texts, holes, token.Position);
    }

    private ArrayLiteral ReadArray(Token token)
    {
        List<Element> elements = [];
        while (!Take("]"))
        {
            elements.Add(ReadElement());
            if (!Is("]")) Expect(",");
        }
        return new(elements, token.Position);
    }

    private Element ReadElement()
    {
        var spread = Take("...");
        return new(ReadExpression(), spread);
    }

    private ObjectLiteral ReadObject(Token token)
    {
        List<Property> properties = [];
        while (!Take("}"))
        {
            properties.Add(ReadProperty());
            if (!Is("}")) Expect(",");
        }
        return new(properties, token.Position);
    }

    private Property ReadProperty()
    {
        if (Take("...")) return new(null, null, ReadExpression());
        if (Take("["))
        {
            var computed = ReadExpression();
            Expect("]");
            Expect(":");
            return new(null, computed, ReadExpression());
        }
        var token = Current;
        var name = ReadKey();
        if (name == "__proto__") throw Error("'__proto__' cannot be set.");
        if (Take(":")) return new(name, null, ReadExpression());
        if (token.Kind != TokenKind.Name || IsReserved(name)) throw Unexpected();
        return new(name, null, new Name(name, token.Position));
    }

    private string ReadKey()
    {
        var key = Current;
        if (key.Kind is not (TokenKind.Name or TokenKind.Text or TokenKind.Number)) throw Unexpected();
        at++;
        return key.Kind == TokenKind.Number ? JsNumber.ToText(key.Number) : key.Text;
    }
}
