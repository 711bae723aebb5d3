namespace Portico.Workflows.Expressions;

// A value of the language is one of: null, Undefined, bool, double, string and the classes below. Nothing else can ever be reached,
// so there is no way from an expression to an object of the platform.

internal sealed class Undefined
{
    public static readonly Undefined Value = new();

    private Undefined() { }
}

internal class JsArray(List<object?> items)
{
    public List<object?> Items { get; } = items;
}

/// <summary>What <c>match</c> finds: a list of the groups that also knows where it was found.</summary>
internal sealed class JsMatch(List<object?> groups, int index, string input, object named) : JsArray(groups)
{
    public object? Get(string member) => member switch { "index" => (double)index, "input" => input, "groups" => named, _ => Undefined.Value };
}

/// <summary>An instant in milliseconds since 1970, UTC; NaN if it is not a date.</summary>
internal sealed class JsDate(double time)
{
    public double Time { get; set; } = time;
}

/// <summary>One use of a regular expression; it remembers where the next search with the flag g begins.</summary>
internal sealed class JsRegex(JsPattern pattern)
{
    public JsPattern Pattern { get; } = pattern;

    public double LastIndex { get; set; }
}

/// <summary>The code of an arrow function.</summary>
/// <param name="Levels">How deep its own code is nested; paid for by every call.</param>
internal sealed record Function(int Parameters, int Slots, Code Body, int Levels);

/// <summary>An arrow function together with the names it can see.</summary>
internal sealed class JsFunction(Function code, Frame frame)
{
    public Function Code { get; } = code;

    public Frame Frame { get; } = frame;
}

internal delegate object? BuiltIn(Arguments arguments);

/// <summary>A built-in function, a namespace such as <c>Math</c>, or both, such as <c>Number</c>.</summary>
internal sealed class JsBuiltIn(string name, BuiltIn? call, IReadOnlyDictionary<string, object?>? members = null)
{
    public string Name { get; } = name;

    public BuiltIn? Call { get; } = call;

    public object? Get(string member) => members is not null && members.TryGetValue(member, out var value) ? value : Undefined.Value;
}

/// <summary>One layer of local values. Which name has which slot was settled when the expression was read.</summary>
internal sealed class Frame(int slots, Frame? outer)
{
    public static readonly Frame Empty = new(0, null);

    /// <summary>What a name holds before its declaration was reached.</summary>
    public static readonly object NotYet = new();

    public object?[] Slots { get; } = slots == 0 ? [] : new object?[slots];

    public Frame? Outer { get; } = outer;
}

/// <summary>Truth values that are boxed once.</summary>
internal static class Flag
{
    public static readonly object True = true;
    public static readonly object False = false;

    public static object Of(bool value) => value ? True : False;
}
