namespace Portico.Workflows.Expressions;

internal static class ListMethods
{
    public static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "at", "concat", "every", "filter", "find", "findIndex", "findLast", "flat", "flatMap", "includes", "indexOf", "join", "lastIndexOf", "map", "pop", "push", "reduce", "reduceRight", "reverse", "shift", "slice", "some",
        "sort", "toReversed", "toSorted", "toString", "unshift",
    };

    public static object? Call(Evaluator run, JsArray array, string name, List<object?> arguments)
    {
        var meter = run.Meter;
        var items = array.Items;
        object? Arg(int index) => index < arguments.Count ? arguments[index] : Undefined.Value;
        int Position(int index, double missing) => (int)Math.Clamp(Arg(index) is Undefined ? missing : Convert.ToInteger(Arg(index), meter), -items.Count - 1, items.Count + 1d);
        int FromEnd(int position) => position < 0 ? Math.Max(0, items.Count + position) : Math.Min(position, items.Count);

        meter.Step(1 + (items.Count / 8));
        switch (name)
        {
            case "at":
                var at = Position(0, 0);
                if (at < 0) at += items.Count;
                return at >= 0 && at < items.Count ? items[at] : Undefined.Value;
            case "join": return Convert.Join(array, Arg(0) is Undefined ? "," : Convert.ToText(Arg(0), meter), meter);
            case "toString": return Convert.Join(array, ",", meter);
            case "includes": return items.Skip(FromEnd(Position(1, 0))).Any(item => Convert.SameValueZero(item, Arg(0)));
            case "indexOf": return (double)items.FindIndex(FromEnd(Position(1, 0)), item => Convert.StrictlyEqual(item, Arg(0)));
            case "lastIndexOf": return (double)items.FindLastIndex(item => Convert.StrictlyEqual(item, Arg(0)));
            case "slice":
                var (from, to) = (FromEnd(Position(0, 0)), FromEnd(Position(1, items.Count)));
                return Copy(meter, items.GetRange(from, Math.Max(0, to - from)));
            case "concat":
                var all = items.Concat(arguments.SelectMany(argument => argument is JsArray more ? more.Items : [argument]));
                meter.List(items.Count + arguments.Sum(argument => argument is JsArray more ? more.Items.Count : 1L));
                return new JsArray(all.ToList());
            case "reverse":
                meter.Step(items.Count);
                items.Reverse();
                return array;
            case "toReversed": return Copy(meter, Enumerable.Reverse(items).ToList());
            case "push":
                meter.List(arguments.Count);
                items.AddRange(arguments);
                return (double)items.Count;
            case "unshift":
                meter.List(items.Count + arguments.Count);
                items.InsertRange(0, arguments);
                return (double)items.Count;
            case "pop" or "shift":
                if (items.Count == 0) return Undefined.Value;
                meter.Step(items.Count);
                var index = name == "pop" ? items.Count - 1 : 0;
                var taken = items[index];
                items.RemoveAt(index);
                return taken;
            case "sort" or "toSorted":
                var sorted = Sort(run, items, Arg(0));
                if (name == "toSorted") return new JsArray(sorted);
                items.Clear();
                items.AddRange(sorted);
                return array;
            case "flat": return Copy(meter, Flatten(meter, items, Arg(0) is Undefined ? 1 : Convert.ToInteger(Arg(0), meter)));
            case "reduce" or "reduceRight": return Reduce(run, name == "reduce" ? [.. items] : Enumerable.Reverse(items).ToList(), name == "reduceRight", arguments);
            default: return Each(run, array, name, Arg(0));
        }
    }

    private static JsArray Copy(Meter meter, List<object?> items)
    {
        meter.List(items.Count);
        return new(items);
    }

    private static object? Each(Evaluator run, JsArray array, string name, object? function)
    {
        if (function is not (JsFunction or JsGlobal)) throw ExpressionFault.NotAFunction($"What was handed to {name}");
        List<object?> result = [];
        // The callback may push to the list it walks; the language walks only what was there at the start.
        var count = array.Items.Count;
        for (var step = 0; step < count; step++)
        {
            var i = name == "findLast" ? count - 1 - step : step;
            if (i >= array.Items.Count) break;
            var item = array.Items[i];
            run.Meter.Step();
            var answer = run.Invoke(function, [item, (double)i, array]);
            switch (name)
            {
                case "map":
                    run.Meter.List(1);
                    result.Add(answer);
                    break;
                case "flatMap":
                    List<object?> more = answer is JsArray inner ? inner.Items : [answer];
                    run.Meter.List(more.Count);
                    result.AddRange(more);
                    break;
                case "filter" when Convert.IsTrue(answer):
                    run.Meter.List(1);
                    result.Add(item);
                    break;
                case "some" when Convert.IsTrue(answer): return true;
                case "every" when !Convert.IsTrue(answer): return false;
                case "find" or "findLast" when Convert.IsTrue(answer): return item;
                case "findIndex" when Convert.IsTrue(answer): return (double)i;
            }
        }
        return name switch
        {
            "some" => false,
            "every" => true,
            "find" or "findLast" => Undefined.Value,
            "findIndex" => -1d,
            _ => new JsArray(result),
        };
    }

    private static object? Reduce(Evaluator run, List<object?> items, bool fromEnd, List<object?> arguments)
    {
        run.Meter.List(items.Count);
        if (arguments.Count < 2 && items.Count == 0) throw ExpressionFault.Type("reduce of an empty list needs a start value.");
        var value = arguments.Count > 1 ? arguments[1] : items[0];
        for (var i = arguments.Count > 1 ? 0 : 1; i < items.Count; i++)
            value = run.Invoke(arguments.Count > 0 ? arguments[0] : null, [value, items[i], (double)(fromEnd ? items.Count - 1 - i : i)]);
        return value;
    }

    private static List<object?> Flatten(Meter meter, List<object?> items, double depth)
    {
        meter.Enter();
        List<object?> flat = [];
        foreach (var item in items)
        {
            List<object?> parts = item is JsArray inner && depth >= 1 ? Flatten(meter, inner.Items, depth - 1) : [item];
            meter.List(parts.Count);
            flat.AddRange(parts);
        }
        meter.Leave();
        return flat;
    }

    /// <summary>A stable merge sort; undefined goes last without being compared, as the language wants it.</summary>
    private static List<object?> Sort(Evaluator run, List<object?> items, object? comparer)
    {
        run.Meter.List(2L * items.Count);
        var values = items.Where(item => item is not Undefined).ToArray();
        if (comparer is Undefined)
        {
            var texts = values.Select(value => Convert.ToText(value, run.Meter)).ToArray();
            var order = Merge(run.Meter, Enumerable.Range(0, values.Length).ToArray(), (a, b) => string.CompareOrdinal(texts[a], texts[b]));
            values = Array.ConvertAll(order, i => values[i]);
        }
        else
        {
            values = Merge(run.Meter, values, (a, b) => Convert.ToNumber(run.Invoke(comparer, [a, b]), run.Meter));
        }
        return [.. values, .. items.Where(item => item is Undefined)];
    }

    private static T[] Merge<T>(Meter meter, T[] items, Func<T, T, double> compare)
    {
        meter.Step(items.Length);
        if (items.Length < 2) return items;
        var left = Merge(meter, items[..(items.Length / 2)], compare);
        var right = Merge(meter, items[(items.Length / 2)..], compare);
        var merged = new T[items.Length];
        for (int i = 0, l = 0, r = 0; i < merged.Length; i++)
            merged[i] = r == right.Length || (l < left.Length && !(compare(left[l], right[r]) > 0)) ? left[l++] : right[r++];
        return merged;
    }
}
