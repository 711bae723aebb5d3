namespace Portico.Workflows.Expressions;

/// <summary>The methods of lists that call a function for each item. The function may change the list: only what was there at the start is walked.</summary>
internal static class ListWalk
{
    public static object? Map(JsArray array, Arguments a)
    {
        var function = a.Function(0, "map");
        var count = array.Items.Count;
        a.Meter.List(count);
        List<object?> result = new(count);
        for (var i = 0; i < count; i++) result.Add(i < array.Items.Count ? a.Run.Invoke(function, array.Items[i], (double)i, array) : Undefined.Value);
        return new JsArray(result);
    }

    public static object? FlatMap(JsArray array, Arguments a)
    {
        var function = a.Function(0, "flatMap");
        List<object?> result = [];
        foreach (var (item, i) in Walk(array, fromEnd: false))
        {
            var answer = a.Run.Invoke(function, item, (double)i, array);
            if (answer is JsArray inner)
            {
                a.Meter.List(3L * inner.Items.Count);
                result.AddRange(inner.Items);
            }
            else
            {
                a.Meter.List(1);
                result.Add(answer);
            }
        }
        return new JsArray(result);
    }

    public static object? Filter(JsArray array, Arguments a)
    {
        var function = a.Function(0, "filter");
        List<object?> result = [];
        foreach (var (item, i) in Walk(array, fromEnd: false))
        {
            if (!Convert.IsTrue(a.Run.Invoke(function, item, (double)i, array))) continue;
            a.Meter.List(1);
            result.Add(item);
        }
        return new JsArray(result);
    }

    public static object? ForEach(JsArray array, Arguments a)
    {
        var function = a.Function(0, "forEach");
        foreach (var (item, i) in Walk(array, fromEnd: false)) a.Run.Invoke(function, item, (double)i, array);
        return Undefined.Value;
    }

    public static object? Find(JsArray array, Arguments a, string name, bool fromEnd)
    {
        var function = a.Function(0, name);
        foreach (var (item, i) in Walk(array, fromEnd)) if (Convert.IsTrue(a.Run.Invoke(function, item, (double)i, array))) return item;
        return Undefined.Value;
    }

    /// <summary>Where the function first gives what is wanted, or -1.</summary>
    public static int IndexOf(JsArray array, Arguments a, string name, bool fromEnd, bool wanted)
    {
        var function = a.Function(0, name);
        foreach (var (item, i) in Walk(array, fromEnd)) if (Convert.IsTrue(a.Run.Invoke(function, item, (double)i, array)) == wanted) return i;
        return -1;
    }

    public static object? Reduce(JsArray array, Arguments a, bool fromEnd)
    {
        var function = a.Function(0, "reduce");
        if (a.Count < 2 && array.Items.Count == 0) throw ExpressionFault.Type("reduce of an empty list needs a start value.");
        var hasValue = a.Count > 1;
        var value = a[1];
        foreach (var (item, i) in Walk(array, fromEnd))
        {
            value = hasValue ? a.Run.Invoke(function, value, item, (double)i, array) : item;
            hasValue = true;
        }
        return value;
    }

    private static IEnumerable<(object? Item, int Index)> Walk(JsArray array, bool fromEnd)
    {
        var count = array.Items.Count;
        for (var step = 0; step < count; step++)
        {
            var i = fromEnd ? count - 1 - step : step;
            if (i < array.Items.Count) yield return (array.Items[i], i);
        }
    }
}
