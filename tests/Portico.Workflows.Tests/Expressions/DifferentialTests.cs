using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Portico.Workflows.Expressions;

namespace Portico.Workflows.Tests.Expressions;

/// <summary>Generated expressions give what Node.js gives. Node must be on the path: without it this test fails rather than passing for nothing.</summary>
public sealed class DifferentialTests
{
    private const string Script = "let s='';process.stdin.on('data',d=>s+=d).on('end',()=>{for(const e of JSON.parse(s)){let v;try{v=eval('('+e+')');v=JSON.stringify(v===undefined?null:v)}catch{v='error'}console.log(v)}})";

    [Theory]
    [InlineData(1)]
    [InlineData(20260301)]
    public async Task Eight_hundred_generated_expressions_agree_with_node(int seed)
    {
        var random = new Random(seed);
        var expressions = Enumerable.Range(0, 800).Select(_ => Any(random, 4)).ToList();

        var expected = await Node(expressions);

        List<string> wrong = [];
        foreach (var (text, value) in expressions.Zip(expected))
        {
            string actual;
            try
            {
                actual = Sample.Normal(Sample.Evaluate(text)?.ToJsonString() ?? "null");
            }
            catch (Exception e) when (e is ExpressionFault { Code: "expression.too_deep" } || (value == "error" && e is ExpressionFault or ExpressionSyntaxException))
            {
                continue;
            }
            if (value == "error" || actual != Sample.Normal(value)) wrong.Add($"{text}  =>  {actual}  instead of  {value}");
        }
        Assert.True(wrong.Count == 0, $"seed {seed}\n{string.Join('\n', wrong.Take(20))}");
    }

    private static async Task<string[]> Node(List<string> expressions)
    {
        using var process = Process.Start(new ProcessStartInfo("node", ["-e", Script]) { RedirectStandardInput = true, RedirectStandardOutput = true, StandardInputEncoding = new UTF8Encoding(false), StandardOutputEncoding = Encoding.UTF8 })!;
        var output = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(expressions));
        process.StandardInput.Close();
        var lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expressions.Count, lines.Length);
        return lines;
    }

    private static string Any(Random random, int depth) => random.Next(4) switch { 0 => Number(random, depth), 1 => Text(random, depth), 2 => Flag(random, depth), _ => List(random, depth) };

    private static string Pick(Random random, params string[] choices) => choices[random.Next(choices.Length)];

    private static string Number(Random random, int depth) => depth == 0
        ? Pick(random, "0", "1", "-1", "2.5", "1e21", "0.1", "100", "NaN", "1e-7", random.Next(1000).ToString(CultureInfo.InvariantCulture))
        : random.Next(9) switch
        {
            0 => $"({Number(random, depth - 1)} {Pick(random, "+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", ">>>")} {Number(random, depth - 1)})",
            1 => $"Math.{Pick(random, "abs", "floor", "ceil", "round", "trunc", "sign")}({Number(random, depth - 1)})",
            2 => $"{Text(random, depth - 1)}.length",
            3 => $"{Text(random, depth - 1)}.{Pick(random, "indexOf", "lastIndexOf")}({Text(random, 0)})",
            4 => $"Number({Any(random, depth - 1)})",
            5 => $"parseInt({Text(random, depth - 1)})",
            6 => $"{List(random, depth - 1)}.reduce((a, b) => a + Number(b), {Number(random, 0)})",
            7 => $"({Flag(random, depth - 1)} ? {Number(random, depth - 1)} : {Number(random, depth - 1)})",
            _ => $"(-{Number(random, depth - 1)})".Replace("--", "- -", StringComparison.Ordinal),
        };

    private static string Text(Random random, int depth) => depth == 0
        ? Pick(random, "''", "'a'", "'abc'", "'12'", "' x '", "'Ä€'", "'a,b'", "'0x10'", "'\\n'")
        : random.Next(10) switch
        {
            0 => $"({Text(random, depth - 1)} + {Any(random, depth - 1)})",
            1 => $"{Text(random, depth - 1)}.{Pick(random, "trim", "toUpperCase", "toLowerCase", "trimStart", "trimEnd")}()",
            2 => $"{Text(random, depth - 1)}.{Pick(random, "slice", "substring", "substr")}({random.Next(-3, 4)}, {random.Next(-3, 4)})",
            3 => $"String({Any(random, depth - 1)})",
            4 => $"`<${{{Any(random, depth - 1)}}}>`",
            5 => $"{Text(random, depth - 1)}.{Pick(random, "replace", "replaceAll")}({Text(random, 0)}, {Text(random, 0)})",
            6 => $"{Text(random, depth - 1)}.{Pick(random, "padStart", "padEnd")}({random.Next(6)}, {Text(random, 0)})",
            7 => $"{List(random, depth - 1)}.join({Text(random, 0)})",
            8 => $"JSON.stringify({Any(random, depth - 1)})",
            _ => $"typeof {Any(random, depth - 1)}",
        };

    private static string Flag(Random random, int depth) => depth == 0
        ? Pick(random, "true", "false", "null", "undefined")
        : random.Next(6) switch
        {
            0 => $"({Any(random, depth - 1)} {Pick(random, "==", "===", "!=", "!==", "<", ">", "<=", ">=")} {Any(random, depth - 1)})",
            1 => $"!{Any(random, depth - 1)}",
            2 => $"({Flag(random, depth - 1)} {Pick(random, "&&", "||", "??")} {Any(random, depth - 1)})",
            3 => $"{Text(random, depth - 1)}.{Pick(random, "includes", "startsWith", "endsWith")}({Text(random, 0)})",
            4 => $"{List(random, depth - 1)}.{Pick(random, "some", "every")}(x => {Pick(random, "x", "!x", "x > 1", "x === 'a'")})",
            _ => $"{List(random, depth - 1)}.includes({Any(random, 0)})",
        };

    private static string List(Random random, int depth) => depth == 0
        ? Pick(random, "[]", "[1, 2, 3]", "['b', 'a']", "[null, undefined, '']", "[[1], [2, 3]]", "[10, 9, 1]")
        : random.Next(7) switch
        {
            0 => $"[{Any(random, depth - 1)}, {Any(random, depth - 1)}]",
            1 => $"{List(random, depth - 1)}.map(x => {Pick(random, "x", "[x]", "String(x)", "typeof x", "({ v: x })")})",
            2 => $"{List(random, depth - 1)}.filter(x => {Pick(random, "x", "!x", "x > 1", "true")})",
            3 => $"{List(random, depth - 1)}.slice({random.Next(-3, 4)})",
            4 => $"{List(random, depth - 1)}.concat({Any(random, depth - 1)})",
            5 => $"{Text(random, depth - 1)}.split({Text(random, 0)})",
            _ => $"{List(random, depth - 1)}.{Pick(random, "sort()", "reverse()", "flat()")}",
        };
}
