namespace Portico.Workflows.Expressions;

internal delegate object? Operator(object? left, object? right, Meter meter);

/// <summary>The operators that look at both their sides.</summary>
internal static class Operators
{
    private static readonly Dictionary<string, Operator> All = new(StringComparer.Ordinal)
    {
        ["+"] = Add,
        ["-"] = (left, right, meter) => Convert.ToNumber(left, meter) - Convert.ToNumber(right, meter),
        ["*"] = (left, right, meter) => Convert.ToNumber(left, meter) * Convert.ToNumber(right, meter),
        ["/"] = (left, right, meter) => Convert.ToNumber(left, meter) / Convert.ToNumber(right, meter),
        ["%"] = (left, right, meter) => Convert.ToNumber(left, meter) % Convert.ToNumber(right, meter),
        ["**"] = (left, right, meter) => MathFunctions.Power(Convert.ToNumber(left, meter), Convert.ToNumber(right, meter)),
        ["==="] = (left, right, meter) => Flag.Of(Equal(left, right, meter)),
        ["!=="] = (left, right, meter) => Flag.Of(!Equal(left, right, meter)),
        ["=="] = (left, right, meter) => Flag.Of(Convert.LooselyEqual(left, right, meter)),
        ["!="] = (left, right, meter) => Flag.Of(!Convert.LooselyEqual(left, right, meter)),
        ["<"] = (left, right, meter) => left is double a && right is double b ? Flag.Of(a < b) : Flag.Of(Order(left, right, meter) < 0),
        [">"] = (left, right, meter) => left is double a && right is double b ? Flag.Of(a > b) : Flag.Of(Order(left, right, meter) > 0),
        ["<="] = (left, right, meter) => left is double a && right is double b ? Flag.Of(a <= b) : Flag.Of(Order(left, right, meter) <= 0),
        [">="] = (left, right, meter) => left is double a && right is double b ? Flag.Of(a >= b) : Flag.Of(Order(left, right, meter) >= 0),
        ["&"] = (left, right, meter) => (double)(Int(left, meter) & Int(right, meter)),
        ["|"] = (left, right, meter) => (double)(Int(left, meter) | Int(right, meter)),
        ["^"] = (left, right, meter) => (double)(Int(left, meter) ^ Int(right, meter)),
        ["<<"] = (left, right, meter) => (double)(Int(left, meter) << (Int(right, meter) & 31)),
        [">>"] = (left, right, meter) => (double)(Int(left, meter) >> (Int(right, meter) & 31)),
        [">>>"] = (left, right, meter) => (double)((uint)Int(left, meter) >> (Int(right, meter) & 31)),
        ["in"] = (left, right, meter) => Flag.Of(Members.Has(right, Members.Key(left, meter)) ?? throw ExpressionFault.Type("'in' needs an object or a list on its right.")),
    };

    public static Operator Find(string sign) => All[sign];

    private static bool Equal(object? left, object? right, Meter meter)
    {
        if (left is string { Length: > 256 } text) meter.Scan(text.Length);
        return Convert.StrictlyEqual(left, right);
    }

    private static object Add(object? left, object? right, Meter meter)
    {
        if (left is double x && right is double y) return x + y;
        left = Convert.ToPrimitive(left, meter, preferNumber: false);
        right = Convert.ToPrimitive(right, meter, preferNumber: false);
        if (left is not string && right is not string) return Convert.ToNumber(left, meter) + Convert.ToNumber(right, meter);
        var (a, b) = (Convert.ToText(left, meter), Convert.ToText(right, meter));
        meter.Text((double)a.Length + b.Length);
        return a + b;
    }

    /// <summary>Texts by their UTF-16 units, everything else as numbers; NaN if there is no order, which no comparison accepts.</summary>
    private static double Order(object? left, object? right, Meter meter)
    {
        left = Convert.ToPrimitive(left, meter, preferNumber: true);
        right = Convert.ToPrimitive(right, meter, preferNumber: true);
        if (left is string textA && right is string textB)
        {
            meter.Scan(Math.Min(textA.Length, textB.Length));
            return string.CompareOrdinal(textA, textB);
        }
        var (a, b) = (Convert.ToNumber(left, meter), Convert.ToNumber(right, meter));
        return a < b ? -1 : a > b ? 1 : a == b ? 0 : double.NaN;
    }

    private static int Int(object? value, Meter meter) => JsNumber.ToInt32(Convert.ToNumber(value, meter));
}
