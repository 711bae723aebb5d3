namespace Portico.Workflows.Expressions;

/// <summary>Reads the subset of JavaScript that journeys may use: values, operators, and calls; no loops, no assignments, no function definitions.</summary>
internal sealed partial class Parser
{
    private static readonly string[][] Levels =
    [
        ["||", "??"], ["&&"], ["|"], ["^"], ["&"], ["==", "!=", "===", "!=="], ["<", ">", "<=", ">=", "in"], ["<<", ">>", ">>>"], ["+", "-"], ["*", "/", "%"],
    ];

    private static readonly Dictionary<string, int> LevelOf = Levels.SelectMany((signs, level) => signs.Select(sign => (sign, level))).ToDictionary(entry => entry.sign, entry => entry.level, StringComparer.Ordinal);

    private static readonly HashSet<string> Forbidden = new(StringComparer.Ordinal)
    {
        "if", "else", "for", "while", "do", "switch", "case", "break", "continue", "function", "class", "throw", "try", "catch", "finally", "with", "debugger", "import", "export",
        "this", "super", "yield", "await", "async", "delete", "instanceof", "eval", "arguments", "enum",
    };

    private readonly List<Token> tokens;
    private int at;
    private int depth;

    private Parser(List<Token> tokens, int depth) => (this.tokens, this.depth) = (tokens, depth);

    public static Script Parse(string source)
    {
        if (source.Length > Meter.MaxTextLength) throw new ExpressionSyntaxException($"An expression may have at most {Meter.MaxTextLength} characters.", 0);
        var parser = new Parser(new Lexer(source, 0).Read(), 0);
        var script = parser.ReadScript("");
        return script.Statements.Count == 0 ? throw new ExpressionSyntaxException("The expression is empty.", 0) : script;
    }

    private Token Current => tokens[at];

    private Script ReadScript(string end)
    {
        List<Statement> statements = [];
        while (true)
        {
            while (Take(";")) { }
            if (Current.Kind == TokenKind.End || (end.Length > 0 && Is(end))) return new(statements);
            statements.Add(ReadStatement(end));
            if (!Is(";") && !(end.Length > 0 && Is(end)) && !Current.AfterLineBreak) throw Unexpected();
        }
    }

    private Statement ReadStatement(string end)
    {
        if (TakeWord("return"))
            return new(StatementKind.Return, null, Is(";") || Current.AfterLineBreak || (end.Length > 0 && Is(end)) ? null : ReadExpression());
        if (IsWord("const") || IsWord("let") || IsWord("var"))
        {
            at++;
            var target = ReadTarget(mayHaveDefault: false);
            if (!Take("=")) throw Error("A name needs a value: const name = value.");
            var value = ReadExpression();
            return Is(",") ? throw Error("Declare one name at a time.") : new(StatementKind.Declare, target, value);
        }
        return new(StatementKind.Value, null, ReadExpression());
    }

    private Node ReadExpression()
    {
        Enter();
        var start = Current.Position;
        var condition = ReadOperations(0);
        if (Take("?"))
        {
            var then = ReadExpression();
            Expect(":");
            condition = new Choice(condition, then, ReadExpression(), start);
        }
        if (Current.Kind == TokenKind.Sign && Current.Text.EndsWith('=') && Current.Text is not ("==" or "===" or "!=" or "!==" or "<=" or ">="))
            throw Error("Values cannot be assigned here. Use setVariable('name', value).");
        if (Is("=>")) throw Error("An arrow function may only be handed to a function such as map or filter.");
        depth--;
        return condition;
    }

    /// <summary>Operators that bind at least as strongly as the lowest; those of one level become one flat node.</summary>
    private Node ReadOperations(int lowest)
    {
        var start = Current.Position;
        var first = ReadPower();
        while (Level() is var level && level >= lowest)
        {
            List<(string, Node)> rest = [];
            while (Level() == level)
            {
                var sign = Current.Text;
                if (level == 0 && rest.Count > 0 && rest[0].Item1 != sign) throw Error("Put brackets around ?? when it stands beside ||.");
                at++;
                rest.Add((sign, ReadOperations(level + 1)));
                if (sign == "??" && IsBareAnd(first, rest)) throw Error("Put brackets around && when it stands beside ??.");
            }
            first = new Operations(first, rest, start);
        }
        return first;
    }

    /// <summary>How strongly the operator here binds; -1 if there is none.</summary>
    private int Level() => Current.Kind is TokenKind.Sign or TokenKind.Name && LevelOf.TryGetValue(Current.Text, out var level) ? level : -1;

    private bool IsBareAnd(Node first, List<(string, Node Operand)> rest) =>
        (first is Operations { Rest: [("&&", _), ..] } left && !bracketed.Contains(left)) || (rest[^1].Operand is Operations { Rest: [("&&", _), ..] } right && !bracketed.Contains(right));

    private readonly HashSet<Node> bracketed = new(ReferenceEqualityComparer.Instance);

    private Node ReadPower()
    {
        var start = Current.Position;
        var sign = Current.Kind is TokenKind.Sign or TokenKind.Name && Current.Text is "-" or "+" or "!" or "~" or "typeof" or "void";
        var left = ReadUnary();
        if (!Is("**")) return left;
        if (sign) throw Error("Put brackets around the sign before **.");
        at++;
        Enter();
        var right = ReadPower();
        depth--;
        return new Operations(left, [("**", right)], start);
    }

    private Node ReadUnary()
    {
        var token = Current;
        if (token.Kind is not (TokenKind.Sign or TokenKind.Name) || token.Text is not ("-" or "+" or "!" or "~" or "typeof" or "void")) return ReadPath();
        at++;
        Enter();
        var operand = ReadUnary();
        depth--;
        return new Unary(token.Text, operand, token.Position);
    }

    private Node ReadPath()
    {
        var start = Current.Position;
        var value = ReadPrimary();
        List<Link> links = [];
        while (true)
        {
            if (Take("."))
                links.Add(new Member(ReadMemberName(), false));
            else if (Take("?."))
                links.Add(Take("[") ? ReadIndex(true) : Take("(") ? new Invocation(ReadArguments(), true) : new Member(ReadMemberName(), true));
            else if (Take("["))
                links.Add(ReadIndex(false));
            else if (Take("("))
                links.Add(new Invocation(ReadArguments(), false));
            else if (Is("++") || Is("--") || Current.Kind == TokenKind.Template)
                throw Unexpected();
            else
                return links.Count == 0 ? value : new Path(value, links, start);
        }
    }

    private Index ReadIndex(bool optional)
    {
        var key = ReadExpression();
        Expect("]");
        return new(key, optional);
    }

    private Node ReadPrimary()
    {
        var token = Current;
        at++;
        switch (token.Kind)
        {
            case TokenKind.Number: return new Constant(token.Number, token.Position);
            case TokenKind.Text: return new Constant(token.Text, token.Position);
            case TokenKind.Pattern: return new Pattern(token.Text, token.Flags, token.Position);
            case TokenKind.Template: return ReadTemplate(token);
            case TokenKind.Name: return ReadWord(token);
            case TokenKind.Sign when token.Text == "(":
                var inner = ReadExpression();
                Expect(")");
                bracketed.Add(inner);
                return inner;
            case TokenKind.Sign when token.Text == "[": return ReadArray(token);
            case TokenKind.Sign when token.Text == "{": return ReadObject(token);
        }
        at--;
        throw Unexpected();
    }

    private Node ReadWord(Token token)
    {
        switch (token.Text)
        {
            case "true": return new Constant(true, token.Position);
            case "false": return new Constant(false, token.Position);
            case "null": return new Constant(null, token.Position);
            case "new":
                if (!TakeWord("Date")) throw Error("Only new Date(…) can be made with new.");
                return new NewDate(Take("(") ? ReadArguments() : [], token.Position);
        }
        if (Forbidden.Contains(token.Text) || token.Text is "const" or "let" or "var" or "return")
        {
            at--;
            throw Error($"'{token.Text}' is not part of journey expressions.");
        }
        return new Name(token.Text, token.Position);
    }

    private List<Element> ReadArguments()
    {
        List<Element> arguments = [];
        while (!Take(")"))
        {
            arguments.Add(IsArrow() ? new(ReadArrow(), false) : ReadElement());
            if (!Is(")")) Expect(",");
        }
        return arguments;
    }

    private string ReadName()
    {
        var token = Current;
        if (token.Kind != TokenKind.Name || IsReserved(token.Text)) throw Unexpected();
        at++;
        return token.Text;
    }

    private static bool IsReserved(string name) => Forbidden.Contains(name) || name is "true" or "false" or "null" or "new" or "typeof" or "void" or "in" or "const" or "let" or "var" or "return";

    private string ReadMemberName()
    {
        if (Current.Kind != TokenKind.Name) throw Unexpected();
        return tokens[at++].Text;
    }

    private bool Is(string sign) => Current.Kind == TokenKind.Sign && Current.Text == sign;

    private bool IsWord(string word) => Current.Kind == TokenKind.Name && Current.Text == word;

    private bool Take(string sign)
    {
        if (!Is(sign)) return false;
        at++;
        return true;
    }

    private bool TakeWord(string word)
    {
        if (!IsWord(word)) return false;
        at++;
        return true;
    }

    private void Expect(string sign)
    {
        if (!Take(sign)) throw Error($"'{sign}' is missing before {Describe(Current)}.");
    }

    private void Enter()
    {
        if (++depth > Meter.MaxDepth) throw Error($"The expression is nested deeper than {Meter.MaxDepth} levels.");
    }

    private ExpressionSyntaxException Unexpected() => Error($"{Describe(Current)} is not expected here.");

    private ExpressionSyntaxException Error(string message) => new(message, Current.Position);

    private static string Describe(Token token) => token.Kind switch
    {
        TokenKind.End => "the end of the expression",
        TokenKind.Text => "a text",
        TokenKind.Template => "a template",
        TokenKind.Pattern => "a regular expression",
        _ => $"'{token.Text}'",
    };
}
