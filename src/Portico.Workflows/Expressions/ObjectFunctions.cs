namespace Portico.Workflows.Expressions;

internal static class ObjectFunctions
{
    public static readonly JsBuiltIn[] All =
    [
        BuiltIns.Namespace("Object", _ => throw ExpressionFault.NotAFunction("'Object'"), new()
        {
            ["assign"] = Assign,
            ["entries"] = a => Collect(a, "entries", member => new JsArray([member.Key, member.Value])),
            ["fromEntries"] = FromEntries,
            ["hasOwn"] = a => Members.Has(Given(a, "hasOwn"), Members.Key(a[1], a.Meter)) == true,
            ["is"] = a => a[0] is double left && a[1] is double right ? left.Equals(right) && (left != 0 || double.IsNegative(left) == double.IsNegative(right)) : Convert.StrictlyEqual(a[0], a[1]),
            ["keys"] = a => Collect(a, "keys", member => member.Key),
            ["values"] = a => Collect(a, "values", member => member.Value),
        }),
        BuiltIns.Namespace("Array", _ => throw ExpressionFault.NotAFunction("'Array'"), new()
        {
            ["from"] = From,
            ["isArray"] = a => Flag.Of(a[0] is JsArray),
            ["of"] = a => new JsArray([.. a.All]),
        }),
        BuiltIns.Namespace("JSON", null, new()
        {
            ["parse"] = a => JsonReader.Read(a.Text(0), a.Meter),
            ["stringify"] = a => a[1] is not (JsArray or JsFunction or JsBuiltIn) ? JsJson.Stringify(a[0], Indent(a[2], a.Meter), a.Meter) : throw ExpressionFault.Type("JSON.stringify takes no replacer here."),
        }),
    ];

    private static object Given(Arguments a, string name) => Convert.IsNullish(a[0]) ? throw ExpressionFault.Type($"Object.{name} needs an object.") : a[0]!;

    private static JsArray Collect(Arguments a, string name, Func<(string Key, object? Value), object?> wanted)
    {
        var members = Members.Of(Given(a, name), a.Meter);
        a.Meter.List((name == "entries" ? 8L : 1L) * members.Count);
        return new(members.ConvertAll(member => wanted(member)));
    }

    private static JsObject Assign(Arguments a)
    {
        if (a[0] is not JsObject target) throw ExpressionFault.Type("Object.assign needs an object.");
        foreach (var source in a.All.Skip(1)) Members.Spread(target, source, a.Meter);
        return target;
    }

    private static JsObject FromEntries(Arguments a)
    {
        var entries = a[0] as JsArray ?? throw ExpressionFault.Type("Object.fromEntries needs a list.");
        a.Meter.Members(entries.Items.Count);
        var json = new JsObject();
        foreach (var entry in entries.Items)
        {
            if (entry is not (JsArray or JsObject)) throw ExpressionFault.Type("Object.fromEntries needs a list of pairs.");
            json.Set(Members.Key(Members.Get(entry, "0", a.Meter), a.Meter), Members.Get(entry, "1", a.Meter));
        }
        return json;
    }

    private static JsArray From(Arguments a)
    {
        var items = Members.Items(Convert.IsNullish(a[0]) ? throw ExpressionFault.Type("Array.from needs something to walk.") : a[0], a.Meter) ?? (a[0] is JsObject json ? Numbered(json, a.Meter) : []);
        a.Meter.List(items.Count);
        if (a[1] is Undefined) return new([.. items]);
        var function = a.Function(1, "Array.from");
        List<object?> result = new(items.Count);
        for (var i = 0; i < items.Count; i++) result.Add(a.Run.Invoke(function, items[i], (double)i));
        return new(result);
    }

    private static List<object?> Numbered(JsObject json, Meter meter)
    {
        var length = Math.Max(0, Convert.ToInteger(json.Get("length"), meter));
        meter.List(length <= Meter.MaxSteps ? (long)length : long.MaxValue / 32);
        List<object?> items = new((int)length);
        for (var i = 0; i < (int)length; i++) items.Add(json.Get(JsNumber.ToText(i)));
        return items;
    }

    private static string Indent(object? indent, Meter meter) => indent switch
    {
        double count => new string(' ', (int)Math.Clamp(Convert.ToInteger(count, meter), 0, 10)),
        string text => text[..Math.Min(10, text.Length)],
        _ => "",
    };
}
