namespace Portico.Workflows.Expressions;

/// <summary>A stable merge sort; undefined goes last without being compared, as the language wants it.</summary>
internal static class ListSort
{
    public static List<object?> Sort(List<object?> items, Arguments a)
    {
        if (a[0] is not Undefined) a.Function(0, "sort");
        a.Meter.List(8L * items.Count);
        var values = items.Where(item => item is not Undefined).ToArray();
        var sorted = a[0] is Undefined ? ByText(values, a.Meter) : Merge(values, (left, right) => Convert.ToNumber(a.Run.Invoke(a[0], left, right), a.Meter), a.Meter);
        var result = new List<object?>(items.Count);
        result.AddRange(sorted);
        while (result.Count < items.Count) result.Add(Undefined.Value);
        return result;
    }

    private static object?[] ByText(object?[] values, Meter meter)
    {
        var texts = Array.ConvertAll(values, value => (Text: Convert.ToText(value, meter), Value: value));
        return Array.ConvertAll(Merge(texts, (left, right) => Compare(left.Text, right.Text, meter), meter), text => text.Value);
    }

    private static double Compare(string left, string right, Meter meter)
    {
        if (left.Length > 256) meter.Scan(Math.Min(left.Length, right.Length));
        return string.CompareOrdinal(left, right);
    }

    private static T[] Merge<T>(T[] items, Func<T, T, double> compare, Meter meter)
    {
        if (items.Length < 2) return items;
        meter.List(3L * items.Length);
        var left = Merge(items[..(items.Length / 2)], compare, meter);
        var right = Merge(items[(items.Length / 2)..], compare, meter);
        var merged = new T[items.Length];
        for (int i = 0, l = 0, r = 0; i < merged.Length; i++)
            merged[i] = r == right.Length || (l < left.Length && !(compare(left[l], right[r]) > 0)) ? left[l++] : right[r++];
        return merged;
    }
}
