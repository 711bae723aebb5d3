using System.Globalization;
using System.Security.Cryptography;
using Portico.Workflows.Expressions;
using Xunit.Abstractions;

namespace Portico.Workflows.Tests.Expressions;

/// <summary>Whatever is evaluated ends in a value or in a fault of ours, and never spends much more than it may.</summary>
public sealed class LimitTests(ITestOutputHelper output)
{
    private const int FixedSeed = 20260302;

    private const string Text = "const t = 'ab'.repeat(15000); ";
    private const string List = "const l = Array.from({ length: 2500 }, (_, i) => i); ";

    /// <summary>What would become large: each is paid for before it is made, so nothing of that size is ever allocated.</summary>
    public static TheoryData<string> Amplifiers => new(
        "'x'.repeat(2 ** 30)", "'x'.padStart(2 ** 30)", "'x'.padEnd(2 ** 30, 'ab')", Text + "t + t", Text + "t.concat(t)", Text + "`${t}${t}`", Text + "[t, t].join()", Text + "[t, t] + ''", Text + "String([t, t])", Text + "t.replace('a', t)", Text + "t.replaceAll('a', t)",
        Text + "t.replace(/a/g, t)", Text + "t.replace(/a/g, '$&$&$&')", Text + "t.replaceAll('a', '$`')", Text + "t.replace(/a/g, x => t)", Text + "t.replace(/^.*$/, '$&$&')", Text + "t.split('')", Text + "t.split('a')", Text + "t.split(/a/)", Text + "t.match(/a/g)", Text + "t.matchAll(/a/g)",
        Text + "[...t]", Text + "({ ...t })", Text + "Array.from(t)", Text + "Object.keys(t)", Text + "Object.values(t)", Text + "Object.entries(t)", Text + "Object.assign({}, t)", Text + "[t, t, t, t, t, t, t].map(x => x.toUpperCase() + 'a')", Text + "('\\ufdfa' + t).normalize('NFKC')",
        Text + "JSON.stringify([t, t])", Text + "JSON.stringify([[[[t]]]], null, t)", Text + "JSON.stringify('\\u0001' + t.replaceAll('a', 'b').slice(0, 9000) + '\\u0001'.repeat(9000))", Text + "encodeURIComponent('ä' + t)", Text + "stringToBase64(t + 'ä')", Text + "bytesFromString(t)", Text + "bytesToBase64(bytesFromString(t))",
        Text + "JSON.parse('[' + '[],'.repeat(9000) + '0]')", Text + "JSON.parse('[' + '{},'.repeat(9000) + '0]')", Text + "JSON.parse('{' + '\"\":0,'.repeat(5000) + '\"\":0}')", "JSON.parse('['.repeat(30000))", Text + "String.fromCharCode(...t)", Text + "Math.max(...t)", Text + "({ [t]: { [t + 'c']: 1 } })[t][t + 'c']",
        "Array.from({ length: 1e9 })", "Array.from({ length: 1e9 }, x => x)", List + "[...l, ...l, ...l, ...l, ...l]", List + "l.concat(l, l, l, l, l)", List + "[l, l, l, l, l].flat()", List + "l.flatMap(x => l)", List + "l.map(x => l.slice())", List + "l.map(x => [...l])", List + "l.push(...l, ...l, ...l, ...l)",
        List + "l.splice(0, 0, ...l, ...l, ...l)", List + "l.toSpliced(0, 0, ...l, ...l, ...l)", List + "l.unshift(...l, ...l, ...l)", List + "l.sort()", List + "l.toSorted((a, b) => b - a)", List + "l.reduce((all, x) => [...all, x], [])", List + "l.reduce((all, x) => ({ ...all, [x]: x }), {})", List + "l.reduce((all, x) => all + x, '')",
        List + "l.join('x'.repeat(1000))", List + "l.toReversed().with(0, l).concat(l).fill(l)", List + "Object.entries(l)", List + "Object.fromEntries(l.map(x => [x, x]))", List + "l.map(x => x.toString(2).padStart(64, '0'))", List + "l.map(x => (x / 7).toFixed(100))", List + "l.map(x => (1e300 * x).toString(2))",
        List + "l.map(x => new Date(x))", List + "l.map(x => ({ a: x, b: x }))", List + "l.map(x => new Date(x).toString())", List + "l.map(x => x + 0.1)", List + "l.map(x => [x])", List + "l.map(x => `${x}`)", List + "l.map(String)", List + "JSON.stringify([l, l, l, l])", List + "[l, l, l, l]",
        List + "l.map(x => newGuid())", List + "l.map(x => variables.person)", List + "l.map(x => answers)", List + "l.map(x => getItems())", "'a'.repeat(3000).split('').map(x => variables)", "'1'.repeat(30000) * 1", "parseInt('z'.repeat(30000), 36)", "parseInt('1'.repeat(30000), 2)", "Number('0x' + 'f'.repeat(30000))");

    [Theory]
    [MemberData(nameof(Amplifiers))]
    public void What_would_become_large_is_paid_for_before(string expression)
    {
        Spending.Of(expression); // what is made once for all evaluations does not count

        var outcome = Spending.Of(expression);

        Assert.True(outcome.Fault is null or ExpressionFault { Code: "expression.too_large" or "expression.too_long" or "expression.too_deep" }, $"{outcome.Fault}");
        Assert.InRange(outcome.Bytes, 0, Spending.MostBytes);
    }

    [Theory]
    [InlineData("[1].map(x => x)", 12)]
    [InlineData("1 + 2", 5)]
    [InlineData("getVariable('counter') > 3 && answers.country === 'DE'", 20)]
    public void A_short_expression_takes_few_steps(string expression, int most)
    {
        var run = new Evaluation(new Sample());

        CompiledExpression.Parse(expression).Evaluate(run);

        Assert.InRange(run.Meter.Steps, 1, most);
    }

    [Fact]
    public void Two_hundred_thousand_broken_programs_break_nothing()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PORTICO_TEST_SEED"), CultureInfo.InvariantCulture, out var given) ? given : RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"PORTICO_TEST_SEED={seed}");
        var (values, faults, refused) = (0, 0, 0);
        string? broken = null;

        // Too deep a stack ends the whole process, and does so sooner with a small one.
        var thread = new Thread(() =>
        {
            foreach (var program in new BrokenPrograms(FixedSeed).Take(150_000).Concat(new BrokenPrograms(seed).Take(60_000)))
            {
                var outcome = Spending.Of(program);
                if (outcome.Fault is null) values++;
                else if (outcome.Fault is ExpressionFault) faults++;
                else if (outcome.Fault is ExpressionSyntaxException) refused++;
                else broken = $"{program}\n{outcome.Fault}";
                // A regular expression builds its automaton when it is first used, and keeps it.
                var most = program.Contains('/', StringComparison.Ordinal) ? 2 * Spending.MostBytes : Spending.MostBytes;
                if (outcome.Bytes > most || outcome.Foreign is not null) broken = $"{program}\n{outcome}";
                if (broken is not null) return;
            }
        }, 512 * 1024);
        thread.Start();
        thread.Join();

        Assert.True(broken is null, $"PORTICO_TEST_SEED={seed}\n{broken}");
        output.WriteLine($"{values} values, {faults} faults, {refused} refused");
        Assert.True(values > 10_000 && faults > 10_000 && refused > 10_000, $"{values} values, {faults} faults, {refused} refused");
    }

    [Fact]
    public void An_expression_is_shared_by_many_threads()
    {
        var shared = CompiledExpression.Parse("const all = variables.items.map(x => `${x}-${answers.email}`.replace(/a(d)?/g, '<$1>')); all.sort().join() + getCounter()");
        var expected = shared.Evaluate(new Sample())!.ToJsonString();

        Parallel.For(0, 20_000, _ => Assert.Equal(expected, shared.Evaluate(new Sample())!.ToJsonString()));
    }
}
