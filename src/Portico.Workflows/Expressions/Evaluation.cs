namespace Portico.Workflows.Expressions;

/// <summary>A piece of an expression, ready to run.</summary>
internal delegate object? Code(Evaluation run, Frame frame);

/// <summary>One run of an expression: what it sees and what it has spent.</summary>
internal sealed class Evaluation(ExpressionScope scope)
{
    public Meter Meter { get; } = new();

    public ExpressionScope Scope => scope;

    public object? Run(Function script)
    {
        Meter.Enter(script.Levels);
        var frame = script.Slots == 0 ? Frame.Empty : NewFrame(script, null);
        var value = script.Body(this, frame);
        Meter.Leave(script.Levels);
        return value;
    }

    public object? Invoke(object? function, params object?[] arguments)
    {
        switch (function)
        {
            case JsBuiltIn { Call: { } call }:
                Meter.Step();
                return call(new(this, arguments));
            case JsFunction { Code: var code } arrow:
                Meter.Step();
                // One level more than the code has, for the built-in that calls back.
                Meter.Enter(code.Levels + 1);
                var frame = NewFrame(code, arrow.Frame);
                for (var i = 0; i < code.Parameters; i++) frame.Slots[i] = i < arguments.Length ? arguments[i] : Undefined.Value;
                var value = code.Body(this, frame);
                Meter.Leave(code.Levels + 1);
                return value;
            default: throw ExpressionFault.NotAFunction("The value");
        }
    }

    private Frame NewFrame(Function code, Frame? outer)
    {
        Meter.Allocate(64 + (8 * code.Slots));
        var frame = new Frame(code.Slots, outer);
        Array.Fill(frame.Slots, Frame.NotYet);
        return frame;
    }
}
