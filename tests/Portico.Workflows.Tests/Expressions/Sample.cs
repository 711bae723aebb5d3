using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Workflows.Expressions;

namespace Portico.Workflows.Tests.Expressions;

/// <summary>The run the expressions of these tests look at.</summary>
internal sealed class Sample : ExpressionScope
{
    public static readonly JsonObject VariableData = JsonNode.Parse("""{"counter":5,"name":"Ada","items":[3,1,2],"person":{"first":"Ada","age":36,"tags":["x","y"],"home":{"city":"Köln"}},"nothing":null,"flag":true,"price":12.5}""")!.AsObject();
    public static readonly JsonObject AnswerData = JsonNode.Parse("""{"email":"ada@example.test","country":"DE","people":2,"plan":"green","meter":"DE0001234","born":"1990-01-31"}""")!.AsObject();
    public static readonly JsonObject InputData = JsonNode.Parse("""{"who":"Bob"}""")!.AsObject();

    public override JsonObject Answers => AnswerData;

    public override IEnumerable<string> VariableNames => VariableData.Select(variable => variable.Key);

    public override bool TryGetVariable(string name, out JsonNode? value) => VariableData.TryGetPropertyValue(name, out value);

    public override bool TryGetInput(string name, out JsonNode? value) => InputData.TryGetPropertyValue(name, out value);

    public static JsonNode? Evaluate(string expression) => CompiledExpression.Parse(expression).Evaluate(new Sample());

    /// <summary>The value before it becomes JSON, which knows neither undefined nor NaN.</summary>
    public static object? Value(string expression) => CompiledExpression.Parse(expression).Evaluate(new Evaluation(new Sample()));

    /// <summary>The value as comparable JSON: numbers by value, members in order.</summary>
    public static string Normal(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Normal(document.RootElement);
    }

    private static string Normal(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => JsNumber.ToText(value.GetDouble()),
        JsonValueKind.String => JsonSerializer.Serialize(value.GetString()),
        JsonValueKind.Array => "[" + string.Join(',', value.EnumerateArray().Select(Normal)) + "]",
        JsonValueKind.Object => "{" + string.Join(',', value.EnumerateObject().Select(member => JsonSerializer.Serialize(member.Name) + ":" + Normal(member.Value))) + "}",
        _ => value.GetRawText(),
    };
}
