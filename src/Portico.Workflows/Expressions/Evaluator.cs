using System.Text;
using System.Text.Json.Nodes;

namespace Portico.Workflows.Expressions;

/// <summary>Walks the tree of one expression. It can reach values of the language and the scope, and nothing else.</summary>
internal sealed class Evaluator(ExpressionScope scope, IReadOnlyDictionary<Pattern, JsRegex> patterns)
{
    private readonly Meter meter = new();

    public Meter Meter => meter;

    public ExpressionScope Scope => scope;

    public JsonNode? Run(Script script) => JsJson.ToNode(Run(script, new Frame(null)), meter);

    public object? Invoke(object? function, ReadOnlySpan<object?> arguments)
    {
        switch (function)
        {
            case JsGlobal global: return Globals.Call(this, global.Name, arguments.ToArray());
            case JsFunction { Code: var code, Frame: var outer }:
                meter.Step();
                meter.Enter();
                meter.Allocate(64);
                var frame = new Frame(outer);
                for (var i = 0; i < code.Parameters.Count; i++) frame.Declare(code.Parameters[i], i < arguments.Length ? arguments[i] : Undefined.Value);
                var result = Run(code.Body, frame);
                meter.Leave();
                return result;
            default: throw ExpressionFault.NotAFunction("The value");
        }
    }

    private object? Run(Script script, Frame frame)
    {
        object? last = Undefined.Value;
        foreach (var statement in script.Statements)
        {
            var value = statement.Value is null ? Undefined.Value : Evaluate(statement.Value, frame);
            if (statement.Kind == StatementKind.Return) return value;
            if (statement.Kind == StatementKind.Declare) frame.Declare(statement.Name!, value);
            else last = value;
        }
        return last;
    }

    private object? Evaluate(Node node, Frame frame)
    {
        meter.Step();
        meter.Enter();
        var value = node switch
        {
            Constant constant => constant.Value,
            Name name => Lookup(name.Text, frame),
            Path path => Follow(path, frame),
            Operations operations => Operate(operations, frame),
            Unary unary => Apply(unary, frame),
            Choice choice => Convert.IsTrue(Evaluate(choice.Condition, frame)) ? Evaluate(choice.Then, frame) : Evaluate(choice.Else, frame),
            Template template => Fill(template, frame),
            ArrayLiteral array => new JsArray(List(array.Elements, frame)),
            ObjectLiteral json => Build(json, frame),
            Arrow arrow => new JsFunction(arrow, frame),
            Pattern pattern => patterns[pattern],
            NewDate date => Globals.NewDate(this, List(date.Arguments, frame)),
            _ => throw new InvalidOperationException($"Unknown node {node.GetType().Name}."),
        };
        meter.Leave();
        return value;
    }

    private object? Lookup(string name, Frame frame)
    {
        if (frame.TryGet(name, out var value)) return value;
        switch (name)
        {
            case "undefined": return Undefined.Value;
            case "NaN": return double.NaN;
            case "Infinity": return double.PositiveInfinity;
            case "answers": return JsJson.FromNode(scope.Answers, meter);
            case "variables":
                var all = new JsObject();
                foreach (var variable in scope.VariableNames)
                    if (scope.TryGetVariable(variable, out var node)) all.Set(variable, JsJson.FromNode(node, meter));
                return all;
        }
        return Globals.Knows(name, scope) ? new JsGlobal(name) : throw new ExpressionFault("expression.unknown_name", $"There is nothing called '{name}'.");
    }

    private object? Follow(Path path, Frame frame)
    {
        object? current;
        var first = 0;
        if (path.Start is Name { Text: "variables" or "answers" } root && !frame.TryGet(root.Text, out _) && path.Links[0] is Member { Name: var key })
        {
            // One name is read, not all of them: a large variable nobody asks for costs nothing.
            JsonNode? found;
            var known = root.Text == "answers" ? scope.Answers.TryGetPropertyValue(key, out found) : scope.TryGetVariable(key, out found);
            current = known ? JsJson.FromNode(found, meter) : Undefined.Value;
            first = 1;
        }
        else
        {
            current = Evaluate(path.Start, frame);
        }

        for (var i = first; i < path.Links.Count; i++)
        {
            meter.Step();
            var link = path.Links[i];
            if (link.Optional && Convert.IsNullish(current)) return Undefined.Value;
            if (link is Invocation call)
            {
                if (current is not (JsGlobal or JsFunction)) throw ExpressionFault.NotAFunction(Describe(path, i));
                current = Invoke(current, List(call.Arguments, frame).ToArray());
                continue;
            }
            var member = link is Member named ? named.Name : Key(Evaluate(((Index)link).Key, frame));
            if (Convert.IsNullish(current)) throw new ExpressionFault("expression.nothing_there", $"There is no '{Shorten(member)}' of {(current is null ? "null" : "undefined")}. Use ?. where a value may be missing.");
            if (i + 1 < path.Links.Count && path.Links[i + 1] is Invocation method && Methods.Has(current, member))
            {
                i++;
                current = Methods.Call(this, current!, member, List(method.Arguments, frame));
                continue;
            }
            current = Get(current, member);
        }
        return current;
    }

    private string Describe(Path path, int link) => link == 0 && path.Start is Name name ? $"'{Shorten(name.Text)}'" : link > 0 && path.Links[link - 1] is Member member ? $"'{Shorten(member.Name)}'" : "The value";

    private static string Shorten(string name) => name.Length > 40 ? name[..40] + "…" : name;

    /// <summary>Own data only: there are no prototypes, so there is no constructor to find.</summary>
    private object? Get(object? value, string member)
    {
        switch (value)
        {
            case JsObject json: return json.Get(member);
            case JsArray array when member == "length": return (double)array.Items.Count;
            case JsArray array: return AsIndex(member) is { } index && index < array.Items.Count ? array.Items[index] : Undefined.Value;
            case string text when member == "length": return (double)text.Length;
            case string text:
                if (AsIndex(member) is not { } at || at >= text.Length) return Undefined.Value;
                meter.Text(1);
                return text[at].ToString();
            case JsGlobal global: return Globals.Get(global.Name, member);
            case JsRegex regex when member == "source": return regex.Source;
            default: return Undefined.Value;
        }
    }

    private static int? AsIndex(string member) =>
        member.Length is > 0 and < 10 && member.All(char.IsAsciiDigit) && (member.Length == 1 || member[0] != '0') ? int.Parse(member, CultureInfo.InvariantCulture) : null;

    private string Key(object? value)
    {
        var key = Convert.ToText(value, meter);
        meter.Scan(key.Length);
        return key;
    }

    private List<object?> List(IReadOnlyList<Element> elements, Frame frame)
    {
        meter.List(elements.Count);
        List<object?> values = new(elements.Count);
        foreach (var element in elements)
        {
            var value = Evaluate(element.Value, frame);
            if (!element.Spread)
            {
                values.Add(value);
                continue;
            }
            var items = value switch
            {
                JsArray array => array.Items,
                string text => Characters(text),
                _ => throw ExpressionFault.Type("Only lists and texts can be spread with ...."),
            };
            meter.List(items.Count);
            values.AddRange(items);
        }
        return values;
    }

    public List<object?> Characters(string text)
    {
        meter.List(2L * text.Length);
        return text.EnumerateRunes().Select(object? (rune) => rune.ToString()).ToList();
    }

    private JsObject Build(ObjectLiteral literal, Frame frame)
    {
        meter.List(literal.Properties.Count);
        var json = new JsObject();
        foreach (var property in literal.Properties)
        {
            if (property is { Name: null, Computed: null })
            {
                Spread(json, Evaluate(property.Value, frame));
                continue;
            }
            var key = property.Name ?? Key(Evaluate(property.Computed!, frame));
            json.Set(key, Evaluate(property.Value, frame));
        }
        return json;
    }

    private void Spread(JsObject target, object? value)
    {
        switch (value)
        {
            case JsObject source:
                meter.List(source.Count);
                foreach (var key in source.Keys) target.Set(key, source.Get(key));
                break;
            case JsArray array:
                meter.List(array.Items.Count);
                for (var i = 0; i < array.Items.Count; i++) target.Set(JsNumber.ToText(i), array.Items[i]);
                break;
            case string text:
                meter.List(2L * text.Length);
                for (var i = 0; i < text.Length; i++) target.Set(JsNumber.ToText(i), text[i].ToString());
                break;
        }
    }

    private string Fill(Template template, Frame frame)
    {
        var text = new StringBuilder(template.Texts[0]);
        meter.Text(text.Length);
        for (var i = 0; i < template.Holes.Count; i++)
        {
            var part = Convert.ToText(Evaluate(template.Holes[i], frame), meter);
            meter.Text(text.Length + part.Length + template.Texts[i + 1].Length > Meter.MaxTextLength ? double.PositiveInfinity : part.Length + template.Texts[i + 1].Length);
            text.Append(part).Append(template.Texts[i + 1]);
        }
        return text.ToString();
    }

    private object? Apply(Unary unary, Frame frame)
    {
        if (unary is { Operator: "typeof", Operand: Name name } && !frame.TryGet(name.Text, out _) && name.Text is not ("answers" or "variables") && !Globals.Knows(name.Text, scope) && name.Text is not ("NaN" or "Infinity"))
            return "undefined";
        var value = Evaluate(unary.Operand, frame);
        return unary.Operator switch
        {
            "!" => !Convert.IsTrue(value),
            "-" => -Convert.ToNumber(value, meter),
            "+" => Convert.ToNumber(value, meter),
            "~" => (double)~JsNumber.ToInt32(Convert.ToNumber(value, meter)),
            "typeof" => Convert.TypeOf(value),
            _ => Undefined.Value,
        };
    }

    private object? Operate(Operations operations, Frame frame)
    {
        var left = Evaluate(operations.First, frame);
        foreach (var (sign, operand) in operations.Rest)
        {
            meter.Step();
            switch (sign)
            {
                case "&&": if (Convert.IsTrue(left)) left = Evaluate(operand, frame); break;
                case "||": if (!Convert.IsTrue(left)) left = Evaluate(operand, frame); break;
                case "??": if (Convert.IsNullish(left)) left = Evaluate(operand, frame); break;
                default: left = Operate(sign, left, Evaluate(operand, frame)); break;
            }
        }
        return left;
    }

    private object? Operate(string sign, object? left, object? right) => sign switch
    {
        "+" => Add(left, right),
        "-" => Number(left) - Number(right),
        "*" => Number(left) * Number(right),
        "/" => Number(left) / Number(right),
        "%" => Number(left) % Number(right),
        "**" => Globals.Power(Number(left), Number(right)),
        "===" => Convert.StrictlyEqual(left, right),
        "!==" => !Convert.StrictlyEqual(left, right),
        "==" => Convert.LooselyEqual(left, right, meter),
        "!=" => !Convert.LooselyEqual(left, right, meter),
        "<" => Compare(left, right, (order) => order < 0, (a, b) => a < b),
        ">" => Compare(left, right, (order) => order > 0, (a, b) => a > b),
        "<=" => Compare(left, right, (order) => order <= 0, (a, b) => a <= b),
        ">=" => Compare(left, right, (order) => order >= 0, (a, b) => a >= b),
        "&" => (double)(Int(left) & Int(right)),
        "|" => (double)(Int(left) | Int(right)),
        "^" => (double)(Int(left) ^ Int(right)),
        "<<" => (double)(Int(left) << (Int(right) & 31)),
        ">>" => (double)(Int(left) >> (Int(right) & 31)),
        ">>>" => (double)((uint)Int(left) >> (Int(right) & 31)),
        "in" => Contains(right, left),
        _ => throw new InvalidOperationException($"Unknown operator {sign}."),
    };

    private bool Contains(object? container, object? key) => container switch
    {
        JsObject json => json.Has(Key(key)),
        JsArray array => Key(key) is var name && (name == "length" || (AsIndex(name) is { } index && index < array.Items.Count)),
        _ => throw ExpressionFault.Type("'in' needs an object or a list on its right."),
    };

    private object Add(object? left, object? right)
    {
        left = Convert.ToPrimitive(left, meter, preferText: left is JsDate);
        right = Convert.ToPrimitive(right, meter, preferText: right is JsDate);
        if (left is not string && right is not string) return Number(left) + Number(right);
        var (a, b) = (Convert.ToText(left, meter), Convert.ToText(right, meter));
        meter.Text((double)a.Length + b.Length);
        return a + b;
    }

    private bool Compare(object? left, object? right, Func<int, bool> texts, Func<double, double, bool> numbers)
    {
        left = Convert.ToPrimitive(left, meter, preferText: false);
        right = Convert.ToPrimitive(right, meter, preferText: false);
        return left is string a && right is string b ? texts(string.CompareOrdinal(a, b)) : numbers(Number(left), Number(right));
    }

    private double Number(object? value) => Convert.ToNumber(value, meter);

    private int Int(object? value) => JsNumber.ToInt32(Number(value));
}
