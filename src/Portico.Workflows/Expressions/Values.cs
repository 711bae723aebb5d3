using System.Text.RegularExpressions;

namespace Portico.Workflows.Expressions;

// A value of the language is one of: null, Undefined, bool, double, string and the classes below. Nothing else can ever be reached,
// so there is no way from an expression to an object of the platform.

internal sealed class Undefined
{
    public static readonly Undefined Value = new();

    private Undefined() { }
}

internal sealed class JsArray(List<object?> items)
{
    public List<object?> Items { get; } = items;
}

internal sealed class JsObject
{
    private readonly OrderedDictionary<string, object?> members = new(StringComparer.Ordinal);

    public int Count => members.Count;

    public object? Get(string key) => members.TryGetValue(key, out var value) ? value : Undefined.Value;

    public bool Has(string key) => members.ContainsKey(key);

    public void Set(string key, object? value) => members[key] = value;

    /// <summary>Keys in the order of the language: whole numbers first and ascending, the rest as they were added.</summary>
    public IEnumerable<string> Keys =>
        members.Keys.Where(IsIndex).OrderBy(key => uint.Parse(key, CultureInfo.InvariantCulture)).Concat(members.Keys.Where(key => !IsIndex(key)));

    private static bool IsIndex(string key) =>
        key.Length is > 0 and < 11 && key.All(char.IsAsciiDigit) && (key == "0" || key[0] != '0') && uint.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index != uint.MaxValue;
}

/// <summary>An instant in milliseconds since 1970, UTC; NaN if it is not a date.</summary>
internal sealed record JsDate(double Time);

internal sealed record JsRegex(string Source, bool Global, Regex Pattern);

/// <summary>An arrow function together with the names it can see.</summary>
internal sealed record JsFunction(Arrow Code, Frame? Frame);

/// <summary>A built-in function by its full name, or a namespace such as <c>Math</c>.</summary>
internal sealed record JsGlobal(string Name);

/// <summary>One layer of local names.</summary>
internal sealed class Frame(Frame? outer)
{
    private readonly Dictionary<string, object?> names = new(StringComparer.Ordinal);

    public void Declare(string name, object? value) => names[name] = value;

    public bool TryGet(string name, out object? value)
    {
        for (var frame = this; frame is not null; frame = frame.Outer)
            if (frame.names.TryGetValue(name, out value)) return true;
        value = null;
        return false;
    }

    private Frame? Outer { get; } = outer;
}
