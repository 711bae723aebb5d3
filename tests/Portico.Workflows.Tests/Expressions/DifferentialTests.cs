using System.Globalization;
using System.Security.Cryptography;
using Portico.Workflows.Expressions;
using Xunit.Abstractions;

namespace Portico.Workflows.Tests.Expressions;

/// <summary>
/// Generated programs give what Node.js gives. Most come from a fixed seed, the rest from one that changes with every run: it is printed,
/// and <c>PORTICO_TEST_SEED</c> repeats it.
/// </summary>
public sealed class DifferentialTests(ITestOutputHelper output)
{
    private const int FixedSeed = 20260301;
    private const string OverLimit = "over a limit";
    private const string Refused = "refused: ";
    private const string TooDeep = Refused + "nested too deeply";

    [Fact]
    public async Task A_hundred_thousand_generated_programs_agree_with_node()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PORTICO_TEST_SEED"), CultureInfo.InvariantCulture, out var given) ? given : RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"PORTICO_TEST_SEED={seed}");
        var programs = Programs(FixedSeed, 100_000).Concat(Programs(seed, 20_000)).ToList();

        var expected = await Node.Evaluate(programs);

        var (refused, overLimit, threw) = (0, 0, 0);
        List<string> wrong = [];
        for (var i = 0; i < programs.Count; i++)
        {
            var actual = Evaluate(programs[i]);
            if (expected[i] == Node.Throws) threw++;
            if (actual == OverLimit) overLimit++;
            else if (actual.StartsWith(Refused, StringComparison.Ordinal) && expected[i] != Node.Throws) refused++;
            if (actual == expected[i] || actual == OverLimit || (actual.StartsWith(Refused, StringComparison.Ordinal) && (expected[i] == Node.Throws || actual == TooDeep))) continue;
            wrong.Add($"{programs[i]}\n    we:   {actual}\n    node: {expected[i]}");
        }
        output.WriteLine($"{programs.Count} programs, {threw} throw in Node, {refused} refused, {overLimit} over a limit, {wrong.Count} wrong");
        Assert.True(wrong.Count == 0, $"PORTICO_TEST_SEED={seed}: {wrong.Count} of {programs.Count} differ\n{string.Join('\n', wrong.OrderBy(text => text.Length).Take(40))}");
        Assert.InRange(refused + overLimit, 0, programs.Count / 20);
        // A generator that mostly makes mistakes would prove little.
        Assert.InRange(threw, programs.Count / 100, programs.Count / 4);
    }

    [Fact]
    public async Task Every_character_has_the_case_and_the_space_it_has_in_node()
    {
        // Letters that Unicode got after version 15 are known to one side or the other, as their versions have it.
        static bool IsNew(int code) => code is 0x019B or 0x0264 or 0x1C89 or 0x1C8A or (>= 0xA7CB and <= 0xA7DC);
        var characters = Enumerable.Range(0, 0x10000).Where(code => (code is < 0xD800 or > 0xDFFF) && !IsNew(code)).Select(code => $"\\u{code:x4}").Concat(Enumerable.Range(0x10400, 0x80).Select(code => $"\\u{{{code:x}}}"));
        var programs = characters.Chunk(128).Select(chunk => $"[...'{string.Concat(chunk)}'].map(c => [c, c.toUpperCase(), c.toLowerCase(), c.trim(), /^\\s$/.test(c)])").ToList();

        var expected = await Node.Evaluate(programs);

        var differ = programs.Select(Evaluate).Zip(expected).SelectMany(pair => pair.First.Split("],[").Zip(pair.Second.Split("],["))).Where(pair => pair.First != pair.Second).Select(pair => $"we: {pair.First} node: {pair.Second}").ToList();
        Assert.True(differ.Count == 0, string.Join('\n', differ));
    }

    [Theory]
    [InlineData("There are no prototypes, so nothing leads from a value to its maker", "''.constructor === undefined", "false", "true")]
    [InlineData("Functions of values are called, and are no values themselves", "typeof [].map", "\"function\"", "\"undefined\"")]
    [InlineData("Objects are data: what is called toString in them is not called", "`${({ toString: 1 })}`", Node.Throws, "\"[object Object]\"")]
    [InlineData("The source of a function is nobody's business", "String(x => x)", "\"x => x\"", "\"function\"")]
    [InlineData("A journey that begins with a brace means an object, not a block", "{ a: 1 }", "#3ff0000000000000", "{\"a\":#3ff0000000000000}")]
    [InlineData("A day that does not exist is a mistake, not another day", "new Date('2026-02-30')", "date#4279cabd83800000", "date#NaN")]
    [InlineData("Dates that the language does not define are guessed at by each engine in its own way", "new Date('7 March 2026')", "date#4279cc5980400000", "date#NaN")]
    [InlineData("Digits of large numbers in other radices are not defined; ours are exact", "(1e21).toString(36)", "\"5v1j4f4ds7c000\"", "\"5v1j4f4ds79m9s\"")]
    [InlineData("A replacer would be called for each value", "JSON.stringify([1], (k, v) => v)", "\"[1]\"", Node.Throws)]
    [InlineData("There are no iterators: a list serves as well", "Array.isArray('a'.matchAll(/a/g))", "false", "true")]
    [InlineData("The linear engine counts all letters to a word at \\b", "/\\bé/.test('é')", "false", "true")]
    [InlineData("The linear engine ends a line only at a line feed", "/^b/m.test('a\\rb')", "true", "false")]
    [InlineData("The linear engine keeps what a group matched in an earlier round", "/(?:(a)|b)*/.exec('ab')[1]", "undefined", "\"a\"")]
    [InlineData("The linear engine knows the Kelvin sign as a k", "/k/i.test('\\u212a')", "false", "true")]
    [InlineData("With the flag u half a character is none", "/./u.test('\\ud83d')", "true", "false")]
    [InlineData("Look-arounds need backtracking", "/(?=a)/.test('a')", "true", Refused)]
    [InlineData("Back references need backtracking", "/(a)\\1/.test('aa')", "true", Refused)]
    [InlineData("Functions are only handed to functions", "const f = x => x; f(1)", "#3ff0000000000000", Refused)]
    [InlineData("A list has no holes", "[1, , 2].length", "#4008000000000000", Refused)]
    [InlineData("There are no big integers", "Number(1n)", "#3ff0000000000000", Refused)]
    [InlineData("Only dates are made with new", "new Array(3).length", "#4008000000000000", Refused)]
    [InlineData("Nothing is assigned", "let a = 1; a = 2; a", "#4000000000000000", Refused)]
    [InlineData("There are no statements but declarations and return", "if (true) 1", "#3ff0000000000000", Refused)]
    public async Task We_differ_on_purpose(string because, string program, string node, string we)
    {
        var expected = await Node.Evaluate([program]);

        Assert.Equal(node, expected[0]);
        Assert.True(we == Refused ? Evaluate(program).StartsWith(we, StringComparison.Ordinal) : we == Evaluate(program), $"{because}: {Evaluate(program)}");
    }

    private static IEnumerable<string> Programs(int seed, int count)
    {
        var generator = new ProgramGenerator(seed);
        return Enumerable.Range(0, count).Select(_ => generator.Next());
    }

    private static string Evaluate(string program)
    {
        try
        {
            return Node.Write(Sample.Value(program));
        }
        catch (ExpressionSyntaxException refusal)
        {
            return refusal.Message.Contains("nested", StringComparison.Ordinal) ? TooDeep : Refused + refusal.Message;
        }
        catch (ExpressionFault fault)
        {
            return fault.Code is "expression.too_long" or "expression.too_large" or "expression.too_deep" ? OverLimit : Node.Throws;
        }
    }
}
