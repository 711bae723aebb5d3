using System.Text.Json.Nodes;
using Portico.Workflows.Expressions;

namespace Portico.Workflows.Tests.Expressions;

/// <summary>
/// Ways that led out of, or through the limits of, other engines. One line of the corpus: "refused" where nothing may come of it,
/// "harmless" where a plain value may; then the expression.
/// </summary>
public sealed class EscapeTests
{
    private static readonly (bool Refused, string Expression)[] Corpus = File.ReadAllLines(System.IO.Path.Combine(AppContext.BaseDirectory, "Expressions", "escapes.txt"))
        .Select(line => (line.StartsWith("refused ", StringComparison.Ordinal), line[9..])).ToArray();

    [Fact]
    public void No_payload_of_the_corpus_gets_out_or_over_a_limit()
    {
        List<string> wrong = [];
        foreach (var (mustBeRefused, expression) in Corpus)
        {
            var outcome = Spending.Of(expression);
            if (outcome.Fault is not (null or ExpressionFault or ExpressionSyntaxException)) wrong.Add($"{expression}  =>  {outcome.Fault.GetType().Name}");
            else if (mustBeRefused && outcome.Fault is null) wrong.Add($"{expression}  =>  {outcome.Json}");
            if (outcome.Bytes > Spending.MostBytes) wrong.Add($"{expression}  =>  {outcome.Bytes} bytes");
            if (outcome.Foreign is not null) wrong.Add($"{expression}  =>  a {outcome.Foreign.Name}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(Corpus.Length >= 200);
    }

    [Fact]
    public void What_runs_after_an_attack_is_not_changed_by_it()
    {
        foreach (var (_, expression) in Corpus) Spending.Of(expression);

        Assert.Equal("[null,null,\"a\",5]", Sample.Evaluate("[({}).polluted, [].polluted, ['a'].join(), getCounter()]")!.ToJsonString());
    }

    public static TheoryData<string> Giants => new(
        new string('(', 5000) + "1" + new string(')', 5000), new string('[', 5000) + new string(']', 5000), new string('!', 5000) + "1", new string('-', 20000) + "1", string.Concat(Enumerable.Repeat("1 ? ", 3000)) + "1",
        string.Concat(Enumerable.Repeat("`${", 200)), string.Concat(Enumerable.Repeat("`${", 60)) + "1" + string.Concat(Enumerable.Repeat("}`", 61)), string.Concat(Enumerable.Repeat("({a:", 3000)), string.Concat(Enumerable.Repeat("2 ** ", 3000)) + "1",
        string.Join('+', Enumerable.Repeat("1", 12000)), "'" + new string('x', 70000) + "'", string.Concat(Enumerable.Repeat("a.", 9000)) + "a", string.Concat(Enumerable.Repeat("[1].map(x => ", 100)) + "x" + new string(')', 100),
        "/" + new string('(', 900) + new string(')', 900) + "/.test('a')()", "/" + string.Concat(Enumerable.Repeat("(a?){9}", 140)) + "/.test('a')()", "[1].map(" + new string('[', 3000) + new string(']', 3000) + " => 1)", string.Concat(Enumerable.Repeat("f((", 8000)));

    [Theory]
    [MemberData(nameof(Giants))]
    public void A_giant_is_refused(string expression)
    {
        var outcome = Spending.Of(expression);

        Assert.True(outcome.Fault is ExpressionFault or ExpressionSyntaxException, $"{outcome.Fault}");
        Assert.InRange(outcome.Bytes, 0, Spending.MostBytes);
    }

    [Fact]
    public void A_small_stack_is_enough_for_the_deepest()
    {
        var thread = new Thread(() =>
        {
            foreach (var (_, expression) in Corpus) Spending.Of(expression);
            foreach (var giant in Giants) Spending.Of(giant);
        }, 256 * 1024);

        thread.Start();
        thread.Join(); // too deep a stack ends the whole process

        Assert.NotEmpty(Corpus);
    }

    [Theory]
    [InlineData("'😀'[0]", "\"\\uFFFD\"")]
    [InlineData("'a😀b'", "\"a\\uD83D\\uDE00b\"")]
    [InlineData("JSON.parse('\"\\\\ud800\"')", "\"\\uFFFD\"")]
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
}
