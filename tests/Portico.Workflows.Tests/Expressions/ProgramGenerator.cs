using System.Globalization;

namespace Portico.Workflows.Tests.Expressions;

/// <summary>Makes programs of the subset. The same seed makes the same programs.</summary>
internal sealed partial class ProgramGenerator(int seed)
{
    private readonly Random random = new(seed);
    private readonly List<string> locals = [];
    private int names;

    public string Next()
    {
        locals.Clear();
        names = 0;
        if (Chance(85)) return Whole(Any(Depth()));
        var program = "";
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var name = NewName();
            program += Pick($"const {name} = {Any(2)}; ", $"let {name} = {List(2)}; ", $"const {name} = {Object(2)};\n", $"const [{name}, {name}b] = {List(2)}; ", $"const {{ a: {name} = {Number(1)} }} = {Object(2)}; ");
            locals.Add(name);
        }
        return program + (Chance(70) ? Whole(Any(Depth())) : Pick(
            $"{locals[0]}.push({Any(1)}); {locals[0]}", $"{locals[0]}.sort(); {locals[0]}", $"{locals[0]}.splice({Small()}, {Small()}, {Any(1)}); {locals[0]}",
            $"{locals[0]}.reverse(); {locals[^1]}", $"const d = {Date(1)}; d.set{Pick("", "UTC")}{Pick("Date", "Month", "FullYear", "Hours", "Minutes", "Seconds", "Milliseconds")}({Small()}{Pick("", ", " + Small())}); d",
            $"const r = {Pattern()}; [r.test({Text(1)}), r.lastIndex, r.test({Text(1)})]"));
    }

    private int Depth() => Chance(10) ? 5 : random.Next(1, 5);

    // A program that begins with a brace is a block, and one that begins with a text may be a directive: neither is an expression.
    private static string Whole(string expression) => $"({expression})";

    private bool Chance(int percent) => random.Next(100) < percent;

    private string Pick(params string[] choices) => choices[random.Next(choices.Length)];

    private string Choose(params Func<string>[] choices) => choices[random.Next(choices.Length)]();

    private string NewName() => "v" + names++.ToString(CultureInfo.InvariantCulture);

    private string Small() => random.Next(-4, 8).ToString(CultureInfo.InvariantCulture);

    /// <summary>An arrow function whose body sees its parameters.</summary>
    private string Arrow(int parameters, Func<string> body)
    {
        var own = Enumerable.Range(0, parameters).Select(_ => NewName()).ToList();
        locals.AddRange(own);
        var code = body();
        locals.RemoveRange(locals.Count - parameters, parameters);
        var head = parameters == 1 && Chance(60) ? own[0] : parameters == 1 && Chance(15) ? $"([{own[0]}])" : parameters == 1 && Chance(15) ? $"({{ a: {own[0]} = 1 }})" : $"({string.Join(", ", own)})";
        return Chance(15) ? $"{head} => {{ const t = {code}; return t; }}" : $"{head} => {(code.StartsWith('{') ? $"({code})" : code)}";
    }

    private string Any(int depth)
    {
        if (locals.Count > 0 && Chance(20)) return locals[random.Next(locals.Count)];
        return random.Next(16) switch
        {
            < 4 => Number(depth),
            < 8 => Text(depth),
            < 10 => Flag(depth),
            < 12 => List(depth),
            < 13 => Object(depth),
            < 14 => Date(depth),
            < 15 => FromRun(),
            _ => Mixed(depth),
        };
    }

    /// <summary>What may be of any kind: choices, members of what may be missing, calls of what may not be there.</summary>
    private string Mixed(int depth) => depth <= 0
        ? Pick("null", "undefined", "[]", "({})", "''", "0", "true", "NaN")
        : Choose(
            () => $"({Any(depth - 1)} {Pick("&&", "||", "??")} {Any(depth - 1)})",
            () => $"({Any(depth - 1)} ? {Any(depth - 1)} : {Any(depth - 1)})",
            () => $"{Operand(depth - 1)}?.{Pick("a", "b", "length", "x.y.z")}",
            () => $"{Operand(depth - 1)}?.[{Any(1)}]",
            () => $"{Operand(depth - 1)}.{Pick("a", "length", "b?.c")}",
            () => $"{Operand(depth - 1)}[{Any(1)}]",
            () => $"{Operand(depth - 1)}?.{Pick("trim", "toFixed", "join", "missing")}?.()",
            () => $"{Operand(depth - 1)}.{Pick("toString", "valueOf", "slice", "includes", "concat", "at", "indexOf")}({Pick("", Any(1))})",
            () => $"{List(depth - 1)}.{Pick("find", "findLast")}({Arrow(1, () => Any(depth - 1))})",
            () => $"{List(depth - 1)}.{Pick("at", "pop", "shift")}({Small()})",
            () => $"{List(depth - 1)}.{Pick("reduce", "reduceRight")}({Arrow(2, () => Any(depth - 1))}{Pick("", ", " + Any(0))})",
            () => $"{Text(depth - 1)}.match({Pattern()})",
            () => $"{Pattern()}.exec({Text(depth - 1)})",
            () => $"JSON.parse({Json(depth - 1)})",
            () => $"Object.{Pick("values", "entries", "keys")}({Any(depth - 1)})",
            () => $"({Any(depth - 1)} + {Any(depth - 1)})",
            () => $"(void {Operand(depth - 1)})");

    private string FromRun() => Pick("getCounter()", "getName()", "getItems()", "getPerson()", "getNothing()", "getPrice()", "getFlag()", "getWho()", "variables.person.home.city", "variables.person?.tags[1]", "variables.missing",
        "variables.nothing?.x", "answers.email", "answers.people", "answers['country']", "answers.missing?.deep", "answers.born", "getVariable('price')", "getVariable('gone')", "getInput('who')", "getAnswer('meter')", "variables['items'].length", "answers?.plan?.length");

    private string Flag(int depth) => depth <= 0
        ? Pick("true", "false", "true", "false", "null", "undefined")
        : Choose(
            () => $"({Any(depth - 1)} {Pick("==", "===", "!=", "!==")} {Any(depth - 1)})",
            () => $"({Any(depth - 1)} {Pick("<", ">", "<=", ">=")} {Any(depth - 1)})",
            () => $"({Number(depth - 1)} {Pick("<", ">", "<=", ">=", "==", "===")} {Number(depth - 1)})",
            () => $"({Text(depth - 1)} {Pick("<", ">", "<=", ">=", "==", "===")} {Text(depth - 1)})",
            () => $"({Date(depth - 1)} {Pick("<", ">", "<=", ">=")} {Date(depth - 1)})",
            () => $"!{Operand(depth - 1)}",
            () => $"{Text(depth - 1)}.{Pick("includes", "startsWith", "endsWith")}({Text(0)}{Pick("", ", " + Small())})",
            () => $"{List(depth - 1)}.{Pick("some", "every")}({Arrow(1, () => Any(depth - 1))})",
            () => $"{List(depth - 1)}.includes({Any(0)}{Pick("", ", " + Small())})",
            () => $"Array.isArray({Any(depth - 1)})",
            () => $"Number.{Pick("isInteger", "isFinite", "isNaN", "isSafeInteger")}({Any(depth - 1)})",
            () => $"{Pick("isNaN", "isFinite", "Boolean")}({Any(depth - 1)})",
            () => $"Object.is({Any(depth - 1)}, {Any(depth - 1)})",
            () => $"({Pick("'a'", "'b'", "0", "'length'", "2")} in {Choose(() => List(depth - 1), () => Object(depth - 1))})",
            () => $"{Object(depth - 1)}.hasOwnProperty({Pick("'a'", "'b'", "1")})",
            () => $"/{Pick("\\ba", "fox\\b", "\\b[a-z]{3}\\b", "\\Bc")}/.test({Pick("'The quick brown fox'", "'abc a-b'", "'12 abc'")})",
            () => $"/{Pick("^.$", "^..$", "[^a]", "\\u{1F600}+", "\\p{L}", "\\p{Lu}b", "^\\D$", "\\ud83d\\ude00", "^\\S{3}$", "😀{2}")}/u.test({Pick("'😀'", "'a😀b'", "'ä'", "'Äb'", "'1'", "'😀😀'")})",
            () => $"{Pattern()}.test({Any(depth - 1)})");

    private string List(int depth) => depth <= 0
        ? Pick("[]", "[1, 2, 3]", "['b', 'a', 'B', 'ä']", "[null, undefined, '']", "[[1], [2, [3]]]", "[10, 9, 1, -1]", "[NaN, 0, -0]", "[true, 'x', 1.5]", "[{ a: 1 }, { a: 2, b: 'x' }]", "['a1', 'a10', 'a2']", "[undefined, 3, null, 'z', 20]")
        : Choose(
            () => $"[{Any(depth - 1)}, {Any(depth - 1)}]",
            () => $"[{Any(depth - 1)}, ...{Choose(() => List(depth - 1), () => Text(0))}, {Any(0)}]",
            () => $"{List(depth - 1)}.{Pick("map", "flatMap")}({Arrow(random.Next(1, 3), () => Any(depth - 1))})",
            () => $"{List(depth - 1)}.filter({Choose(() => Arrow(1, () => Any(depth - 1)), () => "Boolean")})",
            () => $"{List(depth - 1)}.map({Pick("String", "Number", "parseFloat", "Boolean", "JSON.stringify", "Array.isArray", "parseInt")})",
            () => $"{List(depth - 1)}.slice({Small()}{Pick("", ", " + Small())})",
            () => $"{List(depth - 1)}.concat({Any(depth - 1)}, {Any(0)})",
            () => $"{Text(depth - 1)}.split({Choose(() => Text(0), () => Pattern())}{Pick("", "", ", " + Small())})",
            () => $"{List(depth - 1)}.{Pick("sort", "toSorted", "reverse", "toReversed", "flat", "slice")}()",
            // A comparison that contradicts itself has no defined result, so each of these puts any two values in order.
            () => $"{List(depth - 1)}.sort({Pick("(a, b) => String(a).length - String(b).length", "(a, b) => (String(a) > String(b)) - (String(a) < String(b))", "(a, b) => 0", "(a, b) => (typeof a > typeof b) - (typeof a < typeof b)")})",
            () => $"[{Number(depth - 1)} || 0, {Number(depth - 1)} || 1, {Number(0)} || 2, 5, -3].{Pick("sort", "toSorted")}({Pick("(a, b) => a - b", "(a, b) => b - a", "(a, b) => (a > b) - (a < b)")})",
            () => $"{List(depth - 1)}.flat({Pick("0", "1", "2", "Infinity")})",
            () => $"{List(depth - 1)}.fill({Any(0)}, {Small()})",
            () => $"{List(depth - 1)}.{Pick("splice", "toSpliced")}({Small()}, {Small()}, {Any(0)})",
            () => $"{List(depth - 1)}.with({Small()}, {Any(0)})",
            () => $"Object.{Pick("keys", "values", "entries")}({Choose(() => Object(depth - 1), () => List(depth - 1), () => Text(0))})",
            () => $"Array.from({Choose(() => Text(depth - 1), () => List(depth - 1), () => "{ length: 3 }")}{Choose(() => "", () => ", " + Arrow(2, () => Any(depth - 1)))})",
            () => $"[...{Text(depth - 1)}.matchAll({Pattern("g")})]",
            () => $"Array.of({Any(depth - 1)}, {Any(0)})");

    private string Object(int depth) => depth <= 0
        ? Pick("({})", "({ a: 1 })", "({ b: 'x', a: null })", "({ 2: 'two', 1: 'one', z: 0 })", "({ a: { b: { c: 1 } } })", "({ a: undefined, 'b c': [1] })")
        : Choose(
            () => $"({{ a: {Any(depth - 1)}, b: {Any(depth - 1)} }})",
            () => $"({{ [{Any(depth - 1)}]: {Any(0)}, a: {Any(0)} }})",
            () => $"({{ ...{Operand(depth - 1)}, b: {Any(0)} }})",
            () => locals.Count > 0 ? $"({{ {locals[^1]}, {Pick("1", "'x y'", "a")}: {Any(0)} }})" : Object(0),
            () => $"Object.fromEntries({Pick($"[['a', {Any(0)}], [1, {Any(0)}]]", $"Object.entries({Object(depth - 1)})")})",
            () => $"Object.assign({Object(depth - 1)}, {Object(0)})");

    /// <summary>Something a dot, a bracket or a sign can stand beside.</summary>
    private string Operand(int depth)
    {
        var value = Any(depth);
        return value.Length > 0 && (char.IsLetter(value[0]) || value[0] is '(' or '[') ? value : $"({value})";
    }
}
