using Portico.Workflows.Expressions;

namespace Portico.Workflows.Tests.Expressions;

/// <summary>What became of one expression, and what it cost.</summary>
/// <param name="Bytes">Really allocated by the evaluation alone.</param>
/// <param name="Foreign">A type that no value of the language has, if one was reached.</param>
internal sealed record Spending(string? Json, Exception? Fault, long Bytes, Type? Foreign)
{
    /// <summary>Twice the limit, and some for the exception that says so.</summary>
    public const long MostBytes = (2 * Meter.MaxBytes) + (128 * 1024);

    public static Spending Of(string expression)
    {
        CompiledExpression compiled;
        try
        {
            compiled = CompiledExpression.Parse(expression);
        }
        catch (Exception refusal)
        {
            return new(null, refusal, 0, null);
        }
        var scope = new Sample();
        var run = new Evaluation(scope);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var value = compiled.Evaluate(run);
            var json = JsJson.ToNode(value, run.Meter);
            var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            return new(json?.ToJsonString() ?? "null", null, bytes, FindForeign(value));
        }
        catch (Exception fault)
        {
            return new(null, fault, GC.GetAllocatedBytesForCurrentThread() - before, null);
        }
    }

    private static Type? FindForeign(object? value) => value switch
    {
        null or Undefined or bool or double or string or JsDate or JsRegex or JsFunction or JsBuiltIn => null,
        JsArray array => array.Items.Select(FindForeign).FirstOrDefault(type => type is not null),
        JsObject json => json.Keys.Select(key => FindForeign(json.Get(key))).FirstOrDefault(type => type is not null),
        _ => value.GetType(),
    };
}
