namespace Portico.Workflows.Expressions;

/// <summary>What a built-in was called with. An argument that was not given is undefined.</summary>
internal readonly struct Arguments(Evaluation run, object?[] values)
{
    public Evaluation Run => run;

    public Meter Meter => run.Meter;

    public ExpressionScope Scope => run.Scope;

    public object?[] All => values;

    public int Count => values.Length;

    public object? this[int index] => index < values.Length ? values[index] : Undefined.Value;

    public double Number(int index) => Convert.ToNumber(this[index], run.Meter);

    /// <summary>Without a fraction; NaN is 0.</summary>
    public double Integer(int index) => Convert.ToInteger(this[index], run.Meter);

    public string Text(int index) => Convert.ToText(this[index], run.Meter);

    /// <summary>A place in something of that length, which may be negative and is never far outside.</summary>
    public int Position(int index, int length, double missing = 0) =>
        (int)Math.Clamp(this[index] is Undefined ? missing : Integer(index), -length - 1, length + 1d);

    /// <summary>A place between 0 and the length; a negative one counts from the end.</summary>
    public int FromEnd(int index, int length, double missing = 0) =>
        Position(index, length, missing) is var position && position < 0 ? Math.Max(0, length + position) : Math.Min(position, length);

    public object Function(int index, string caller) => this[index] is JsFunction or JsBuiltIn { Call: not null } ? this[index]! : throw ExpressionFault.NotAFunction($"What was handed to {caller}");
}
