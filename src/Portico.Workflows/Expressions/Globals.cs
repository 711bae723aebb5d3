using System.Buffers.Binary;
using System.Text.Json.Nodes;

namespace Portico.Workflows.Expressions;

/// <summary>The functions and namespaces an expression finds without asking for them.</summary>
internal static class Globals
{
    private static readonly HashSet<string> Namespaces = new(StringComparer.Ordinal) { "Math", "JSON", "Date", "Object", "Array", "Number", "String", "Boolean" };

    private static readonly HashSet<string> Functions = new(StringComparer.Ordinal)
    {
        "Number", "String", "Boolean", "Array.isArray", "Date.now", "Date.parse", "Date.UTC", "JSON.parse", "JSON.stringify", "Object.keys", "Object.values", "Object.entries", "Object.fromEntries", "Object.assign",
        "Math.abs", "Math.ceil", "Math.floor", "Math.round", "Math.trunc", "Math.sign", "Math.sqrt", "Math.cbrt", "Math.pow", "Math.min", "Math.max", "Math.log", "Math.log2", "Math.log10", "Math.exp", "Math.hypot", "Math.random",
        "Number.isInteger", "Number.isFinite", "Number.isNaN", "Number.isSafeInteger", "Number.parseFloat", "Number.parseInt", "parseInt", "parseFloat", "isNaN", "isFinite", "encodeURIComponent",
        "getVariable", "setVariable", "getInput", "getAnswer", "getOutputFrom", "getLastResult", "getCorrelationId", "setCorrelationId", "getWorkflowInstanceId", "getWorkflowInstanceName", "getWorkflowDefinitionId",
        "newGuid", "newGuidString", "isNullOrEmpty", "isNullOrWhiteSpace", "toJson",
    };

    /// <summary>The names that mean something in every journey; variables and inputs add their own getters.</summary>
    public static bool IsBuiltIn(string name) => Namespaces.Contains(name) || Functions.Contains(name);

    public static bool IsFunction(string name) => name is "Date" or "Object" or "Array" || !Namespaces.Contains(name) || Functions.Contains(name);

    public static bool Knows(string name, ExpressionScope scope)
    {
        if (name.Contains('.')) return false;
        if (IsBuiltIn(name)) return true;
        if (name.Length < 4) return false;
        var member = name[3..];
        return name.StartsWith("get", StringComparison.Ordinal) ? Variable(member, scope) is not null || Input(member, scope) is not null
            : name.StartsWith("set", StringComparison.Ordinal) && Variable(member, scope) is not null;
    }

    public static object? Get(string owner, string member) => (owner, member) switch
    {
        ("Math", "PI") => Math.PI,
        ("Math", "E") => Math.E,
        ("Math", "LN2") => 0.6931471805599453,
        ("Math", "LN10") => 2.302585092994046,
        ("Math", "SQRT2") => 1.4142135623730951,
        ("Number", "MAX_SAFE_INTEGER") => 9007199254740991d,
        ("Number", "MIN_SAFE_INTEGER") => -9007199254740991d,
        ("Number", "MAX_VALUE") => double.MaxValue,
        ("Number", "MIN_VALUE") => double.Epsilon,
        ("Number", "EPSILON") => Math.BitIncrement(1) - 1,
        ("Number", "POSITIVE_INFINITY") => double.PositiveInfinity,
        ("Number", "NEGATIVE_INFINITY") => double.NegativeInfinity,
        ("Number", "NaN") => double.NaN,
        _ => Namespaces.Contains(owner) && Functions.Contains($"{owner}.{member}") ? new JsGlobal($"{owner}.{member}") : Undefined.Value,
    };

    public static object? Call(Evaluator run, string name, object?[] arguments)
    {
        var meter = run.Meter;
        var scope = run.Scope;
        meter.Step();
        object? Arg(int index) => index < arguments.Length ? arguments[index] : Undefined.Value;
        double Number(int index) => Convert.ToNumber(Arg(index), meter);
        string Text(int index) => Convert.ToText(Arg(index), meter);

        if (name.StartsWith("Math.", StringComparison.Ordinal)) return Calculate(name[5..], arguments, run);
        switch (name)
        {
            case "Number": return arguments.Length == 0 ? 0d : Number(0);
            case "String": return arguments.Length == 0 ? "" : Text(0);
            case "Boolean": return Convert.IsTrue(Arg(0));
            case "isNaN": return double.IsNaN(Number(0));
            case "isFinite": return double.IsFinite(Number(0));
            case "Number.isNaN": return Arg(0) is double.NaN;
            case "Number.isFinite": return Arg(0) is double finite && double.IsFinite(finite);
            case "Number.isInteger": return Arg(0) is double whole && double.IsFinite(whole) && whole == Math.Truncate(whole);
            case "Number.isSafeInteger": return Arg(0) is double safe && double.IsFinite(safe) && safe == Math.Truncate(safe) && Math.Abs(safe) <= 9007199254740991;
            case "parseFloat" or "Number.parseFloat": return JsNumber.Leading(Text(0));
            case "parseInt" or "Number.parseInt": return ParseInt(Text(0), Convert.ToInteger(Arg(1), meter));
            case "encodeURIComponent":
                meter.Text(3d * Text(0).Length);
                return Uri.EscapeDataString(Text(0)).Replace("%21", "!", StringComparison.Ordinal).Replace("%27", "'", StringComparison.Ordinal).Replace("%28", "(", StringComparison.Ordinal).Replace("%29", ")", StringComparison.Ordinal).Replace("%2A", "*", StringComparison.Ordinal);
            case "Array.isArray": return Arg(0) is JsArray;
            case "JSON.parse": return JsJson.Parse(Text(0), meter);
            case "JSON.stringify":
                var indent = Arg(2) switch { double count => new string(' ', (int)Math.Clamp(count, 0, 10)), string text => text[..Math.Min(10, text.Length)], _ => "" };
                return Convert.IsNullish(Arg(1)) ? JsJson.Stringify(Arg(0), indent, meter) : throw ExpressionFault.Type("JSON.stringify takes no replacer here.");
            case "toJson": return JsJson.Stringify(Arg(0), "", meter);
            case "Object.keys" or "Object.values" or "Object.entries": return Members(name, Arg(0), run);
            case "Object.assign":
                if (Arg(0) is not JsObject target) throw ExpressionFault.Type("Object.assign needs an object.");
                foreach (var source in arguments.Skip(1).OfType<JsObject>())
                {
                    meter.List(source.Count);
                    foreach (var key in source.Keys) target.Set(key, source.Get(key));
                }
                return target;
            case "Object.fromEntries":
                var built = new JsObject();
                foreach (var entry in (Arg(0) as JsArray ?? throw ExpressionFault.Type("Object.fromEntries needs a list.")).Items)
                {
                    meter.List(1);
                    if (entry is not JsArray { Items: [var key, var value, ..] }) throw ExpressionFault.Type("Object.fromEntries needs a list of pairs.");
                    built.Set(Convert.ToText(key, meter), value);
                }
                return built;
            case "Date": return JsTime.ToIso(JsTime.At(scope.Now.ToUnixTimeMilliseconds()));
            case "Date.now": return (double)scope.Now.ToUnixTimeMilliseconds();
            case "Date.parse": return JsTime.Parse(Text(0));
            case "Date.UTC": return DateUtc(arguments, meter);
            case "getVariable": return scope.TryGetVariable(Text(0), out var variable) ? JsJson.FromNode(variable, meter) : Undefined.Value;
            case "setVariable":
                scope.SetVariable(Text(0), JsJson.ToNode(Arg(1), meter));
                return Undefined.Value;
            case "getInput": return scope.TryGetInput(Text(0), out var input) ? JsJson.FromNode(input, meter) : Undefined.Value;
            case "getAnswer": return scope.Answers.TryGetPropertyValue(Text(0), out var answer) ? JsJson.FromNode(answer, meter) : Undefined.Value;
            case "getOutputFrom": return JsJson.FromNode(scope.OutputFrom(Text(0), Convert.IsNullish(Arg(1)) ? null : Text(1)), meter);
            case "getLastResult": return JsJson.FromNode(scope.LastResult, meter);
            case "getCorrelationId": return scope.CorrelationId;
            case "setCorrelationId":
                scope.CorrelationId = Convert.IsNullish(Arg(0)) ? null : Text(0);
                return Undefined.Value;
            case "getWorkflowInstanceId": return scope.RunId;
            case "getWorkflowInstanceName": return scope.RunName;
            case "getWorkflowDefinitionId": return scope.DefinitionId;
            case "newGuid" or "newGuidString": return Guid(scope).ToString();
            case "isNullOrEmpty": return Convert.IsNullish(Arg(0)) || Text(0).Length == 0;
            case "isNullOrWhiteSpace": return Convert.IsNullish(Arg(0)) || string.IsNullOrWhiteSpace(Text(0));
        }
        return Access(run, name, Arg(0));
    }

    private static object? Access(Evaluator run, string name, object? value)
    {
        var member = name.Length > 3 ? name[3..] : "";
        if (name.StartsWith("get", StringComparison.Ordinal))
        {
            if (Variable(member, run.Scope) is { } variable && run.Scope.TryGetVariable(variable, out var found)) return JsJson.FromNode(found, run.Meter);
            if (Input(member, run.Scope) is { } input && run.Scope.TryGetInput(input, out var given)) return JsJson.FromNode(given, run.Meter);
        }
        else if (name.StartsWith("set", StringComparison.Ordinal) && Variable(member, run.Scope) is { } target)
        {
            run.Scope.SetVariable(target, JsJson.ToNode(value, run.Meter));
            return Undefined.Value;
        }
        throw ExpressionFault.NotAFunction($"'{name}'");
    }

    // A variable called counter is read by getCounter() and by getcounter(): the designer's completion writes the first.
    private static string? Variable(string member, ExpressionScope scope) => Spellings(member).FirstOrDefault(name => scope.TryGetVariable(name, out _));

    private static string? Input(string member, ExpressionScope scope) => Spellings(member).FirstOrDefault(name => scope.TryGetInput(name, out _));

    private static string[] Spellings(string member) => member.Length == 0 ? [] : [member, char.ToLowerInvariant(member[0]) + member[1..]];

    public static JsDate NewDate(Evaluator run, List<object?> arguments)
    {
        if (arguments.Count == 0) return JsTime.At(run.Scope.Now.ToUnixTimeMilliseconds());
        if (arguments.Count > 1) return JsTime.At(DateUtc([.. arguments], run.Meter));
        return arguments[0] switch
        {
            JsDate date => date,
            string text => JsTime.At(JsTime.Parse(text)),
            var value => JsTime.At(Convert.ToNumber(value, run.Meter)),
        };
    }

    public static double Power(double left, double right) => double.IsNaN(right) || (Math.Abs(left) == 1 && double.IsInfinity(right)) ? double.NaN : Math.Pow(left, right);

    private static double DateUtc(object?[] arguments, Meter meter)
    {
        var parts = arguments.Select(part => Convert.ToNumber(part, meter)).ToList();
        if (parts.Count == 0) return double.NaN;
        if (parts.Count == 1) parts.Add(0);
        return JsTime.FromParts(parts.ToArray());
    }

    private static JsArray Members(string name, object? value, Evaluator run)
    {
        if (Convert.IsNullish(value)) throw ExpressionFault.Type($"{name} needs an object.");
        var pairs = value switch
        {
            JsObject json => json.Keys.Select(key => (Key: key, Value: json.Get(key))),
            JsArray array => array.Items.Select((item, i) => (Key: JsNumber.ToText(i), Value: item)),
            string text => run.Characters(text).Select((item, i) => (Key: JsNumber.ToText(i), Value: item)),
            _ => [],
        };
        List<object?> items = [];
        foreach (var (key, member) in pairs)
        {
            run.Meter.List(3);
            items.Add(name switch { "Object.keys" => key, "Object.values" => member, _ => new JsArray([key, member]) });
        }
        return new(items);
    }

    private static double Calculate(string name, object?[] arguments, Evaluator run)
    {
        run.Meter.Step(arguments.Length);
        var numbers = Array.ConvertAll(arguments, value => Convert.ToNumber(value, run.Meter));
        var x = numbers.Length > 0 ? numbers[0] : double.NaN;
        return name switch
        {
            "abs" => Math.Abs(x),
            "ceil" => Math.Ceiling(x),
            "floor" => Math.Floor(x),
            "round" => Math.Abs(x) >= 4503599627370496 || !double.IsFinite(x) ? x : x - Math.Floor(x) >= 0.5 ? Math.Ceiling(x) : Math.Floor(x),
            "trunc" => Math.Truncate(x),
            "sign" => double.IsNaN(x) || x == 0 ? x : Math.Sign(x),
            "sqrt" => Math.Sqrt(x),
            "cbrt" => Math.Round(Math.Cbrt(x)) is var root && root * root * root == x ? root : Math.Cbrt(x),
            "pow" => Power(x, numbers.Length > 1 ? numbers[1] : double.NaN),
            "min" => numbers.Aggregate(double.PositiveInfinity, Math.Min),
            "max" => numbers.Aggregate(double.NegativeInfinity, Math.Max),
            "log" => Math.Log(x),
            "log2" => Math.Log2(x),
            "log10" => Math.Log10(x),
            "exp" => Math.Exp(x),
            "hypot" => Math.Sqrt(numbers.Sum(number => number * number)),
            "random" => (run.Scope.Draw() >> 11) * (1.0 / (1UL << 53)),
            _ => throw ExpressionFault.NotAFunction($"'Math.{name}'"),
        };
    }

    private static double ParseInt(string text, double radix)
    {
        var digits = text.AsSpan().Trim();
        var negative = digits.StartsWith("-");
        if (negative || digits.StartsWith("+")) digits = digits[1..];
        if (radix is not 0 and (< 2 or > 36)) return double.NaN;
        if (radix is 0 or 16 && digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)) 
        {
            digits = digits[2..];
            radix = 16;
        }
        var count = 0;
        while (count < digits.Length && JsNumber.Digit(digits[count]) < (radix == 0 ? 10 : radix)) count++;
        var value = JsNumber.FromDigits(digits[..count], radix == 0 ? 10 : (int)radix);
        return negative ? -value : value;
    }

    private static Guid Guid(ExpressionScope scope)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, scope.Draw());
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], scope.Draw());
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }
}
