using System.Text;

namespace Portico.Workflows.Expressions;

/// <summary>
/// Turns the tree of an expression into delegates. Names become slots, operators and members become functions, and mistakes show, all
/// before anything runs: an evaluation only calls what was prepared.
/// </summary>
internal sealed partial class Compiler
{
    private readonly List<(string, int)> freeNames = [];
    private Layer? layer;
    private int level;

    public IReadOnlyList<(string Name, int Position)> FreeNames => freeNames;

    public HashSet<string> Answers { get; } = new(StringComparer.Ordinal);

    public bool ReadsAnyAnswer { get; private set; }

    public Function Compile(Script script) => CompileFunction([], script);

    private Function CompileFunction(IReadOnlyList<Target> parameters, Script script)
    {
        var inner = layer = new Layer(layer);
        var outerLevel = level;
        level = 0;
        foreach (var parameter in parameters) layer.Declare(parameter is NameTarget { Name: var name } ? name : null, parameter.Position);
        foreach (var parameter in parameters) if (parameter is not NameTarget) DeclareAll(parameter);
        foreach (var statement in script.Statements) if (statement.Target is not null) DeclareAll(statement.Target);

        List<(Code Run, bool HasValue)> steps = [];
        for (var i = 0; i < parameters.Count; i++)
            if (parameters[i] is not NameTarget { Default: null }) steps.Add((CompileParameter(parameters[i], i), false));
        foreach (var statement in script.Statements)
        {
            var value = statement.Value is null ? (_, _) => Undefined.Value : Compile(statement.Value);
            steps.Add(statement.Target is null ? (value, true) : (CompileDeclaration(statement.Target, value), false));
            if (statement.Kind == StatementKind.Return) break;
        }

        layer = inner.Outer;
        level = outerLevel;
        return new(parameters.Count, inner.Count, steps is [(var only, true)] ? only : CompileSteps(steps.ToArray()), inner.Levels);
    }

    /// <summary>The value is that of the last statement that has one: declarations have none.</summary>
    private static Code CompileSteps((Code Run, bool HasValue)[] steps) => (run, frame) =>
    {
        object? last = Undefined.Value;
        foreach (var (step, hasValue) in steps)
        {
            var value = step(run, frame);
            if (hasValue) last = value;
        }
        return last;
    };

    private Code Compile(Node node)
    {
        var inner = layer!;
        if (++level > Meter.MaxDepth) throw new ExpressionSyntaxException($"The expression is nested deeper than {Meter.MaxDepth} levels.", node.Position);
        inner.Levels = Math.Max(inner.Levels, level);
        var code = node switch
        {
            Constant { Value: var value } => CompileConstant(value is bool flag ? Flag.Of(flag) : value),
            Name name => CompileName(name),
            Path path => CompilePath(path),
            Operations operations => CompileOperations(operations),
            Unary unary => CompileUnary(unary),
            Choice choice => CompileChoice(Compile(choice.Condition), Compile(choice.Then), Compile(choice.Else)),
            Template template => CompileTemplate(template.Texts, template.Holes.Select(Compile).ToArray()),
            ArrayLiteral array => CompileArray(CompileElements(array.Elements)),
            ObjectLiteral json => CompileObject(json),
            Arrow arrow => CompileArrow(CompileFunction(arrow.Parameters, arrow.Body)),
            Pattern pattern => CompilePattern(JsPattern.Compile(pattern)),
            NewDate date => CompileDate(CompileElements(date.Arguments)),
            _ => throw new InvalidOperationException($"Unknown node {node.GetType().Name}."),
        };
        level--;
        return code;
    }

    private static Code CompileConstant(object? value) => (run, _) =>
    {
        run.Meter.Step();
        return value;
    };

    private static Code CompileChoice(Code condition, Code then, Code otherwise) => (run, frame) =>
    {
        run.Meter.Step();
        return Convert.IsTrue(condition(run, frame)) ? then(run, frame) : otherwise(run, frame);
    };

    private static Code CompileTemplate(IReadOnlyList<string> texts, Code[] holes) => (run, frame) =>
    {
        run.Meter.Step();
        var text = new StringBuilder();
        for (var i = 0; i < texts.Count; i++)
        {
            var part = i == 0 ? "" : Convert.ToText(holes[i - 1](run, frame), run.Meter);
            var more = part.Length + texts[i].Length;
            if (text.Length + more > Meter.MaxTextLength) run.Meter.Text(double.PositiveInfinity);
            run.Meter.BuiltText(more);
            text.Append(part).Append(texts[i]);
        }
        return text.ToString();
    };

    private static Code CompileArray(ListCode elements) => (run, frame) =>
    {
        run.Meter.Step();
        return new JsArray([.. elements(run, frame)]);
    };

    private Code CompileObject(ObjectLiteral literal)
    {
        var members = literal.Properties.Select(property => (property.Name, Computed: property.Computed is null ? null : Compile(property.Computed), Value: Compile(property.Value))).ToArray();
        return (run, frame) =>
        {
            run.Meter.Step();
            run.Meter.Members(members.Length);
            var json = new JsObject();
            foreach (var (name, computed, value) in members)
            {
                if (name is null && computed is null) Members.Spread(json, value(run, frame), run.Meter);
                else json.Set(name ?? Members.Key(computed!(run, frame), run.Meter), value(run, frame));
            }
            return json;
        };
    }

    private static Code CompileArrow(Function function) => (run, frame) =>
    {
        run.Meter.Step();
        run.Meter.Allocate(32);
        return new JsFunction(function, frame);
    };

    private static Code CompilePattern(JsPattern pattern) => (run, _) =>
    {
        run.Meter.Step();
        run.Meter.Allocate(32);
        return new JsRegex(pattern);
    };

    private static Code CompileDate(ListCode arguments) => (run, frame) =>
    {
        run.Meter.Step();
        return DateFunctions.New(new(run, arguments(run, frame)));
    };

    private Code CompileUnary(Unary unary)
    {
        if (unary is { Operator: "typeof", Operand: Name name } && layer!.Find(name.Text) is null && BuiltIns.Find(name.Text) is null && name.Text is not ("undefined" or "NaN" or "Infinity" or "answers" or "variables"))
        {
            var accessor = Accessor.Find(name.Text);
            return (run, _) =>
            {
                run.Meter.Step();
                return accessor is not null && accessor.IsKnown(run.Scope) ? "function" : "undefined";
            };
        }
        var operand = Compile(unary.Operand);
        Func<object?, Meter, object?> apply = unary.Operator switch
        {
            "!" => (value, _) => Flag.Of(!Convert.IsTrue(value)),
            "-" => (value, meter) => -Convert.ToNumber(value, meter),
            "+" => (value, meter) => Convert.ToNumber(value, meter),
            "~" => (value, meter) => (double)~JsNumber.ToInt32(Convert.ToNumber(value, meter)),
            "typeof" => (value, _) => Convert.TypeOf(value),
            _ => (_, _) => Undefined.Value,
        };
        return (run, frame) =>
        {
            run.Meter.Step();
            return apply(operand(run, frame), run.Meter);
        };
    }

    private Code CompileOperations(Operations operations)
    {
        var code = Compile(operations.First);
        if (operations.Rest.Count == 1) return CompileOperation(operations.Rest[0].Operator, code, Compile(operations.Rest[0].Operand));
        var rest = operations.Rest.Select(next => CompileNext(next.Operator, Compile(next.Operand))).ToArray();
        return (run, frame) =>
        {
            var left = code(run, frame);
            foreach (var next in rest)
            {
                run.Meter.Step();
                left = next(run, frame, left);
            }
            return left;
        };
    }

    private static Code CompileOperation(string sign, Code left, Code right)
    {
        var next = CompileNext(sign, right);
        return (run, frame) =>
        {
            run.Meter.Step();
            return next(run, frame, left(run, frame));
        };
    }

    private static Func<Evaluation, Frame, object?, object?> CompileNext(string sign, Code right)
    {
        switch (sign)
        {
            case "&&": return (run, frame, left) => Convert.IsTrue(left) ? right(run, frame) : left;
            case "||": return (run, frame, left) => Convert.IsTrue(left) ? left : right(run, frame);
            case "??": return (run, frame, left) => Convert.IsNullish(left) ? right(run, frame) : left;
        }
        var apply = Operators.Find(sign);
        return (run, frame, left) => apply(left, right(run, frame), run.Meter);
    }
}
