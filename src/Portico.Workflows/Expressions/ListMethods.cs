namespace Portico.Workflows.Expressions;

internal static class ListMethods
{
    public static readonly Dictionary<string, Method<JsArray>> All = new(StringComparer.Ordinal)
    {
        ["at"] = (array, a) => a.Position(0, array.Items.Count) is var at && (at < 0 ? at + array.Items.Count : at) is var index && index >= 0 && index < array.Items.Count ? array.Items[index] : Undefined.Value,
        ["concat"] = Concat,
        ["every"] = (array, a) => ListWalk.IndexOf(array, a, "every", fromEnd: false, wanted: false) < 0,
        ["fill"] = Fill,
        ["filter"] = ListWalk.Filter,
        ["find"] = (array, a) => ListWalk.Find(array, a, "find", fromEnd: false),
        ["findIndex"] = (array, a) => (double)ListWalk.IndexOf(array, a, "findIndex", fromEnd: false, wanted: true),
        ["findLast"] = (array, a) => ListWalk.Find(array, a, "findLast", fromEnd: true),
        ["findLastIndex"] = (array, a) => (double)ListWalk.IndexOf(array, a, "findLastIndex", fromEnd: true, wanted: true),
        ["flat"] = (array, a) => new JsArray(Flatten(array.Items, a[0] is Undefined ? 1 : a.Integer(0), a.Meter)),
        ["flatMap"] = ListWalk.FlatMap,
        ["forEach"] = ListWalk.ForEach,
        ["includes"] = (array, a) => Searched(array, a).FindIndex(a.FromEnd(1, array.Items.Count), item => Convert.SameValueZero(item, a[0])) >= 0,
        ["indexOf"] = (array, a) => (double)Searched(array, a).FindIndex(a.FromEnd(1, array.Items.Count), item => Convert.StrictlyEqual(item, a[0])),
        ["join"] = (array, a) => Convert.Join(array, a[0] is Undefined ? "," : a.Text(0), a.Meter),
        ["lastIndexOf"] = (array, a) => LastIndexOf(array, a),
        ["map"] = ListWalk.Map,
        ["pop"] = (array, a) => Take(array, array.Items.Count - 1),
        ["push"] = (array, a) => Push(array, a),
        ["reduce"] = (array, a) => ListWalk.Reduce(array, a, fromEnd: false),
        ["reduceRight"] = (array, a) => ListWalk.Reduce(array, a, fromEnd: true),
        ["reverse"] = Reverse,
        ["shift"] = (array, a) => Take(Paid(array, a), 0),
        ["slice"] = (array, a) => a.FromEnd(0, array.Items.Count) is var from ? Copy(array.Items, from, a.FromEnd(1, array.Items.Count, array.Items.Count), a.Meter) : null,
        ["some"] = (array, a) => ListWalk.IndexOf(array, a, "some", fromEnd: false, wanted: true) >= 0,
        ["sort"] = (array, a) => Set(array, ListSort.Sort(array.Items, a)),
        ["splice"] = Splice,
        ["toReversed"] = (array, a) => Reverse(Copy(array.Items, 0, array.Items.Count, a.Meter), a),
        ["toSorted"] = (array, a) => new JsArray(ListSort.Sort(array.Items, a)),
        ["toSpliced"] = (array, a) => Copy(array.Items, 0, array.Items.Count, a.Meter) is var copy && Splice(copy, a) is not null ? copy : copy,
        ["toString"] = (array, a) => Convert.Join(array, ",", a.Meter),
        ["unshift"] = (array, a) => Unshift(array, a),
        ["valueOf"] = (array, _) => array,
        ["with"] = With,
    };

    private static JsArray Paid(JsArray array, Arguments a)
    {
        a.Meter.Step(1 + (array.Items.Count / 8));
        return array;
    }

    private static List<object?> Searched(JsArray array, Arguments a) => Paid(array, a).Items;

    private static JsArray Copy(List<object?> items, int from, int to, Meter meter)
    {
        var count = Math.Max(0, to - from);
        meter.List(count);
        return new(items.GetRange(from, count));
    }

    private static JsArray Set(JsArray array, List<object?> items)
    {
        array.Items.Clear();
        array.Items.AddRange(items);
        return array;
    }

    private static JsArray Concat(JsArray array, Arguments a)
    {
        var count = array.Items.Count + a.All.Sum(argument => argument is JsArray more ? more.Items.Count : 1L);
        a.Meter.List(count);
        List<object?> all = new((int)count);
        all.AddRange(array.Items);
        foreach (var argument in a.All)
        {
            if (argument is JsArray more) all.AddRange(more.Items); else all.Add(argument);
        }
        return new JsArray(all);
    }

    private static JsArray Fill(JsArray array, Arguments a)
    {
        var to = a.FromEnd(2, array.Items.Count, array.Items.Count);
        a.Meter.Step(array.Items.Count);
        for (var i = a.FromEnd(1, array.Items.Count); i < to; i++) array.Items[i] = a[0];
        return array;
    }

    private static List<object?> Flatten(List<object?> items, double depth, Meter meter)
    {
        meter.Enter();
        List<object?> flat = [];
        foreach (var item in items)
        {
            if (item is JsArray inner && depth >= 1)
            {
                var parts = Flatten(inner.Items, depth - 1, meter);
                meter.List(3L * parts.Count);
                flat.AddRange(parts);
            }
            else
            {
                meter.List(1);
                flat.Add(item);
            }
        }
        meter.Leave();
        return flat;
    }

    private static double LastIndexOf(JsArray array, Arguments a)
    {
        var items = Searched(array, a);
        var from = a.Count > 1 ? a.Position(1, items.Count) : items.Count - 1;
        from = Math.Min(from < 0 ? items.Count + from : from, items.Count - 1);
        for (var i = from; i >= 0; i--) if (Convert.StrictlyEqual(items[i], a[0])) return i;
        return -1;
    }

    private static double Push(JsArray array, Arguments a)
    {
        // A list doubles when it is full: the room for that is paid with the items that will fill it.
        a.Meter.List(3L * a.Count);
        array.Items.AddRange(a.All);
        return array.Items.Count;
    }

    private static double Unshift(JsArray array, Arguments a)
    {
        a.Meter.Step(array.Items.Count / 8);
        a.Meter.List(3L * a.Count);
        array.Items.InsertRange(0, a.All);
        return array.Items.Count;
    }

    private static object? Take(JsArray array, int index)
    {
        if (array.Items.Count == 0) return Undefined.Value;
        var taken = array.Items[index];
        array.Items.RemoveAt(index);
        return taken;
    }

    private static JsArray Reverse(JsArray array, Arguments a)
    {
        Paid(array, a).Items.Reverse();
        return array;
    }

    private static JsArray Splice(JsArray array, Arguments a)
    {
        var items = Paid(array, a).Items;
        var from = a.FromEnd(0, items.Count);
        var count = a.Count switch { 0 => 0, 1 => items.Count - from, _ => (int)Math.Clamp(a.Integer(1), 0, items.Count - from) };
        var taken = Copy(items, from, from + count, a.Meter);
        a.Meter.List(3L * a.Count);
        items.RemoveRange(from, count);
        items.InsertRange(from, a.All.Skip(2));
        return taken;
    }

    private static JsArray With(JsArray array, Arguments a)
    {
        var index = a.Integer(0) is var given && given < 0 ? given + array.Items.Count : given;
        if (index < 0 || index >= array.Items.Count) throw ExpressionFault.Type("with takes the index of an item that is there.");
        var copy = Copy(array.Items, 0, array.Items.Count, a.Meter);
        copy.Items[(int)index] = a[1];
        return copy;
    }
}
