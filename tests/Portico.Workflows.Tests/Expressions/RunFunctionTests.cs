using System.Text.Json.Nodes;
using Portico.Workflows.Expressions;

namespace Portico.Workflows.Tests.Expressions;

/// <summary>What expressions written for Elsa find under the names they know.</summary>
public sealed class RunFunctionTests
{
    private readonly Run run = new();

    // Elsa 3 has these; streams, configuration and secrets, which no expression of ours may reach, are left out.
    [Theory]
    [InlineData("getWorkflowDefinitionId")]
    [InlineData("getWorkflowDefinitionVersionId")]
    [InlineData("getWorkflowDefinitionVersion")]
    [InlineData("getWorkflowInstanceId")]
    [InlineData("setCorrelationId")]
    [InlineData("getCorrelationId")]
    [InlineData("setWorkflowInstanceName")]
    [InlineData("getWorkflowInstanceName")]
    [InlineData("setVariable")]
    [InlineData("getVariable")]
    [InlineData("getInput")]
    [InlineData("getOutputFrom")]
    [InlineData("getLastResult")]
    [InlineData("isNullOrWhiteSpace")]
    [InlineData("isNullOrEmpty")]
    [InlineData("toJson")]
    [InlineData("parseGuid")]
    [InlineData("newGuid")]
    [InlineData("newGuidString")]
    [InlineData("newShortGuid")]
    [InlineData("bytesToString")]
    [InlineData("bytesFromString")]
    [InlineData("bytesToBase64")]
    [InlineData("bytesFromBase64")]
    [InlineData("stringToBase64")]
    [InlineData("stringFromBase64")]
    [InlineData("getGuidString")]
    [InlineData("getShortGuid")]
    public void The_functions_of_Elsa_are_there(string name)
    {
        Assert.Equal("\"function\"", Evaluate($"typeof {name}"));
        Assert.Empty(CompiledExpression.Parse($"{name}('x')").FreeNames);
    }

    [Theory]
    [InlineData("getWorkflowInstanceId()", "\"run-1\"")]
    [InlineData("getWorkflowDefinitionId() + getWorkflowDefinitionVersion() + getWorkflowDefinitionVersionId()", "\"move-in3move-in:3\"")]
    [InlineData("getOutputFrom('Ask', 'Score').value", "7")]
    [InlineData("getScoreFromAsk().value + getLastResult()", "12")]
    [InlineData("getCounter() + getcounter() + variables.counter + getVariable('counter')", "4")]
    [InlineData("toJson({ a: [1, 'x'] })", "\"{\\u0022a\\u0022:[1,\\u0022x\\u0022]}\"")]
    [InlineData("isNullOrEmpty('') && isNullOrEmpty(null) && !isNullOrEmpty(' ') && isNullOrWhiteSpace(' ')", "true")]
    [InlineData("parseGuid('{0F8FAD5B-D9CB-469F-A165-70867728950E}')", "\"0f8fad5b-d9cb-469f-a165-70867728950e\"")]
    [InlineData("stringToBase64('Grüße')", "\"R3LDvMOfZQ==\"")]
    [InlineData("stringFromBase64('R3LDvMOfZQ==')", "\"Gr\\u00FC\\u00DFe\"")]
    [InlineData("bytesToString(bytesFromBase64(bytesToBase64(bytesFromString('abc'))))", "\"abc\"")]
    [InlineData("/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(newGuid())", "true")]
    [InlineData("/^[A-Za-z0-9]+$/.test(getShortGuid())", "true")]
    [InlineData("new Date().toISOString()", "\"2026-03-01T00:00:00.000Z\"")]
    public void They_give_what_the_run_knows(string expression, string json) => Assert.Equal(json, Evaluate(expression));

    [Fact]
    public void They_change_the_run()
    {
        Evaluate("setCounter(getCounter() + 1); setVariable('name', { first: 'Ada' }); setCorrelationId('c-1'); setWorkflowInstanceName('n-1')");

        Assert.Equal("""{"counter":2,"name":{"first":"Ada"}}""", run.Variables.ToJsonString());
        Assert.Equal(("c-1", "n-1"), (run.CorrelationId, run.RunName));
    }

    [Fact]
    public void Chance_and_the_clock_come_from_the_run()
    {
        var first = Evaluate("[newGuid(), Math.random(), Date.now()]");

        Assert.Equal(first, new RunFunctionTests().Evaluate("[newGuid(), Math.random(), Date.now()]"));
        Assert.NotEqual(first, Evaluate("[newGuid(), Math.random(), Date.now()]"));
    }

    [Theory]
    [InlineData("getGone()", "getGone")]
    [InlineData("getScoreFromNobody()", "getScoreFromNobody")]
    [InlineData("setGone(1)", "setGone")]
    public void A_function_of_nothing_is_named_before_and_refused_when_it_is_called(string expression, string name)
    {
        Assert.Equal([name], CompiledExpression.Parse(expression).FreeNames.Select(free => free.Name));
        Assert.Equal("expression.unknown_name", Assert.Throws<ExpressionFault>(() => Evaluate(expression)).Code);
    }

    private string? Evaluate(string expression) => CompiledExpression.Parse(expression).Evaluate(run)?.ToJsonString();

    private sealed class Run : ExpressionScope
    {
        private ulong drawn = 1;

        public JsonObject Variables { get; } = new() { ["counter"] = 1, ["name"] = null };

        public override DateTimeOffset Now => new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

        public override string RunId => "run-1";

        public override string DefinitionId => "move-in";

        public override int DefinitionVersion => 3;

        public override string DefinitionVersionId => "move-in:3";

        public override string? CorrelationId { get; set; }

        public override string? RunName { get; set; }

        public override JsonNode? LastResult => 5;

        public override IEnumerable<string> VariableNames => Variables.Select(variable => variable.Key);

        public override bool TryGetVariable(string name, out JsonNode? value) => Variables.TryGetPropertyValue(name, out value);

        public override void SetVariable(string name, JsonNode? value) => Variables[name] = value;

        public override JsonNode? OutputFrom(string activity, string? output) => (activity, output) == ("Ask", "Score") ? new JsonObject { ["value"] = 7 } : null;

        public override ulong Draw() => drawn *= 6364136223846793005;
    }
}
