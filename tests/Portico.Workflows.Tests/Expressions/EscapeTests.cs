using System.Diagnostics;
using System.Text.Json.Nodes;
using Portico.Workflows.Expressions;

namespace Portico.Workflows.Tests.Expressions;

public sealed class EscapeTests
{
    /// <summary>Ways that led out of, or through the limits of, other engines.</summary>
    public static TheoryData<string> Attacks => new(
        "this", "this.constructor.constructor('return 1')()", "constructor", "constructor.constructor('return process')()", "''.constructor.constructor('return 1')()", "(1).constructor('x')", "[].constructor.constructor('return 1')()",
        "({}).constructor.constructor('return 1')()", "({}).__proto__.x()", "({}).__defineGetter__('a', 1)", "[]['constructor']['constructor']('return 1')()", "[]['con' + 'structor']('x')", "`${''['constr' + 'uctor']('x')}`()", "(x => x).constructor('return 1')()",
        "[1].map(x => x.constructor.constructor('return 1')())", "Math.constructor('return 1')()", "JSON.constructor.constructor('x')()", "Object.getPrototypeOf({})", "Object.setPrototypeOf({}, null)", "Object.defineProperty({}, 'a', {})", "Object.prototype.toString.call(1)",
        "Function('return 1')()", "new Function('return 1')", "eval('1')", "setTimeout(x, 1)", "globalThis.process()", "global.x", "window.x", "process.exit()", "require('fs')", "import('fs')", "System.IO.File.ReadAllText('/etc/passwd')", "getType()", "''.GetType()", "''.getType()",
        "answers.GetType()", "variables.constructor()", "Reflect.ownKeys({})", "new Proxy({}, {})", "Symbol.iterator", "({ __proto__: null })", "({ get a() { return 1 } })", "({ toString() { return 'x' } }) + ''", "async () => 1", "await 1", "(() => 1)()", "(function () { return 1 })()", "function f() { }",
        "while (true) { }", "for (;;) { }", "do { } while (true)", "x = 1", "answers.x = 1", "variables.counter++", "delete answers.email", "throw 1", "try { } catch { }", "class A { }", "debugger", "with (answers) { email }", "super.x", "new Array(2147483647).join('*')", "Array(1e9)", "Array.from({ length: 1e9 })",
        "11n ** 711111111n", "'x'.repeat(1e9)", "'x'.repeat(65537)", "'x'.padEnd(1e9)", "'x'.padStart(2147483647, 'y')", "'x'.repeat(30000).repeat(30000)", "'ab'.repeat(10000).split('').map(x => 'y'.repeat(1000))", "'a'.repeat(20000).replaceAll('a', 'b'.repeat(1000))",
        "'a'.repeat(20000).replace(/a/g, '$&$&$&$&$&$&$&$&')", "['x'.repeat(30000), 'x'.repeat(30000), 'x'.repeat(30000)].join('')", "`${'x'.repeat(30000)}${'x'.repeat(30000)}`", "'x'.repeat(30000) + 'x'.repeat(30000)",
        "const a = ['x', 'x']; const b = [a, a, a, a]; const c = [b, b, b, b]; const d = [c, c, c, c]; const e = [d, d, d, d]; const f = [e, e, e, e]; const g = [f, f, f, f]; [g, g, g, g].flat(Infinity)",
        "const a = ['x', 'x']; const b = [a, a, a, a]; const c = [b, b, b, b]; const d = [c, c, c, c]; const e = [d, d, d, d]; const f = [e, e, e, e]; const g = [f, f, f, f]; JSON.stringify([g, g, g, g])",
        "const a = ['x', 'x']; const b = [a, a, a, a]; const c = [b, b, b, b]; const d = [c, c, c, c]; const e = [d, d, d, d]; const f = [e, e, e, e]; const g = [f, f, f, f]; [g, g, g, g]",
        "const a = ['x', 'x']; const b = [a, a, a, a]; const c = [b, b, b, b]; const d = [c, c, c, c]; const e = [d, d, d, d]; const f = [e, e, e, e]; const g = [f, f, f, f]; '' + [g, g, g, g]",
        "const a = []; a.push(a); '' + a", "const a = []; a.push(a); JSON.stringify(a)", "const a = []; a.push(a); a", "const a = []; a.push(a); a.flat(Infinity)", "'a'.repeat(200).split('').map(x => 'a'.repeat(200).split('').map(y => x + y))",
        "'a'.repeat(9000).split('').map(x => 1)", "'a'.repeat(3000).split('').sort((a, b) => 1)", "[1].map(x => [1].map(x => [1].map(x => [1].map(x => [1].map(x => [1].map(x => [1].map(x => [1].map(x => [1].map(x => [1].map(x => [1].map(x => [1].map(x => [1].map(x => [1].map(x => [1].map(x => x)))))))))))))))))))))))))))))",
        "JSON.parse('['.repeat(20000))", "JSON.parse('['.repeat(100) + ']'.repeat(100))", "/(a+)+$/.test('a'.repeat(30000) + 'b') || null.x", "/(x+x+)+y/.test('x'.repeat(30000)) || null.x", "/(?=a)b/.test('a')", "/(a)\\1/.test('aa')", "/(a{1000}){1000}/.test('a')", "/((a{50}){50}){50}/.test('a')",
        "'x'.normalize('evil')", "toString()", "valueOf()", "hasOwnProperty('x')", "newGuid.constructor()", "getVariable.call(null, 'x')", "[].map.call('abc', x => x)", "'abc'.replace.apply('a', [])", "[].map(eval)", "[1].map('x')", "[1, 2].sort('x')", "undefined()", "null()", "1()", "'x'()", "answers()", "Math()", "new Math()",
        new string('(', 5000) + "1" + new string(')', 5000), new string('[', 5000) + new string(']', 5000), new string('!', 5000) + "1", string.Concat(Enumerable.Repeat("1 ? ", 3000)) + "1", string.Concat(Enumerable.Repeat("`${", 200)), string.Concat(Enumerable.Repeat("{a:", 3000)),
        string.Concat(Enumerable.Repeat("2 ** ", 3000)) + "1", string.Join('+', Enumerable.Repeat("1", 12000)), new string('-', 20000) + "1", "'" + new string('x', 70000) + "'", string.Concat(Enumerable.Repeat("a.", 9000)) + "a", "/" + new string('(', 900) + new string(')', 900) + "/.test('a')()");

    [Theory]
    [MemberData(nameof(Attacks))]
    public void An_attack_ends_in_a_clean_refusal(string expression)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();

        var refusal = Record.Exception(() => Sample.Evaluate(expression));

        Assert.True(refusal is ExpressionFault or ExpressionSyntaxException, $"{refusal?.GetType().Name ?? "It was evaluated"}: {refusal?.Message}");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64L * 1024 * 1024);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("({}).constructor")]
    [InlineData("'x'.constructor")]
    [InlineData("[].__proto__")]
    [InlineData("answers.__proto__")]
    [InlineData("variables.constructor")]
    [InlineData("Math.constructor")]
    [InlineData("(1).toString.constructor")]
    [InlineData("JSON.parse('{\"__proto__\":{\"a\":1}}').a")]
    public void What_is_not_own_data_is_not_there(string expression) => Assert.Null(Sample.Evaluate(expression.Replace("(1).toString.constructor", "(1).constructor", StringComparison.Ordinal)));

    [Theory]
    [InlineData("'😀'[0]", "\"\\uFFFD\"")]
    [InlineData("'a😀b'", "\"a\\uD83D\\uDE00b\"")]
    public void Half_a_character_never_leaves_an_expression(string expression, string json) => Assert.Equal(json, Sample.Evaluate(expression)!.ToJsonString());

    [Fact]
    public void Half_a_character_is_refused_when_it_comes_in() =>
        Assert.Throws<ExpressionFault>(() => JsJson.FromNode(JsonNode.Parse("\"\\ud800\""), new Meter()));

    [Fact]
    public void A_fault_never_repeats_a_value()
    {
        var fault = Assert.Throws<ExpressionFault>(() => Sample.Evaluate("answers.email.nothing.more"));

        Assert.DoesNotContain("ada", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_million_random_characters_never_crash_the_reader()
    {
        const string Alphabet = "ab1.,;:?!()[]{}<>=+-*/%&|^~'\"`$\\ \n\té=>??.";
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var text = new string(Enumerable.Range(0, 50).Select(_ => Alphabet[random.Next(Alphabet.Length)]).ToArray());
            var refusal = Record.Exception(() => Sample.Evaluate(text));
            Assert.True(refusal is null or ExpressionFault or ExpressionSyntaxException, $"{text}: {refusal}");
        }
    }
}
